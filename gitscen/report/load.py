"""A load test as text and JSON, and the documents' key indicators held against it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gitscen.report.shown import shown

if TYPE_CHECKING:
    from gitscen.run.hosted.load import Load

QUEUE_LIMIT, SWITCH_LIMIT = 30.0, 5.0
"""Seconds that the documents allow from the sending of a command to its answer, and for a switch of branches."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One key indicator: what the documents want, what was seen, and whether it holds."""

    name: str
    target: str
    seen: str
    holds: bool


def judge_load(done: Load) -> tuple[Indicator, ...]:
    """Return the key indicators."""
    slowest = max(done.latencies, default=0.0)
    # A command's own time includes its switch, so it bounds what a switch takes.
    command = max((answer.duration_ms / 1000 for answer in done.answers), default=0.0)
    missing = done.sent - len(done.answers)
    damage = [one for one in done.failures if one.rule == "objects-damaged"]
    others = [one for one in done.failures if one.rule != "objects-damaged"]
    lost = f"{len(done.failures)} findings" if done.failures else "every byte on its branch"
    slow = f"{len(done.recoveries)} recoveries, {_seconds(max(done.recoveries, default=0.0))} at most"
    recovered = slow if done.recoveries else ""
    return (
        Indicator("queue processing", f"< {QUEUE_LIMIT:.0f} s", f"{_seconds(slowest)} at most", slowest < QUEUE_LIMIT),
        Indicator("every command answered once", "all", f"{len(done.answers)} of {done.sent}", missing == 0),
        Indicator("git operations", "no corruption", f"git fsck: {len(damage)} findings", not damage),
        Indicator(
            "branch switching", f"< {SWITCH_LIMIT:.0f} s", f"{_seconds(command)} at most, work and push included",
            command < SWITCH_LIMIT,
        ),
        Indicator("stash and recovery", "100%", "; ".join(filter(None, (lost, recovered))), not others),
        Indicator("containers", f"<= {done.plan.most} at once", f"{done.most} at once", done.most <= done.plan.most),
    )  # fmt: skip


def text_load(done: Load) -> str:
    """Return the report for people."""
    return "".join(f"{line}\n" for line in _lines(done))


def json_load(done: Load) -> str:
    """Return the report for programs."""
    told = {
        "sessions": done.plan.sessions,
        "projects": done.plan.projects,
        "commands": done.sent,
        "answers": len(done.answers),
        "seconds": done.seconds,
        "latency": {f"p{share}": percentile(done.latencies, share) for share in (50, 90, 99, 100)},
        "containers": {"all": done.containers, "at_once": done.most},
        "interrupted": sum(answer.interrupted for answer in done.answers),
        "kills": list(done.kills),
        "recoveries": list(done.recoveries),
        "seed": done.plan.seed,
        "indicators": [
            {"name": one.name, "target": one.target, "seen": one.seen, "holds": one.holds} for one in judge_load(done)
        ],
        "failures": [{"rule": one.rule, "message": one.message} for one in done.failures],
    }
    return json.dumps(told, indent=1) + "\n"


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value below or at which `share` percent of sorted values lie; 0 of none."""
    return values[max(0, -(-len(values) * share // 100) - 1)] if values else 0.0


def _lines(done: Load) -> Iterator[str]:
    plan = done.plan
    how = f"{plan.rate:g} a second" if plan.rate else "all at once"
    yield f"{plan.sessions} sessions on {plan.projects} projects, {done.sent} commands, {how}, {plan.clone} clones"
    rate = len(done.answers) / max(done.seconds, 1e-9)
    yield f"  answered      {len(done.answers)} in {done.seconds:.1f} s: {rate:.1f} a second"
    shares = ", ".join(f"{name} {_seconds(percentile(done.latencies, share))}" for name, share in _SHARES)
    yield f"  latency       {shares}"
    yield f"  containers    {done.containers}, {done.most} at once"
    yield f"  interrupts    {sum(answer.interrupted for answer in done.answers)}"
    if done.kills:
        yield f"  killed        {len(done.kills)} (seed {plan.seed}): {', '.join(done.kills)}"
    if done.recoveries:
        each = ", ".join(map(_seconds, done.recoveries))
        yield f"  recovery      {each} from a kill to the next answer"
    yield ""
    for one in judge_load(done):
        yield f"  {'holds' if one.holds else 'FAILS':6} {one.name}: {one.target}; {one.seen}"
    for failure in done.failures:
        yield f"  {shown(failure.rule)}: {shown(failure.message)}"


_SHARES = (("median", 50), ("90%", 90), ("99%", 99), ("slowest", 100))


def _seconds(value: float) -> str:
    return f"{value:.2f} s"
