"""Declared known failures: which case is declared to fail, and what that makes of its result. Pure.

Only what failed can be known. A case that could not be judged or was skipped stays that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult, Verdict


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """One line: a story's name, on one kind of clone or (None) on all, and why it fails, "" where nobody said.

    `line` counts from 1, in the file that `place` names.
    """

    name: str
    clone: str | None
    why: str
    place: str
    line: int

    @property
    def where(self) -> str:
        """The file and the line."""
        return f"{self.place}:{self.line}"


Known = Mapping[str, KnownFailure]
"""What is declared of cases, by their ids."""


def match_known(entries: Sequence[KnownFailure], cases: Sequence[Case]) -> dict[str, KnownFailure]:
    """Return the entry of each case that has one, by the case's id; one that names the clone goes first."""
    by_name = {(entry.name, entry.clone): entry for entry in entries}
    found = ((case.id, by_name.get((case.name, case.clone)) or by_name.get((case.name, None))) for case in cases)
    return {name: entry for name, entry in found if entry is not None}


def judge_known(result: CaseResult, known: Known) -> CaseResult:
    """Return a result as what is declared makes it: a failure is `known`, and what passed is `fixed`."""
    entry = known.get(result.id)
    if entry is None:
        return result
    if result.verdict is Verdict.FAILED:
        return replace(result, verdict=Verdict.KNOWN, known=entry.why)
    if result.verdict is Verdict.PASSED:
        or_name = "" if entry.clone else ", or name the clones on which it still fails"
        reason = f"it passes, and {entry.where} declares that it fails. Take that line away{or_name}."
        return replace(result, verdict=Verdict.FIXED, known=entry.why, reason=reason)
    return result
