"""The laws of the house, kept by looking at what imports what."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "gitscen"
STARTS_PROCESSES = {"subprocess", "multiprocessing", "asyncio", "pty"}
DOES_IO = {
    "subprocess",
    "multiprocessing",
    "socket",
    "tempfile",
    "shutil",
    "pathlib",
    "os",
    "io",
    "git",
    "pygit2",
    "urllib",
    "signal",
    "time",
    "random",
}
PURE = (
    "gitscen.names",
    "gitscen.errors",
    "gitscen.outcome",
    "gitscen.verdict",
    "gitscen.judge",
    "gitscen.observe.observation",
    "gitscen.observe.parse",
    "gitscen.scenario.clone",
    "gitscen.scenario.content",
    "gitscen.scenario.acts",
    "gitscen.scenario.asks",
    "gitscen.scenario.model",
    "gitscen.scenario.check",
    "gitscen.scenario.lines",
    "gitscen.scenario.hints",
    "gitscen.scenario.hostcheck",
    "gitscen.scenario.hosted",
    "gitscen.scenario.matrix",
    "gitscen.scenario.mistakes",
    "gitscen.scenario.moments",
    "gitscen.scenario.stop",
    "gitscen.scenario.parts",
    "gitscen.subject.fault",
    "gitscen.subject.message",
    "gitscen.subject.offer",
    "gitscen.subject.shim",
    "gitscen.subject.translate",
    "gitscen.workflow.conflicts.conflict",
    "gitscen.workflow.conflicts.preference",
    "gitscen.workflow.conflicts.message",
    "gitscen.workflow.join.answer",
    "gitscen.run.fingerprint",
    "gitscen.run.known",
    "gitscen.run.rounds",
    "gitscen.run.hosted.waits",
    "gitscen.monitor.snapshot",
    "gitscen.monitor.text",
    "gitscen.report.load",
    "gitscen.zoo.hosted",
    "gitscen.session.fleet",
    "gitscen.session.message",
    "gitscen.session.naming",
    "gitscen.session.record",
    "gitscen.session.transport.protocol",
    "gitscen.tell",
    "gitscen.plugin.byhand",
    "gitscen.zoo.mistake",
    "gitscen.zoo.table",
    "gitscen.zoo.finding",
    "gitscen.zoo.report",
    "gitscen.capture.damage",
    "gitscen.capture.disguise",
    "gitscen.capture.place",
    "gitscen.capture.refs",
    "gitscen.capture.settings",
    "gitscen.capture.toml",
    "gitscen.capture.unsaid",
    "gitscen.doctor.finding",
    "gitscen.doctor.record",
    "gitscen.doctor.findings",
    "gitscen.doctor.deep.model",
    "gitscen.doctor.deep.tips",
    "gitscen.doctor.judge",
    "gitscen.doctor.ledger",
    "gitscen.doctor.level",
    "gitscen.doctor.story",
    "gitscen.doctor.explain",
    "gitscen.doctor.pages",
    "gitscen.doctor.report",
    "gitscen.recover.plan",
    "gitscen.recover.changed",
    "gitscen.recover.tell",
    "gitscen.recover.steps.words",
    "gitscen.report.again",
    "gitscen.report.difference",
    "gitscen.report.shown",
    "gitscen.report.step",
    "gitscen.report.summary",
    "gitscen.report.text",
    "gitscen.report.contract",
    "gitscen.report.contracttext",
    "gitscen.report.script",
    "gitscen.report.matrix",
    "gitscen.report.json",
    "gitscen.report.junit",
    "gitscen.report.github",
)
EVIDENCE = ("gitscen.doctor.evidence", "gitscen.doctor.objects")
FACES = ("gitscen.cli", "gitscen.__main__", "gitscen.pytest_plugin", "gitscen.plugin", "gitscen.testing")


def read_imports() -> dict[str, set[str]]:
    """Return what every module of the package imports, anywhere in it, by full names."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        imports: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imports.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.level == 0, f"{path} imports relatively"
                imports.add(node.module)
                imports.update(f"{node.module}.{alias.name}" for alias in node.names)
        found[name] = imports
    return found


IMPORTS = read_imports()


def below(name: str, *tops: str) -> bool:
    return any(name == top or name.startswith(top + ".") for top in tops)


def importers(*targets: str) -> set[str]:
    return {name for name, imports in IMPORTS.items() if any(below(one, *targets) for one in imports)}


def test_the_domains_words_import_only_the_standard_library_and_each_other() -> None:
    for name in ("gitscen.names", "gitscen.errors"):
        for one in IMPORTS[name]:
            assert one.partition(".")[0] in sys.stdlib_module_names or below(one, "gitscen.names", "gitscen.errors"), (
                one
            )


@pytest.mark.parametrize("name", [name for name in sorted(IMPORTS) if below(name, *EVIDENCE)])
def test_the_doctors_evidence_imports_the_standard_library_alone(name: str) -> None:
    allowed = ("gitscen.names", "gitscen.errors", "gitscen.doctor.record", *EVIDENCE)
    for one in IMPORTS[name]:
        assert one.partition(".")[0] in sys.stdlib_module_names or below(one, *allowed), one
        assert not below(one, *STARTS_PROCESSES), one


def test_the_judge_never_imports_the_accused() -> None:
    accused = importers("gitscen.workflow", "gitscen.subject", "git")
    assert not {name for name in accused if below(name, "gitscen.judge", "gitscen.observe")}


def test_processes_are_started_in_few_known_places() -> None:
    assert importers(*STARTS_PROCESSES) == {
        "gitscen.git.command",  # git, for all but the workflow
        "gitscen.run.nursery",  # the workers, in which subjects act
        "gitscen.run.shell",  # the person's own shell
        "gitscen.session.process",  # hosts, containers and agents of sessions
        "gitscen.subject.process",  # programs under test
        "gitscen.world.process",  # jobs and lock holders of a story
    }
    assert importers("git") == {  # GitPython
        "gitscen.workflow.git",  # git, for the workflow
        "gitscen.plugin.live",  # a handle for tests that people write
    }


@pytest.mark.parametrize("name", [name for name in sorted(IMPORTS) if below(name, *PURE)])
def test_what_is_called_pure_does_no_io(name: str) -> None:
    assert not {one for one in IMPORTS[name] if one.partition(".")[0] in DOES_IO}


def test_every_pure_module_is_there() -> None:
    assert not [top for top in PURE if not any(below(name, top) for name in IMPORTS)]


def test_nothing_imports_the_faces() -> None:
    assert not {name for name in importers(*FACES) if not below(name, *FACES)}


def test_no_shell_is_ever_used() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not re.search(r"shell\s*=\s*True|os\.system\(|os\.popen\(", path.read_text()), path
