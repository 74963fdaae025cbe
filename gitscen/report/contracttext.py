"""A contract as text for people: a screen of 80 columns. Pure."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator

import click

from gitscen.report.contract import Break, Contract, Situation, draw_contract
from gitscen.report.shown import shown
from gitscen.report.summary import summary
from gitscen.verdict import Failure, RunResult

WIDTH = 80
REASONS_SHOWN = 6
EVIDENCE_LINES = 2
BRIEF = 24
"""Characters of what was wanted and seen that stand in a sentence; longer ones are for the case's own report."""


def contract_text(run: RunResult, *, colour: bool) -> str:
    """Return the contract, with the run's summary as its last line."""
    contract = draw_contract(run)
    blocks = [
        _situation_lines(contract.situations),
        _kept_lines(contract),
        _break_lines(contract, run.workflow, colour=colour),
        _lack_lines(contract),
        iter([summary(run)]),
    ]
    told = ("\n".join(block) for block in blocks)
    return "\n\n".join(block for block in (f"What {shown(run.workflow)} keeps:", *told) if block) + "\n"


def _situation_lines(situations: tuple[Situation, ...]) -> Iterator[str]:
    width = max((len(shown(one.name)) for one in situations), default=0)
    digits = len(str(max((one.judged for one in situations), default=0)))
    for one in situations:
        kept = f"{one.kept:{digits}} of {one.judged:{digits}}" if one.judged else "-".rjust(2 * digits + 4)
        notes = [f"{one.skipped} not offered"] * bool(one.skipped) + [f"{one.errored} not judged"] * bool(one.errored)
        yield f"  {shown(one.name):{width}}  {kept}  {', '.join(notes)}".rstrip()


def _kept_lines(contract: Contract) -> Iterator[str]:
    if not contract.kept:
        return
    yield "Invariants that no case broke:"
    yield from _wrapped(", ".join(contract.kept), "  ")


def _break_lines(contract: Contract, workflow: str, *, colour: bool) -> Iterator[str]:
    if not contract.breaks:
        return
    yield "Breaks, each with the smallest case that shows it:"
    for one in contract.breaks:
        name = shown(one.rule)
        known = f", {one.known} known" if one.known else ""
        counted = f"{one.cases} {'case' if one.cases == 1 else 'cases'}{known}"
        yield f"  {click.style(name, bold=True) if colour else name}: {counted}"
        yield from _wrapped(f"{_place(one)}: {_evidence(one.evidence)}", "    ", lines=EVIDENCE_LINES)
    yield "What a rule means: gitscen explain RULE. A case in full:"
    yield f"  gitscen run CASE --workflow {shown(shlex.quote(workflow))}"


def _place(one: Break) -> str:
    step = f", step {one.evidence.step}" if one.evidence.step else ", in the end"
    return f"{shown(one.smallest.id)}{step}"


def _evidence(failure: Failure) -> str:
    """Return what a failure says; with what was wanted and seen, where that is a word or two."""
    wanted, seen = failure.wanted.strip(), failure.seen.strip()
    brief = wanted and seen and max(len(wanted), len(seen)) <= BRIEF and "\n" not in wanted + seen
    told = shown(failure.message)
    return f"{told.removesuffix('.')}: wanted {shown(wanted)}, seen {shown(seen)}." if brief else told


def _lack_lines(contract: Contract) -> Iterator[str]:
    if not contract.lacks:
        return
    yield "Does not offer:"
    for reason, cases in contract.lacks[:REASONS_SHOWN]:
        yield from _wrapped(f"{cases} {'case' if cases == 1 else 'cases'}: {shown(reason)}", "  ", lines=EVIDENCE_LINES)
    rest = contract.lacks[REASONS_SHOWN:]
    if rest:
        yield f"  {sum(cases for _, cases in rest)} more, for {len(rest)} other reasons"


def _wrapped(text: str, indent: str, *, lines: int | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, max_lines=lines,
        placeholder=" …",
    )  # fmt: skip
