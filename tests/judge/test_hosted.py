"""What must hold of containers: each rule is broken here once on purpose, and once left whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gitscen.judge.hosted import (
    ANSWERED_TWICE,
    OUT_OF_ORDER,
    UNCOMMITTED,
    Quiet,
    Written,
    judge_answers,
    judge_quiet,
)
from gitscen.names import BranchName, TreePath
from gitscen.observe.observation import StashEntry
from gitscen.observe.worktree import blob_oid
from gitscen.session.message import Answer
from tests.judge.looks import commit, look

BASE = commit("base", {"app.txt": "one\n"})
DONE = commit("done", {"app.txt": "one\n", "a.txt": "work of a\n"}, BASE)
OTHER = commit("other", {"app.txt": "one\n", "b.txt": "work of b\n"}, BASE)
LEAKY = commit("leaky", {"app.txt": "one\n", "a.txt": "work of a\n", "b.txt": "work of b\n"}, OTHER)
MERGED = commit("merged", {"app.txt": "one\n", "a.txt": "peer\nwork of a\n"}, BASE)
BEFORE = look(branches={"main": BASE}, remote={"main": BASE})


def written(path: str, text: str | None, *, session: str = "a", command: str = "cmd-1", run: int = 1) -> Written:
    content = None if text is None else text.encode()
    return Written(
        session=session,
        command=command,
        thread=f"thread-{session}",
        run=run,
        path=TreePath(path.encode()),
        blob=None if content is None else blob_oid(content),
        content=content,
    )


ANSWER = Answer(
    session_id="a", command_id="cmd-1", success=True, branch="thread-a", commit=DONE, pushed=True, files=("a.txt",)
)
WHOLE = Quiet(
    container="client-site-user",
    before=BEFORE,
    after=look(
        branches={"main": BASE, "thread-a": DONE}, remote={"main": BASE, "thread-a": DONE},
        branch=BranchName("thread-a"), head=DONE, files={"app.txt": "one\n", "a.txt": "work of a\n"},
    ),
    sessions=frozenset({"a", "b"}),
    written=(written("a.txt", "half\n"), written("a.txt", "work of a\n")),
    answers=(ANSWER,),
    default="main",
)  # fmt: skip
AFTER = WHOLE.after


def rules(quiet: Quiet) -> set[str]:
    return {failure.rule for failure in judge_quiet(quiet)}


def test_a_whole_one_is_whole() -> None:
    assert rules(WHOLE) == set()


def test_work_may_be_merged_or_in_a_stash_entry() -> None:
    merged = look(
        branches={"main": BASE, "thread-a": MERGED}, remote={"main": BASE, "thread-a": MERGED},
        branch=BranchName("thread-a"), head=MERGED, files={"app.txt": "one\n", "a.txt": "peer\nwork of a\n"},
    )  # fmt: skip
    answer = Answer(session_id="a", command_id="cmd-1", success=True, branch="thread-a", commit=MERGED, pushed=True)
    assert rules(replace(WHOLE, after=merged, answers=(answer,))) == set()
    stashed = look(branches={"main": BASE}, remote={"main": BASE}, files={"app.txt": "one\n"}, head=BASE,
                   stash=(StashEntry(DONE, "left"),))  # fmt: skip
    assert rules(replace(WHOLE, after=stashed, answers=())) == set()


GONE = look(branches={"main": BASE, "thread-a": BASE}, remote={"main": BASE}, files={"app.txt": "one\n"}, head=BASE)
BROKEN = {
    "work is gone": (replace(WHOLE, after=GONE, answers=()), "work-lost"),
    "large work is gone": (
        replace(WHOLE, after=GONE, answers=(), written=(replace(WHOLE.written[1], content=None),)), "work-lost",
    ),
    "work is in another session's branch": (
        replace(
            WHOLE,
            after=replace(AFTER, refs={**AFTER.refs, "refs/heads/thread-b": LEAKY}),
            written=(*WHOLE.written, written("b.txt", "work of b\n", session="b", command="cmd-2")),
        ),
        "work-leaked",
    ),
    "something is uncommitted": (replace(WHOLE, after=replace(AFTER, status={TreePath(b"x"): "??"})), UNCOMMITTED),
    "the answer names another branch": (
        replace(WHOLE, answers=(Answer(session_id="a", command_id="cmd-1", success=True, branch="main", commit=DONE),)),
        "false-report",
    ),
    "it is not pushed": (
        replace(WHOLE, after=replace(AFTER, remotes={"origin": {"refs/heads/main": BASE}})), "false-report",
    ),
    "its commit has other work": (
        replace(WHOLE, after=replace(AFTER, refs={**AFTER.refs, "refs/heads/thread-a": OTHER}), answers=(
            Answer(session_id="a", command_id="cmd-1", success=True, branch="thread-a", commit=OTHER),)),
        "false-report",
    ),
    "a deleted file is there": (
        replace(WHOLE, written=(*WHOLE.written, written("app.txt", None))), "false-report",
    ),
    "an interrupted one has no commit": (
        replace(WHOLE, answers=(
            Answer(session_id="a", command_id="cmd-1", success=False, interrupted=True, branch="thread-a"),)),
        "false-report",
    ),
    "a branch is gone": (replace(WHOLE, before=replace(AFTER), after=GONE, answers=()), "history-lost"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_seen(name: str) -> None:
    quiet, rule = BROKEN[name]
    assert rule in rules(quiet)


def test_what_failed_claims_nothing() -> None:
    failed = Answer(session_id="a", command_id="cmd-1", success=False, error="the agent ended")
    assert rules(replace(WHOLE, answers=(failed,))) == set()


def answers(*commands: str) -> list[Answer]:
    return [Answer(session_id="a", command_id=command, success=True) for command in commands]


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        (("1", "2", "3"), set()),
        (("1", "3"), set()),
        (("1", "x", "2"), set()),
        (("1", "2", "1"), {ANSWERED_TWICE}),
        (("2", "1"), {OUT_OF_ORDER}),
        (("2", "1", "2"), {OUT_OF_ORDER, ANSWERED_TWICE}),
    ],
)
def test_answers_come_once_and_in_order(heard: tuple[str, ...], wanted: set[str]) -> None:
    found = judge_answers({"a": ["1", "2", "3"]}, {"a": answers(*heard)})
    assert {failure.rule for failure in found} == wanted
