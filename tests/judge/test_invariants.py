"""Each invariant is broken here once on purpose, and once left whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gitscen.judge.explain import EXPLANATIONS, first_line
from gitscen.judge.invariants import JUDGES, judge_invariants
from gitscen.judge.story import Request, Work, find_work
from gitscen.names import BranchName, InProgress, Oid, TreePath
from gitscen.observe.observation import Entry, StashEntry
from gitscen.outcome import Status
from gitscen.scenario.asks import AskCommit, AskPush, Budget, Interrupt, Switch, Sync
from gitscen.verdict import Invariant
from tests.judge.looks import commit, done, look, request, tree

BASE = commit("base", {"app.txt": "one\ntwo\n"})
MINE = commit("mine", {"app.txt": "one\nmine\ntwo\n"}, BASE)
THEIRS = commit("theirs", {"app.txt": "one\ntwo\ntheirs\n"}, BASE)
REBASED = commit("mine", {"app.txt": "one\nmine\ntwo\ntheirs\n"}, THEIRS)
EMPTIED = commit("mine", {"app.txt": "one\ntwo\ntheirs\n"}, THEIRS)
TODO = commit("todo", {"app.txt": "one\nTODO\n"}, BASE)
MARKED = "<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> theirs\n"


def work(path: str, text: str, branch: str) -> Work:
    entry = tree({path: text})[TreePath(path.encode())]
    return Work(TreePath(path.encode()), entry.oid, tuple(text.encode().splitlines()), BranchName(branch), typed=True)


def broken(case: Request) -> set[Invariant]:
    return {Invariant(failure.rule) for failure in judge_invariants(case)}


MAIN = look(branches={"main": BASE})
DIRTY = look(branches={"main": BASE}, files={"app.txt": "one\ntwo\nunsaved\n", "new.txt": "new\n"})
MERGING = replace(MAIN, in_progress=frozenset({InProgress.MERGE}))
OTHER = look(branches={"main": BASE, "b": BASE}, branch=BranchName("b"), head=BASE)

BROKEN = {
    "an untracked file is gone": (request(DIRTY, MAIN), Invariant.WORK_LOST),
    "binary content is gone": (
        request(look(branches={"main": BASE}, files={"p.bin": b"\0x"}), MAIN),
        Invariant.WORK_LOST,
    ),
    "a stash entry is dropped": (
        request(look(branches={"main": BASE}, stash=(StashEntry(MINE, "m"),)), MAIN),
        Invariant.WORK_LOST,
    ),
    "untracked work stays behind on a switch": (
        request(
            look(branches={"main": BASE, "b": BASE}, files={"new.txt": "new\n"}),
            replace(OTHER, files=tree({"new.txt": "new\n"})),
            Switch(branch="b"),
            works=(work("new.txt", "new\n", "main"),),
        ),
        Invariant.WORK_LEAKED,
    ),
    "a new branch starts at another session's tip": (
        request(
            look(branches={"main": MINE}),
            look(branches={"main": MINE, "b": MINE}, branch=BranchName("b"), head=MINE),
            Switch(branch="b"),
            works=(work("app.txt", "one\nmine\ntwo\n", "main"),),
        ),
        Invariant.WORK_LEAKED,
    ),
    "the local commit is dropped": (
        request(look(branches={"main": MINE}), look(branches={"main": THEIRS})),
        Invariant.HISTORY_LOST,
    ),
    "the local commit became empty in a rebase": (
        request(look(branches={"main": MINE}), look(branches={"main": EMPTIED})),
        Invariant.HISTORY_LOST,
    ),
    "a branch vanished": (request(look(branches={"main": BASE, "b": BASE}), MAIN), Invariant.HISTORY_LOST),
    "another message was committed": (
        request(MAIN, look(branches={"main": MINE}), AskCommit(message="what was asked")),
        Invariant.FALSE_REPORT,
    ),
    "what only a lock held is gone": (
        request(replace(MAIN, locked=tree({"new.txt": "staged\n"})), MAIN),
        Invariant.WORK_LOST,
    ),
    "the remote is forced": (
        request(look(remote={"main": THEIRS}), look(remote={"main": MINE})),
        Invariant.REMOTE_REWRITTEN,
    ),
    "a remote branch is deleted": (request(look(remote={"main": BASE}), look()), Invariant.REMOTE_REWRITTEN),
    "markers are committed": (
        request(MAIN, look(branches={"main": commit("oops", {"app.txt": MARKED}, BASE)})),
        Invariant.MARKERS_COMMITTED,
    ),
    "an unmerged path is left": (
        request(MAIN, replace(MAIN, unmerged={TreePath(b"a"): (None, Entry(0o100644, Oid("1")), None)})),
        Invariant.UNMERGED_LEFT,
    ),
    "a rebase is left": (
        request(MAIN, replace(MAIN, in_progress=frozenset({InProgress.REBASE}))),
        Invariant.OPERATION_LEFT,
    ),
    "a lock is left": (request(MAIN, replace(MAIN, locks=frozenset({"index.lock"}))), Invariant.LOCK_LEFT),
    "an object is missing": (
        request(MAIN, replace(MAIN, damage=frozenset({"workspace: missing blob 1"}))),
        Invariant.OBJECTS_DAMAGED,
    ),
    "a file outside changed": (request(MAIN, replace(MAIN, outside={"home/x": "1"})), Invariant.OUTSIDE_TOUCHED),
    "a trap went off": (request(MAIN, replace(MAIN, fired=frozenset({"trap"}))), Invariant.CODE_EXECUTED),
    "it took too long": (request(MAIN, MAIN, AskPush(budget=Budget(seconds=0.05))), Invariant.BUDGET_EXCEEDED),
    "it pushed too often": (
        request(MAIN, MAIN, Sync(budget=Budget(pushes=1)), commands=(("git", "push"), ("git", "-c", "a=b", "push"))),
        Invariant.BUDGET_EXCEEDED,
    ),
    "switched, it said": (request(MAIN, MAIN, Switch(branch="b")), Invariant.FALSE_REPORT),
    "committed, it said": (
        request(MAIN, replace(MAIN, status={TreePath(b"a"): "??"}), AskCommit(message="m")),
        Invariant.FALSE_REPORT,
    ),
    "pushed, it said": (
        request(
            look(branches={"main": MINE}, remote={"main": BASE}),
            look(branches={"main": MINE}, remote={"main": BASE}),
            AskPush(),
        ),
        Invariant.FALSE_REPORT,
    ),
    "synced, it said": (
        request(
            look(branches={"main": MINE}, remote={"main": THEIRS}),
            look(branches={"main": MINE}, remote={"main": THEIRS}),
            Sync(),
        ),
        Invariant.FALSE_REPORT,
    ),
    "interrupted, it said": (request(MAIN, MAIN, Interrupt(), job_alive=True), Invariant.FALSE_REPORT),
    "recovered, it said": (
        request(MERGING, MERGING),
        Invariant.FALSE_REPORT,
    ),
    "recovered, it said, and the index cannot be read": (
        request(MAIN, replace(MAIN, unreadable=True)),
        Invariant.FALSE_REPORT,
    ),
    "committed, it said, and the index cannot be read": (
        request(MAIN, replace(look(branches={"main": MINE}), unreadable=True), AskCommit(message="mine")),
        Invariant.FALSE_REPORT,
    ),
    "recovered, it said, and nobody can read the repository": (
        request(MAIN, replace(MAIN, blind="HEAD is garbage")),
        Invariant.FALSE_REPORT,
    ),
    "recovered, it said, and git fsck is not content": (
        request(replace(MAIN, damage=frozenset({"missing blob"})), replace(MAIN, damage=frozenset({"missing blob"}))),
        Invariant.FALSE_REPORT,
    ),
    "refused, but changed": (
        request(MAIN, DIRTY, outcome=replace(done(DIRTY), status=Status.REFUSED, reason="because")),
        Invariant.FALSE_REPORT,
    ),
    "refused without a reason": (
        request(MAIN, MAIN, outcome=replace(done(MAIN), status=Status.REFUSED)),
        Invariant.FALSE_REPORT,
    ),
    "resolved nothing": (
        request(MAIN, MAIN, outcome=replace(done(MAIN), status=Status.RESOLVED)),
        Invariant.FALSE_REPORT,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_caught(name: str) -> None:
    case, invariant = BROKEN[name]
    assert invariant in broken(case)


WHOLE = {
    "nothing happened": request(DIRTY, DIRTY),
    "work was merged into another version": request(
        DIRTY, replace(MAIN, files=tree({"app.txt": "zero\none\ntwo\nunsaved\n", "elsewhere.txt": "new\n"}))
    ),
    "work is in a stash entry": request(
        DIRTY,
        replace(MAIN, stash=(StashEntry(commit("w", {"app.txt": "one\ntwo\nunsaved\n", "new.txt": "new\n"}), "m"),)),
    ),
    "a commit was rebased": request(look(branches={"main": MINE}), look(branches={"main": REBASED})),
    "markers that the user wrote": request(
        MAIN,
        look(branches={"main": commit("doc", {"doc.txt": MARKED}, BASE)}),
        works=(work("doc.txt", MARKED, "main"),),
    ),
    "a conflicted file was put back": request(
        look(branches={"main": MINE}, remote={"main": THEIRS}, files={"app.txt": MARKED}),
        look(branches={"main": MINE}, remote={"main": THEIRS}),
    ),
    "the other session's own copy of the same content": request(
        look(branches={"main": MINE, "b": MINE}),
        look(branches={"main": MINE, "b": MINE}, branch=BranchName("b"), head=MINE),
        Switch(branch="b"),
        works=(work("app.txt", "one\nmine\ntwo\n", "main"),),
    ),
    "both sessions wrote the same": request(
        look(branches={"main": BASE, "b": BASE}, branch=BranchName("b"), head=BASE, files={"app.txt": "one\nTODO\n"}),
        look(branches={"main": BASE, "b": TODO}, branch=BranchName("b"), head=TODO, files={"app.txt": "one\nTODO\n"}),
        AskCommit(message="todo"),
        works=(work("app.txt", "one\nTODO\n", "main"), work("app.txt", "one\nTODO\n", "b")),
    ),
    "a branch starts where the story says": request(
        look(branches={"main": MINE}),
        look(branches={"main": MINE, "b": MINE}, branch=BranchName("b"), head=MINE),
        Switch(branch="b", start="main"),
        works=(work("app.txt", "one\nmine\ntwo\n", "main"),),
    ),
    "a stash entry's push is no push": request(
        MAIN, MAIN, Sync(budget=Budget(pushes=0)), commands=(("git", "-c", "push.default=x", "stash", "push"),)
    ),
    "refused with a reason": request(MAIN, MAIN, outcome=replace(done(MAIN), status=Status.REFUSED, reason="because")),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_whole_raises_no_alarm(name: str) -> None:
    assert list(judge_invariants(WHOLE[name])) == []


def test_the_message_tells_reflog_only_from_dangling_from_gone() -> None:
    lost = look(branches={"main": BASE}, stash=(StashEntry(MINE, "m"),))
    blob = next(iter(set(lost.anchored()) - set(MAIN.anchored())))
    places = {
        "only a reflog": replace(MAIN, reflog=frozenset({MINE})),
        "nothing leads to it": replace(MAIN, objects=frozenset({blob})),
        "it is gone": MAIN,
    }
    for words, after in places.items():
        [failure] = judge_invariants(request(lost, after))
        assert words in failure.message


def test_a_killed_request_may_leave_locks_but_lose_nothing() -> None:
    killed = Interrupt(kill="after stash push")
    left = replace(MAIN, locks=frozenset({"index.lock"}), in_progress=frozenset({InProgress.REBASE}))
    assert broken(request(MAIN, left, killed, outcome=None)) == set()
    assert broken(request(DIRTY, left, killed, outcome=None)) == {Invariant.WORK_LOST}


def test_what_the_person_writes_is_found_with_its_new_lines() -> None:
    [found, _] = sorted(find_work(MAIN, DIRTY, typed=True), key=lambda one: one.path)
    assert (found.path, found.lines, found.branch) == (b"app.txt", (b"unsaved",), "main")


def test_every_invariant_is_judged_and_explained() -> None:
    assert set(JUDGES) == set(EXPLANATIONS) == set(Invariant)
    assert all(first_line(invariant).endswith(".") for invariant in Invariant)
