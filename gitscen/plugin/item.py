"""One case as a test of pytest's: played in a worker, and its verdict told in pytest's words.

A case that failed or could not be judged shows what `gitscen run` shows of it, and no traceback.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gitscen.errors import GitscenError, ScenarioError
from gitscen.plugin.player import player
from gitscen.pytest_plugin import TOP
from gitscen.report.text import case_lines
from gitscen.scenario.find import require_its_git
from gitscen.scenario.lines import line_of, scan_lines
from gitscen.scenario.model import Case
from gitscen.scenario.story import Story
from gitscen.verdict import CaseResult, Verdict

_MARKER = re.compile(r"[A-Za-z][\w.+/-]*")


class DidNotPass(Exception):
    """A case that failed or errored; the text is all that is to be said about it."""


class CaseItem(pytest.Item):
    """A story on one kind of clone. Its tags are markers, and it has the marker `gitscen`."""

    def __init__(
        self,
        *,
        story: Story,
        clone: str,
        tags: Sequence[str],
        workflow: str,
        **about: Any,  # noqa: ANN401 - pytest's own
    ) -> None:
        """Take the case and the workflow that it is played with, settled, "" for gitscen's own."""
        super().__init__(**about)
        self._story, self._clone, self._workflow = story, clone, workflow
        self._line = 1
        self._reason = ""
        self._verdict: Verdict | None = None
        self.extra_keyword_matches.update(tags)
        for name in ("gitscen", *filter(_MARKER.fullmatch, tags)):
            _register(name, self.config)
            self.add_marker(name)

    def runtest(self) -> None:
        """Play the case; raise unless it passed."""
        result, said = self._play()
        self._tell(result)
        self._verdict, self._reason = result.verdict, result.reason
        if result.verdict is Verdict.PASSED:
            if result.world:
                self.add_report_section("call", "world", result.world)
            return
        if result.verdict is Verdict.SKIPPED:
            pytest.skip(result.reason)
        self._line = self._failed_line(result)
        if said and result.verdict is Verdict.FAILED:
            self.add_report_section("call", "stderr", said)
        lines = case_lines(result, colour=False, place=self._shown_place(result), again=self._again())
        raise DidNotPass("\n".join(lines))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """Return what is shown of a case that did not pass: its text, at the line of the step."""
        if not isinstance(excinfo.value, DidNotPass):
            return super().repr_failure(excinfo, style)
        told = excinfo.getrepr(style="value")
        if told.reprcrash is not None:
            told.reprcrash.path, told.reprcrash.lineno = str(self._source()), self._line
            told.reprcrash.message = self._reason
        return told

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, the line from 0 and the name that reports have. No file holds a story of the matrix."""
        return self._source(), self._line - 1 if self._story.path else None, self.name

    def amend(self, report: pytest.TestReport) -> None:
        """Let a report name the line of the step that failed; a case that could not be judged is an error of pytest's.

        That is what pytest says of a test that failed before or after it was called.
        """
        if self._verdict is Verdict.ERRORED and report.when == "call":
            report.when = "setup"
        report.location = (report.location[0], self.reportinfo()[1], self.name)
        if report.skipped and isinstance(report.longrepr, tuple):
            report.longrepr = (str(self._source()), self._line, report.longrepr[2])

    def _play(self) -> tuple[CaseResult, str]:
        """Return the result, and what the workflow wrote to standard error."""
        try:
            case = Case(self._story.name, self._clone, self._story.load(), self._story.source)
            _require_git(case)
            return player(self.config).play(case, self._workflow)
        except GitscenError as error:
            return self._errored(error), ""

    def _errored(self, error: GitscenError) -> CaseResult:
        return CaseResult(
            id=self.name,
            scenario=self._story.name,
            clone=self._clone,
            verdict=Verdict.ERRORED,
            seconds=0.0,
            reason=str(error),
            source=self._story.source,
        )

    def _tell(self, result: CaseResult) -> None:
        """Put the verdict's details among the properties that reports carry."""
        rules = " ".join(dict.fromkeys(failure.rule.replace(" ", "-") for failure in result.failures))
        told = {
            "scenario": result.scenario, "clone": result.clone, "verdict": result.verdict.value, "rules": rules,
            "seconds": f"{result.seconds:.3f}", "workflow": self._workflow, "world": result.world,
        }  # fmt: skip
        self.user_properties = [(name, value) for name, value in told.items() if value]

    def _source(self) -> Path:
        return self._story.path or self.path

    def _failed_line(self, result: CaseResult) -> int:
        """Return the line of the step that failed, or of what is expected at the end."""
        if self._story.path is None or not result.failures:
            return 1
        step = result.failures[0].step
        lines = scan_lines(self._story.path.read_text(encoding="utf-8"))
        return line_of(lines, ("step", step - 1) if step else ("expect",))

    def _shown_place(self, result: CaseResult) -> str:
        """Return the file of the story, with the line if something in it failed."""
        if self._story.path is None:
            return ""
        place = shown_place(self._story.path, self.config)
        return f"{place}:{self._line}" if result.failures else place

    def _again(self) -> str:
        """Return the command that plays this one case again and keeps its world."""
        file, _, rest = str(self.nodeid).partition("::")
        file = file if file == TOP else shown_place(self.config.rootpath / file, self.config)
        given = self.config.getoption("gitscen_workflow")
        options = [f"--gitscen-workflow={given}"] if given else []
        return shlex.join(["pytest", f"{file}::{rest}", *options, "--gitscen-keep=all"])


def shown_place(path: Path, config: pytest.Config) -> str:
    """Return a path as seen from where pytest was started, if it lies below."""
    start = config.invocation_params.dir
    return str(path.relative_to(start)) if path.is_relative_to(start) else str(path)


def _require_git(case: Case) -> None:
    """Skip a case that needs a newer git than the one that is here."""
    try:
        require_its_git(case)
    except ScenarioError as error:
        pytest.skip(error.message)


def _register(marker: str, config: pytest.Config) -> None:
    """Make a marker known, so that --strict-markers takes it."""
    known = {line.partition(":")[0] for line in config.getini("markers")}
    if marker not in known:
        config.addinivalue_line("markers", f"{marker}: a tag of gitscen's scenarios.")
