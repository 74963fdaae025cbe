"""A diagnosis as text, for a person in a bad hour: how bad, what is wrong, where the work is, what to do. Pure."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from gitscen.doctor.finding import Diagnosis, Finding, Firmness, Holding, Level, Safety, Severity
from gitscen.report.shown import shown

LEVELS = {
    Level.HEALTHY: "Nothing is wrong.",
    Level.PARKED: "Nothing is wrong, and work waits here.",
    Level.INTERRUPTED: "Something was left half-way, or is held weakly. Nothing is damaged.",
    Level.DAMAGED: "Files of the repository are damaged. As far as can be seen, everything is still there.",
    Level.LOSSY: "Some content is really gone. What is left is listed below.",
}
WEAK = frozenset(
    {Firmness.AUTOSTASH, Firmness.REFLOG, Firmness.HIDDEN, Firmness.LOCK, Firmness.DANGLING},
)
"""What goes with the next careless command."""
SHOWN = 6
"""Holdings of one firmness, and facts of one finding, that are listed without --verbose."""
COLOURS = {"error": "31", "warning": "33", "note": "36", "weak": "33", "good": "32"}


def text_report(diagnosis: Diagnosis, *, colour: bool, width: int, verbose: bool) -> str:
    """Return the report in lines of at most `width` columns where they can be broken."""
    page = _Page(width=width, colour=colour, verbose=verbose)
    blocks = [
        [*page.first(diagnosis)],
        [*page.findings(diagnosis.findings)],
        [*page.ledger(diagnosis.ledger)],
        [*page.story(diagnosis.story)],
        [*page.next(diagnosis)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Page:
    """One page being written: how wide, how colourful, how long."""

    def __init__(self, *, width: int, colour: bool, verbose: bool) -> None:
        self._width, self._colour, self._verbose = max(width, 24), colour, verbose

    def first(self, diagnosis: Diagnosis) -> Iterator[str]:
        """Yield the line that says it all."""
        paint = "good" if diagnosis.healthy else "error" if _is_bad(diagnosis.level) else "warning"
        level = self._paint(diagnosis.level.value, paint)
        yield f"{level}: {shown(diagnosis.workspace)}"
        yield from self._wrap(LEVELS[diagnosis.level], "  ")

    def findings(self, findings: Iterable[Finding]) -> Iterator[str]:
        """Yield the findings, the loud ones first; notes have their facts with --verbose only."""
        order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        counts: Counter[str] = Counter()
        for finding in sorted(findings, key=lambda one: order.index(one.severity)):
            counts[finding.code] += 1
            if counts[finding.code] > SHOWN and not self._verbose:
                continue
            where = f" {shown(finding.path)}" if finding.path else ""
            severity = finding.severity.value
            yield f"{self._paint(severity, severity)} {finding.code}{where}"
            yield from self._wrap(finding.message, "  ")
            if finding.loud or self._verbose:
                yield from self._facts("", finding.evidence)
                yield from self._facts("at risk: ", finding.at_risk)
        for code, count in counts.items() if not self._verbose else ():
            if count > SHOWN:
                yield f"... and {count - SHOWN} more {code} (--verbose lists all)"

    def ledger(self, ledger: tuple[Holding, ...]) -> Iterator[str]:
        """Yield where the work is, from the firmest to the weakest."""
        if ledger:
            yield "Your work is here:"
        for firmness in Firmness:
            held = [holding for holding in ledger if holding.firmness is firmness]
            if not held:
                continue
            weak = firmness in WEAK
            yield "  " + self._paint(f"{firmness.value}{'  (held weakly)' if weak else ''}", "weak" if weak else "")
            listed = held if self._verbose else held[:SHOWN]
            for holding in listed:
                yield from self._wrap(_held(holding), "    ")
            if len(held) > len(listed):
                yield f"    ... and {len(held) - len(listed)} more (--verbose lists all)"

    def story(self, story: Iterable[str]) -> Iterator[str]:
        """Yield what probably happened."""
        told = list(story)
        if told:
            yield "What probably happened:"
        for sentence in told:
            yield from self._wrap(sentence, "  ")

    def next(self, diagnosis: Diagnosis) -> Iterator[str]:
        """Yield what would mend it, and what would make it worse."""
        loud = [finding for finding in diagnosis.findings if finding.loud]
        if not loud:
            return
        place = shown(shlex.quote(diagnosis.workspace))
        by_safety = {safety: _codes(loud, safety) for safety in Safety}
        if by_safety[Safety.SAFE] or by_safety[Safety.CONSENT]:
            yield "What would mend it:"
            yield f"  gitscen recover {place}"
            yield from self._wrap("It shows its plan, asks, and keeps a copy; 'gitscen undo' takes it back.", "    ")
            yield from self._codes("safe", by_safety[Safety.SAFE])
            yield from self._codes("changes what you see", by_safety[Safety.CONSENT])
        if by_safety[Safety.PERSON]:
            yield "What needs a person:"
            yield from self._codes("see 'gitscen explain CODE'", by_safety[Safety.PERSON])
        yield "Until then, do not run:"
        yield from self._wrap("git gc, git prune, git reset --hard, git clean, git stash drop", "  ")

    def _codes(self, label: str, codes: list[str]) -> Iterator[str]:
        if codes:
            yield from self._wrap(f"{label}: {', '.join(codes)}", "    ")

    def _facts(self, label: str, facts: tuple[str, ...]) -> Iterator[str]:
        listed = facts if self._verbose else facts[:SHOWN]
        for fact in listed:
            yield from self._wrap(label + fact, "    ")
        if len(facts) > len(listed):
            yield f"    ... and {len(facts) - len(listed)} more (--verbose lists all)"

    def _wrap(self, text: str, indent: str) -> list[str]:
        return textwrap.wrap(
            shown(text),
            self._width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _paint(self, text: str, paint: str) -> str:
        return f"\x1b[{COLOURS[paint]}m{text}\x1b[0m" if self._colour and paint else text


def _held(holding: Holding) -> str:
    return holding.what if holding.what.startswith(holding.where) else f"{holding.what}: {holding.where}"


def _codes(findings: list[Finding], safety: Safety) -> list[str]:
    """Return the codes with a remedy that is this safe; what has none needs a person."""
    return list(
        dict.fromkeys(
            finding.code
            for finding in findings
            if (finding.safety if finding.remedy is not None else Safety.PERSON) is safety
        )
    )


def _is_bad(level: Level) -> bool:
    return level in (Level.DAMAGED, Level.LOSSY)
