"""What the story wants to hear: the status and the resolutions of an outcome. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.names import quote_path, unquote_path
from gitscen.outcome import Outcome, Resolution
from gitscen.scenario.asks import Ask, WantedResolution
from gitscen.verdict import Failure


def judge_answer(ask: Ask, outcome: Outcome) -> Iterator[Failure]:
    """Yield a failure where the status is not among those wanted, or other conflicts were reported than wanted."""
    if ask.outcome is not None:
        wanted = ask.outcome if isinstance(ask.outcome, tuple) else (ask.outcome,)
        if outcome.status not in wanted:
            yield Failure(
                rule="outcome",
                message=f"the subject gave another answer than the story wants{_because(outcome)}.",
                wanted=" or ".join(status.value for status in wanted),
                seen=outcome.status.value,
            )
    if ask.resolved is not None and not _agree(ask.resolved, outcome.resolutions):
        yield Failure(
            rule="resolved",
            message="other conflicts were reported than the story wants.",
            wanted="\n".join(sorted(_show_wanted(one) for one in ask.resolved)),
            seen="\n".join(sorted(_show(one) for one in outcome.resolutions)),
        )


def _because(outcome: Outcome) -> str:
    return f", for the reason '{outcome.reason.strip()}'" if outcome.reason.strip() else ""


def _agree(wanted: tuple[WantedResolution, ...], found: tuple[Resolution, ...]) -> bool:
    by_path = {one.path: one for one in found}
    return len(wanted) == len(found) and all(
        (one := by_path.get(unquote_path(hope.path))) is not None
        and one.kept is hope.kept
        and hope.kind in (None, one.kind)
        and hope.nature in (None, one.nature)
        for hope in wanted
    )


def _show_wanted(hope: WantedResolution) -> str:
    kind = hope.kind.value if hope.kind else "any kind"
    return f"{hope.path}: {kind} {hope.nature.value if hope.nature else '(any nature)'}, {hope.kept.value} kept"


def _show(one: Resolution) -> str:
    return f"{quote_path(one.path)}: {one.kind.value} {one.nature.value}, {one.kept.value} kept"
