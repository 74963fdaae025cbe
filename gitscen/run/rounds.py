"""Cases played more than once: the order of each round, and what the rounds of a case say together. Pure.

A case that comes out differently in two rounds is not deterministic: nobody can trust its verdict.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult, Failure, Verdict

RULE = "not-deterministic"


def plan_rounds(cases: Sequence[Case], *, repeat: int, seed: int | None) -> Iterator[tuple[Case, ...]]:
    """Yield the cases of each round: in their order, or with a seed shuffled, each round in another way.

    The order hangs on the seed and the cases' ids only, so it is the same on every machine.
    """
    for number in range(repeat):
        if seed is None:
            yield tuple(cases)
        else:
            yield tuple(sorted(cases, key=_shuffle(f"{seed} {number}")))


def join_rounds(rounds: Sequence[CaseResult]) -> CaseResult:
    """Return one result for all rounds of a case: failed if they differ, else the first with all the time it took."""
    first = next((one for one in rounds if one.verdict is not Verdict.PASSED), rounds[0])
    seconds = sum(one.seconds for one in rounds)
    kept = next((one for one in rounds if one.world), first)
    joined = replace(first, seconds=seconds, world=kept.world, script=kept.script, times=len(rounds))
    differing = [number for number, one in enumerate(rounds, 1) if _came_out(one) != _came_out(rounds[0])]
    if not differing:
        return joined
    failure = _difference(rounds[0], rounds[differing[0] - 1], differing[0], len(rounds))
    failures = (failure, *first.failures)
    return replace(joined, verdict=Verdict.FAILED, reason=failure.message, failures=failures)


def _shuffle(salt: str) -> Callable[[Case], bytes]:
    return lambda case: hashlib.sha256(f"{salt} {case.id}".encode("utf-8", "surrogatepass")).digest()


def _came_out(result: CaseResult) -> dict[str, str]:
    """Return the verdict, what did not hold, and the state of the world, as texts by name."""
    rules = ", ".join(f"{one.rule} in step {one.step}" if one.step else one.rule for one in result.failures)
    return {"verdict": f"{result.verdict.value}: {rules}" if rules else result.verdict.value, **result.state}


def _difference(one: CaseResult, other: CaseResult, number: int, count: int) -> Failure:
    told, also = _came_out(one), _came_out(other)
    names = [name for name in dict.fromkeys((*told, *also)) if told.get(name) != also.get(name)]
    return Failure(
        rule=RULE,
        message=f"rounds 1 and {number} of {count} came out differently: {', '.join(names)}.",
        title="after the last step",
        wanted="".join(f"{name} {told[name]}\n" for name in names if name in told),
        seen="".join(f"{name} {also[name]}\n" for name in names if name in also),
    )
