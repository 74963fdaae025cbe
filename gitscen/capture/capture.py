"""From a workspace to the text of a scenario file, and what the file does not say.

The workspace is only read, and git is never run in it; the story is tried in a temporary world of its own.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from gitscen.capture.compare import Comparison, compare, rebuild, stopped_otherwise
from gitscen.capture.disguise import Disguise
from gitscen.capture.packs import with_packs
from gitscen.capture.story import tell_workspace
from gitscen.capture.toml import write_toml
from gitscen.capture.unsaid import Unsaid
from gitscen.doctor.diagnose import Examination, examine
from gitscen.errors import UsageError, WorldError
from gitscen.scenario.check import check_scenario
from gitscen.scenario.load import MAX_BYTES
from gitscen.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Captured:
    """A story, the text of its file, what it leaves out, and how the rebuilt workspace differs."""

    scenario: Scenario
    text: str
    unsaid: tuple[str, ...]
    comparison: Comparison | None

    @property
    def same(self) -> bool:
        """Whether the rebuilt workspace has the same warnings and errors."""
        return self.comparison is not None and self.comparison.same


def capture(path: Path, *, contents: bool = False, names: bool = False) -> Captured:
    """Capture the workspace at `path`; with `contents` and `names` replaced by others of the same shape.

    Raises `UsageError` where there is no workspace, or none of which a story can tell.
    """
    seen = examine(path)
    codes = {finding.code for finding in seen.diagnosis.findings}
    if codes & {"format-unknown", "bare-repository"}:
        raise UsageError(f"{path} is {_WHAT[min(codes & set(_WHAT))]}: no story can tell of it.")
    with tempfile.TemporaryDirectory(prefix="gitscen-capture-") as folder:
        return _capture(path, with_packs(seen, Path(folder)), contents=contents, names=names)


def _capture(path: Path, seen: Examination, *, contents: bool, names: bool) -> Captured:
    """Tell the story, play it, and tell it otherwise where git stops where the first one did not expect it."""
    stopped = bool(seen.evidence.index.unmerged)
    tries = []
    for stops in (stopped, not stopped):
        unsaid = Unsaid()
        scenario = tell_workspace(seen, Disguise(contents=contents, names=names), unsaid, stops=stops)
        faults = check_scenario(scenario)
        if faults:
            raise UsageError(f"{path} cannot be captured: {faults[0].says}")
        try:
            return _told(scenario, unsaid, compare(seen.diagnosis, rebuild(scenario)), "", names=names)
        except WorldError as error:
            tries.append(_told(scenario, unsaid, None, str(error), names=names))
            if not stopped_otherwise(error):
                break
    return tries[0]


_WHAT = {
    "format-unknown": "a repository of a format that gitscen does not know",
    "bare-repository": "a bare repository",
}


def _told(scenario: Scenario, unsaid: Unsaid, comparison: Comparison | None, failed: str, *, names: bool) -> Captured:
    """Return what was captured. Where names are replaced, sentences that may hold names are not in the file."""
    differences = comparison.lines() if comparison else (f"The story could not be played: {failed}",)
    lines = (*unsaid.told(), *differences)
    kept = (f"{len(unsaid.lines)} more that 'gitscen capture' told when it wrote this.",) if unsaid.lines else ()
    comments = (*kept, *(differences if comparison else ())) if names else lines
    text = write_toml(scenario, ["What this story does not say, or says otherwise:", *comments] if lines else [])
    if len(text.encode()) > MAX_BYTES:
        raise UsageError(f"the story would be larger than {MAX_BYTES >> 20} MiB, which no scenario may be.")
    return Captured(scenario, text, lines, comparison)
