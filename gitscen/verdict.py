"""What the judge says of a case: the one result type that reports print. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Invariant(Enum):
    """What must hold after every request, whatever the scenario expects. `judge.invariants` explains each."""

    WORK_LOST = "work-lost"
    WORK_LEAKED = "work-leaked"
    HISTORY_LOST = "history-lost"
    REMOTE_REWRITTEN = "remote-rewritten"
    MARKERS_COMMITTED = "markers-committed"
    UNMERGED_LEFT = "unmerged-left"
    OPERATION_LEFT = "operation-left"
    LOCK_LEFT = "lock-left"
    OBJECTS_DAMAGED = "objects-damaged"
    FALSE_REPORT = "false-report"
    OUTSIDE_TOUCHED = "outside-touched"
    CODE_EXECUTED = "code-executed"
    BUDGET_EXCEEDED = "budget-exceeded"


INVARIANTS = tuple(invariant.value for invariant in Invariant)
"""Their names, which are the rules of failures."""


class Verdict(Enum):
    """How a case came out."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    """It could not be judged: a worker died, the world could not be built."""
    SKIPPED = "skipped"
    """The subject does not offer what the story asks; never counted as passed."""
    KNOWN = "known"
    """It failed, and is declared to (`run.known`)."""
    FIXED = "fixed"
    """It passed, and is still declared to fail."""

    @property
    def red(self) -> bool:
        """Whether it turns a run red: exit code 1."""
        return self in (Verdict.FAILED, Verdict.ERRORED, Verdict.FIXED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that does not hold.

    `rule` is an invariant's name (`work-lost`) or an expectation's (`expect files`, `outcome`, `resolved`). `step`
    counts from 1, None for what is looked at after the last one. `wanted` and `seen` are texts to show as a diff;
    both empty where the message says it all. `commands` are the git commands that the subject ran in that step.
    """

    rule: str
    message: str
    step: int | None = None
    title: str = ""
    """The step in words: `ask switch thread-a`."""
    wanted: str = ""
    seen: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The verdict on one case. `reason` is there unless it passed; `world` is the kept world's place, if kept.

    `state` is the fingerprint of the world as it was seen last (`run.fingerprint`), empty where none was; it is the
    same however often and wherever the case is played. `seconds` is the time of all `times` that it was played.
    `wrong` says of a case that errored that the story itself is to be mended, which is exit code 2. `known` is why it
    is declared to fail, in the person's words. `steps` is how many steps the story has, 0 where nobody counted.
    `measured` are times in seconds by what was measured, in stories of sessions: how long it took to recover.
    `script` is the place of the shell script that rebuilds a failure, if one was written. `workflow` is the one
    that was asked, "" for gitscen's own.
    """

    id: str
    scenario: str
    clone: str
    verdict: Verdict
    seconds: float
    reason: str = ""
    failures: tuple[Failure, ...] = ()
    source: str = ""
    world: str = ""
    wrong: bool = False
    state: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    times: int = 1
    known: str = ""
    steps: int = 0
    script: str = ""
    workflow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A whole run: which git, which workflow, and the results in the order of the cases.

    `seconds` is the time on the wall. An interrupted run holds only the cases that were judged. `repeat` is how often
    each case was to be played, `seed` what the order was shuffled by.
    """

    git: str
    workflow: str
    cases: tuple[CaseResult, ...]
    seconds: float = 0.0
    interrupted: bool = False
    repeat: int = 1
    seed: int | None = None

    def count(self, verdict: Verdict) -> int:
        """Return how many cases came out like that."""
        return sum(case.verdict is verdict for case in self.cases)
