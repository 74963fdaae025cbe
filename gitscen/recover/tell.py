"""What recover says: the plan, and at the end what was done, where everything is, and what needs a person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from gitscen.doctor.finding import Finding, Firmness, Safety
from gitscen.recover.clause import clause
from gitscen.recover.plan import Plan, Step
from gitscen.recover.recover import Result
from gitscen.recover.steps.words import WORDS

_FEW = 3
"""Findings of one code up to this number get a line each."""

_PLAIN = (Firmness.BRANCH, Firmness.TAG, Firmness.REMOTE)


def plan_lines(plan: Plan, named: Sequence[str], *, trust: bool) -> list[str]:
    """Return the plan in words; `named` are settings of the copy that name programs."""
    lines = ["Nothing is wrong. What can be tidied up:" if plan.is_tidying else "What is to be done:"]
    lines += [f"  {number}. {line}" for number, line in enumerate(_step_lines(plan.steps), start=1)]
    lines += [f"  kept as it is: {_finding_line(finding)}" for finding in plan.kept]
    lines += [f"  needs a person: {_finding_line(finding)}" for finding in plan.person]
    if named and trust:
        lines.append(f"The workspace's configuration names programs or files, and is trusted: {', '.join(named[:4])}.")
    elif named:
        lines.append(
            "The workspace's configuration names programs or files. They are left out meanwhile (not with --trust):"
        )
        lines += [f"  {one}" for one in named]
    return lines


def ask_lines(plan: Plan) -> str:
    """Return the question that consent is asked with."""
    consent = sum(step.finding.safety is Safety.CONSENT for step in plan.steps)
    seen = f", {consent} of them change what you see" if consent else ""
    return f"Do these {len(plan.steps)} step(s){seen}? Everything is copied first, 'gitscen undo' takes it back."


def end_lines(result: Result, *, dry_run: bool, only: tuple[str, ...] = ()) -> list[str]:
    """Return what is to be said at the end; `only` are the codes that were asked for, all if there are none."""
    if result.plan.live:
        return [
            *map(_finding_line, result.plan.live),
            "A live process is at work: nothing was touched. Wait for it, or end it.",
        ]
    if not result.plan.steps:
        person = _person_lines(result, only)
        return person or [f"There is nothing to recover in {result.before.workspace}."]
    if dry_run:
        return ["Nothing was touched: this was a dry run."]
    if result.declined and result.recovery is None:
        return ["Nothing was touched."]
    lines = ["Done:", *(f"  {clause(deed)}." for deed in result.told)]
    if result.pinned:
        lines += ["Held under refs of gitscen's own:", *(f"  {ref} {oid[:12]}" for ref, oid in result.pinned.items())]
    lines += _ledger_lines(result)
    lines += _person_lines(result, only)
    if result.recovery:
        lines.append(f"What was there before is in {result.recovery.folder / 'copy'}; 'gitscen undo' brings it back.")
    else:
        lines.append("Nothing in the workspace has changed.")
    if sound(result):
        lines.append(f"The workspace is sound: {result.after.level.value}.")
    return lines


def sound(result: Result, *, only: tuple[str, ...] = (), dry_run: bool = False) -> bool:
    """Whether no person is needed any more. With `only`, whether none is for these codes."""
    if result.plan.live or (result.declined and not dry_run):
        return False
    loud = [finding for finding in result.after.findings if finding.loud and (not only or finding.code in only)]
    kept = {finding.code for finding in result.plan.kept}
    return not any(finding.loud for finding, _ in result.failed) and all(finding.code in kept for finding in loud)


def _step_lines(steps: Iterable[Step]) -> Iterator[str]:
    """Yield a line for each step, or one for all that do the same for the same reason, where they are many."""
    for (remedy, code, safety), group in groupby(steps, lambda one: (one.remedy, one.finding.code, one.finding.safety)):
        findings = [step.finding for step in group]
        consent = " (changes what you see)" if safety is Safety.CONSENT else ""
        if len(findings) <= _FEW:
            yield from (f"{WORDS[remedy]}{consent}: {_finding_line(finding)}" for finding in findings)
        else:
            named = ", ".join(finding.path or finding.ref or finding.oid or "?" for finding in findings[:_FEW])
            yield f"{WORDS[remedy]}{consent}, {len(findings)} times: {code}: {named}, ..."


def _finding_line(finding: Finding) -> str:
    place = f"{finding.path}: " if finding.path and finding.path not in finding.message else ""
    return f"{finding.code}: {place}{finding.message}"


def _ledger_lines(result: Result) -> list[str]:
    held = [one for one in result.after.ledger if one.firmness not in _PLAIN]
    if not held:
        return []
    return [
        "Where your work is now, besides the branches:",
        *(f"  {one.firmness.value}: {one.what} ({one.where})" for one in held),
    ]


def _person_lines(result: Result, only: tuple[str, ...]) -> list[str]:
    failed = {finding.code for finding, _ in result.failed}
    kept = {finding.code for finding in result.plan.kept}
    loud = [one for one in result.after.findings if one.loud and one.code not in failed | kept]
    lines = [f"  {_finding_line(one)}" for one in loud if not only or one.code in only]
    lines += [f"  {finding.code}: {_sentence(why)}." for finding, why in result.failed if finding.loud]
    left = [f"  {finding.code}: {_sentence(why)}." for finding, why in result.failed if not finding.loud]
    left += [f"  {_finding_line(one)}" for one in loud if only and one.code not in only]
    return (["A person is needed for:", *lines] if lines else []) + (["Left as it is:", *left] if left else [])


def _sentence(text: str) -> str:
    return text.rstrip(".")


def stopped(path: str, error: OSError, verb: str) -> str:
    """Return what is to be said where the system refuses something: a full disk, a folder that cannot be entered."""
    return (
        f"{error.filename or path}: {error.strerror or error}. Nothing is lost, and nothing goes on by itself. "
        f"Put that right, and run 'gitscen {verb}' again."
    )
