"""What became of trials: caught by the rule that was to catch it, or not, and the first evidence in a line. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gitscen.report.shown import shown
from gitscen.verdict import INVARIANTS, CaseResult, Failure, Verdict
from gitscen.zoo.pairs import Pair
from gitscen.zoo.plan import Plan
from gitscen.zoo.trial import Trial

RAISED = "the subject raised "
"""How a failure begins that says no more than that a broken workflow is broken."""
ANSWERS = ("outcome", "resolved", "false-report")
"""Rules about what was said, not about what is there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A trial, whether it went as it must, and what tells so."""

    trial: Trial
    caught: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selftest:
    """A whole selftest. `seconds` is the time on the wall; one that was interrupted has fewer findings than trials."""

    plan: Plan
    findings: Mapping[str, Finding]
    git: str
    seconds: float
    interrupted: bool = False

    @property
    def mistakes(self) -> tuple[Finding, ...]:
        """What became of each mistake, in the order of the table."""
        return self._of(self.plan.mistakes)

    @property
    def scenarios(self) -> tuple[Finding, ...]:
        """What became of the trials that are there for a scenario's sake."""
        return self._of(self.plan.scenarios)

    @property
    def ok(self) -> bool:
        """Whether every mistake is caught and every scenario justified."""
        return not (self.interrupted or self.plan.bare) and all(one.caught for one in self.mistakes + self.scenarios)

    def _of(self, trials: Sequence[Trial]) -> tuple[Finding, ...]:
        return tuple(self.findings[one.as_case.id] for one in trials if one.as_case.id in self.findings)


def find(trial: Trial, result: CaseResult) -> Finding:
    """Return what became of a trial."""
    for failure in result.failures:
        if failure.rule == trial.rule:
            return Finding(trial, caught=True, evidence=evidence(failure))
    if result.verdict is Verdict.FAILED:
        seen = f"failed by {', '.join(dict.fromkeys(failure.rule for failure in result.failures))}"
    else:
        seen = f"{result.verdict.value} {result.reason}".strip()
    return Finding(trial, caught=False, evidence=shown(f"wanted {trial.rule}, and it {seen}"))


def evidence(failure: Failure) -> str:
    """Return in one line what a failure saw."""
    if failure.rule in INVARIANTS or not (failure.wanted or failure.seen):
        return shown(" ".join(failure.message.split()))
    wanted, seen = (" ".join(text.split()) for text in (failure.wanted, failure.seen))
    return shown(f"wanted {wanted}; seen {seen}")


def choose_pairs(results: Iterable[tuple[Trial, CaseResult]]) -> tuple[Pair, ...]:
    """Return a pair for each scenario that caught something.

    Rules about what is there go before those about the answer, then the mistake that fewest scenarios caught. What an
    exception told alone does not count: any workflow can fall over.
    """
    caught: dict[str, list[Pair]] = {}
    for trial, result in results:
        told = [failure.rule for failure in result.failures if not failure.message.startswith(RAISED)]
        if result.verdict is Verdict.FAILED and told:
            told.sort(key=lambda rule: (rule in ANSWERS, rule != trial.rule))
            caught.setdefault(trial.case.name, []).append(Pair(trial.mistake.name, trial.case.name, told[0]))
    often = Counter(pair.mistake for pairs in caught.values() for pair in pairs)
    return tuple(
        sorted(
            min(pairs, key=lambda pair: (pair.rule in ANSWERS, often[pair.mistake], pair.mistake))
            for pairs in caught.values()
        )
    )
