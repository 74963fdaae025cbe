"""Finds operations in progress, those that cannot go on, and what they left behind. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import AUTOSTASHES, STATE, oids_in
from gitscen.doctor.evidence.model import Evidence, StateFiles
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.names import quote_path

SHOWN = 10
_HEADS = {"merge": "MERGE_HEAD", "cherry-pick": "CHERRY_PICK_HEAD", "revert": "REVERT_HEAD"}
_WANTED = {
    "rebase-merge": ("head-name", "onto", "orig-head"),
    "rebase-apply": ("next", "last"),
}
"""Files without which git can neither go on nor abort."""


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    running = in_progress(evidence)
    faults = {name: list(_faults(evidence.state, name)) for name in running}
    for name in running:
        yield _broken(evidence, name, faults[name]) if faults[name] else _running(evidence, deep, name)
    yield from _left(evidence, running)
    yield from _autostashes(evidence, deep)


def in_progress(evidence: Evidence) -> tuple[str, ...]:
    """Return what is in progress, as its files say: merge, rebase, cherry-pick, revert, am, bisect."""
    state = evidence.state
    found = []
    if "rebase-merge" in state.folders:
        found.append("rebase")
    if "rebase-apply" in state.folders:
        found.append("am" if "rebase-apply/applying" in state else "rebase")
    rebasing = bool(found)
    for name, head in _HEADS.items():
        if head in state and not (rebasing and name == "cherry-pick"):
            found.append(name)
    if "BISECT_START" in state or "BISECT_LOG" in state:
        found.append("bisect")
    return tuple(dict.fromkeys(found))


def _faults(state: StateFiles, name: str) -> Iterator[str]:
    """Yield what is wrong with the files of an operation."""
    head = _HEADS.get(name)
    if head:
        file = state.get(head)
        if not list(oids_in(file.content)):
            yield f".git/{head} {'is empty' if file.empty else 'names no commit'}"
    for folder, wanted in _WANTED.items() if name in ("rebase", "am") else ():
        if folder not in state.folders:
            continue
        for each in wanted:
            file = state.get(f"{folder}/{each}")
            if not file.content.strip(b"\0 \n"):
                yield f".git/{folder}/{each} is {'empty' if file.exists else 'missing'}"
    if name == "bisect" and not state.get("BISECT_START").content.strip(b"\0 \n"):
        yield ".git/BISECT_START is empty or missing"


def _running(evidence: Evidence, deep: Deep, name: str) -> Finding:
    paths = [quote_path(path) for path in evidence.index.unmerged]
    facts = [*_facts(evidence.state, name)]
    if paths:
        facts.append(f"unmerged: {', '.join(paths[:SHOWN])}{' ...' if len(paths) > SHOWN else ''}")
    return Finding(
        code=f"operation-{name}",
        severity=Severity.WARNING,
        path=_place(evidence.state, name),
        message=f"A {name} is in progress." if name != "am" else "'git am' is in progress.",
        evidence=tuple(facts),
        at_risk=tuple(_at_risk(evidence, deep, name)),
        remedy=Remedy.END_OPERATION,
        safety=Safety.CONSENT,
        file=_place(evidence.state, name).removeprefix(".git/"),
    )


def _place(state: StateFiles, name: str) -> str:
    if name in _HEADS:
        return f".git/{_HEADS[name]}"
    if name == "bisect":
        return ".git/BISECT_LOG" if "BISECT_START" not in state else ".git/BISECT_START"
    return ".git/rebase-merge" if "rebase-merge" in state.folders and name == "rebase" else ".git/rebase-apply"


def _facts(state: StateFiles, name: str) -> Iterator[str]:
    if name in _HEADS:
        yield f"{_HEADS[name]} is {', '.join(oids_in(state.get(_HEADS[name]).content))}"
    told = {
        "of the branch": ("rebase-merge/head-name", "rebase-apply/head-name"),
        "onto": ("rebase-merge/onto", "rebase-apply/onto"),
        "step": ("rebase-merge/msgnum", "rebase-apply/next"),
        "the last step is": ("rebase-merge/end", "rebase-apply/last"),
    }
    for word, files in told.items() if name in ("rebase", "am") else ():
        for file in files:
            if state.get(file).content.strip():
                yield f"{word} {state.get(file).text.strip()[:100]}"
    if name == "bisect" and "BISECT_START" in state:
        yield f"started from {state.get('BISECT_START').text.strip()[:100]}"


def _at_risk(evidence: Evidence, deep: Deep, name: str) -> Iterator[str]:
    if evidence.index.unmerged:
        yield "half-resolved text in the files"
    if name in ("rebase", "bisect") and evidence.head.oid and deep.label(evidence.head.oid) == "HEAD":
        yield f"commits that only HEAD holds, {evidence.head.oid[:12]}"
    if name == "am":
        yield "patches in .git/rebase-apply"


def _broken(evidence: Evidence, name: str, faults: list[str]) -> Finding:
    place = _place(evidence.state, name)
    return Finding(
        code="operation-broken",
        severity=Severity.ERROR,
        path=place,
        message=f"The files of a {name} in progress are damaged: git can neither go on with it nor abort it.",
        evidence=tuple(faults),
        at_risk=("what the index and the files have of it",),
        remedy=Remedy.END_OPERATION,
        safety=Safety.CONSENT,
        file=place.removeprefix(".git/"),
    )


def _left(evidence: Evidence, running: tuple[str, ...]) -> Iterator[Finding]:
    state = evidence.state
    if "sequencer" in state.folders and not {"cherry-pick", "revert"} & set(running):
        yield Finding(
            code="sequencer-left",
            severity=Severity.WARNING,
            path=".git/sequencer",
            message="The to-do list of a cherry-pick or revert of several commits was left behind.",
            evidence=tuple(state.get("sequencer/todo").lines())[:SHOWN],
            remedy=Remedy.MOVE_ASIDE,
            file="sequencer",
        )
    if "SQUASH_MSG" in state and "merge" not in running:
        yield Finding(
            code="squash-left",
            severity=Severity.NOTE,
            path=".git/SQUASH_MSG",
            message="'git merge --squash' staged its result and nobody committed it.",
        )


def _autostashes(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    for path in AUTOSTASHES:
        file = evidence.state.get(path)
        if not file.exists:
            continue
        oid = file.oid
        if oid is None or (not deep.has(oid) and not deep.is_blind):
            yield Finding(
                code="operation-broken",
                severity=Severity.ERROR,
                path=f".git/{path}",
                message="An autostash was noted here, and the file names no commit that is there.",
                evidence=(f"it holds {file.content[:60]!r}",),
                at_risk=("the uncommitted work that it held",),
                remedy=Remedy.MOVE_ASIDE,
                file=path,
            )
        elif deep.has(oid) and deep.label(oid) in (f"{STATE}{path}", ""):
            yield Finding(
                code="autostash-unheld",
                severity=Severity.WARNING,
                path=f".git/{path}",
                message="Uncommitted work is only in an autostash, which no ref holds.",
                evidence=(f"it is {oid}",),
                at_risk=("the uncommitted work of before the operation",),
                remedy=Remedy.PIN,
                file=path,
                oid=oid,
            )
