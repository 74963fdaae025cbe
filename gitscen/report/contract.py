"""A run as a contract: which promises the workflow keeps, which it breaks, which it does not offer. Pure.

A promise is kept where a case passed. A failure that is declared (`known`) is still a broken promise; it is counted
apart. What could not be judged is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gitscen.verdict import INVARIANTS, CaseResult, Failure, RunResult, Verdict

_KEPT = (Verdict.PASSED, Verdict.FIXED)
_BROKEN = (Verdict.FAILED, Verdict.KNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A folder of scenarios, and how many of its cases came out how."""

    name: str
    kept: int
    broken: int
    skipped: int
    errored: int

    @property
    def judged(self) -> int:
        """How many cases say something of the workflow."""
        return self.kept + self.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A rule that does not hold: in how many cases, how many of them known, and the smallest one with what it shows.

    `rule` is an invariant's name or an expectation's; `evidence` is what the smallest case shows.
    """

    rule: str
    cases: int
    known: int
    smallest: CaseResult
    evidence: Failure

    @property
    def is_invariant(self) -> bool:
        """Whether `gitscen explain` tells what it means."""
        return self.rule in INVARIANTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a run says of its workflow. `kept` are the invariants that no case broke; none where no case passed.

    `lacks` are the reasons for which cases were skipped, with their numbers, the most frequent first.
    """

    situations: tuple[Situation, ...]
    kept: tuple[str, ...]
    breaks: tuple[Break, ...]
    lacks: tuple[tuple[str, int], ...]


def draw_contract(run: RunResult) -> Contract:
    """Return the contract that the cases of a run show."""
    breaks = tuple(_breaks(run.cases))
    broken = {each.rule for each in breaks}
    keeps = any(case.verdict in _KEPT for case in run.cases)
    skipped = Counter(case.reason for case in run.cases if case.verdict is Verdict.SKIPPED)
    return Contract(
        situations=tuple(_situations(run.cases)),
        kept=tuple(rule for rule in INVARIANTS if keeps and rule not in broken),
        breaks=breaks,
        lacks=tuple(sorted(skipped.items(), key=lambda item: (-item[1], item[0]))),
    )


def _situations(cases: Sequence[CaseResult]) -> Iterable[Situation]:
    names = dict.fromkeys(map(situation, cases))
    for name in names:
        verdicts = [case.verdict for case in cases if situation(case) == name]
        yield Situation(
            name=name,
            kept=sum(verdict in _KEPT for verdict in verdicts),
            broken=sum(verdict in _BROKEN for verdict in verdicts),
            skipped=verdicts.count(Verdict.SKIPPED),
            errored=verdicts.count(Verdict.ERRORED),
        )


def situation(case: CaseResult) -> str:
    """Return the folder of a case's scenario, `scenarios` where it has none."""
    return case.scenario.rpartition("/")[0] or "scenarios"


def _breaks(cases: Sequence[CaseResult]) -> Iterable[Break]:
    """Yield the rules that are broken, invariants first and in their order, then by how often."""
    shown: dict[str, list[tuple[CaseResult, Failure]]] = {}
    for case in cases:
        if case.verdict in _BROKEN:
            first = {failure.rule: failure for failure in reversed(case.failures)}
            for rule, failure in first.items():
                shown.setdefault(rule, []).append((case, failure))
    found = []
    for rule, pairs in shown.items():
        smallest, evidence = min(pairs, key=_size)
        known = sum(case.verdict is Verdict.KNOWN for case, _ in pairs)
        found.append(Break(rule=rule, cases=len(pairs), known=known, smallest=smallest, evidence=evidence))
    return sorted(found, key=_rank)


def _size(shown: tuple[CaseResult, Failure]) -> tuple[bool, int, bool, str]:
    """Return how much a person has to read: a story of a file, few steps up to the failure, a full clone."""
    case, failure = shown
    return (not case.source, failure.step or case.steps, case.clone != "full", case.id)


def _rank(one: Break) -> tuple[int, int, str]:
    if one.is_invariant:
        return (INVARIANTS.index(one.rule), 0, one.rule)
    return (len(INVARIANTS), -one.cases, one.rule)
