"""Which operation died in which phase, by what stands beside what."""

from __future__ import annotations

import pytest

from gitscen.doctor.deep.model import Deep, Written
from gitscen.doctor.evidence.model import Evidence, Head, HeadState, IndexFile, IndexState, Kind, Refs, Seen
from gitscen.doctor.judge import judge
from tests.doctor.made import (
    DEEP,
    INDEX,
    MAIN,
    SOUND,
    STASH,
    TOPIC,
    A,
    B,
    deep,
    facts,
    lock,
    log,
    logged,
    loose,
    made,
    plain,
    record,
    state,
)

STASHED = Refs(loose={**loose(MAIN), **loose(STASH, B)})
RENAMED = b"Branch: renamed refs/heads/main to refs/heads/topic"
WHOLE = lock("index.lock", b"x", INDEX)
TORN = lock("index.lock", b"x", IndexFile(state=IndexState.TRUNCATED))


@pytest.mark.parametrize(
    ("evidence", "objects", "told"),
    [
        (made(locks=(WHOLE,)), deep(lagging=B, right_lock=True), ["moved the branch", "index.lock is that index"]),
        (SOUND, deep(lagging=B), ["after it moved the branch"]),
        (made(locks=(TORN,)), DEEP, ["while it wrote the index"]),
        (made(locks=(WHOLE,)), deep(lock_of=TOPIC), ["to refs/heads/topic was killed"]),
        (made(locks=(WHOLE, lock("HEAD.lock"), lock(f"{MAIN}.lock"))), DEEP, ["before it moved the branch"]),
        (made(refs=Refs(), reflogs={TOPIC: log(TOPIC, logged(B, RENAMED)),
                                    MAIN: log(MAIN, logged(B))}), DEEP, ["the branch is refs/heads/topic now"]),
        (made(locks=(lock("HEAD.lock"),)), DEEP, ["before it moved HEAD"]),
        (
            made(locks=(lock("index.lock"),)),
            deep(written=Written("refs/heads/topic", frozenset({b"a", b"b"}))),
            ["to refs/heads/topic was killed after it wrote 2 files: those are no edits of yours"],
        ),
        (made(locks=(lock("packed-refs.lock"),)), DEEP, ["while it wrote packed-refs"]),
        (
            made(refs=STASHED, reflogs={"refs/stash": log("refs/stash", logged(B), logged(A, old=B))}),
            DEEP,
            ["before it wrote refs/stash", "not touched any file yet"],
        ),
        (made(listing={"index.stash.7.lock": Seen(Kind.FILE)}), DEEP, ["before it stored anything"]),
        (
            made(state=state(MERGE_HEAD=B.encode()), index=IndexFile(state=IndexState.GOOD, unmerged={b"u": {}})),
            DEEP,
            ["A merge stopped at a conflict"],
        ),
        (made(state=state(MERGE_HEAD=b"")), DEEP, ["its own files are damaged"]),
        (made(state=state(CHERRY_PICK_HEAD=B.encode()), locks=(WHOLE,)), DEEP, ["was killed in the middle of a step"]),
        (
            made(refs=STASHED, reflogs={"refs/stash": log("refs/stash", logged(B))},
                 index=IndexFile(state=IndexState.GOOD, unmerged={b"u": {2: record(A)}})),
            DEEP,
            ["'git stash pop' stopped at a conflict"],
        ),
        (made(head=Head(state=HeadState.EMPTY, file=plain("HEAD"))), DEEP, ["power was lost"]),
        (SOUND, facts(temporary=("pack/tmp_pack_x",)), ["was cut short"]),
        (made(locks=(lock("index.lock"),)), facts(temporary=("aa/tmp_obj_x",)), ["the disk was full"]),
    ],
)  # fmt: skip
def test_what_probably_happened(evidence: Evidence, objects: Deep, told: list[str]) -> None:
    story = " ".join(judge(evidence, objects).story)
    assert all(words in story for words in told), story


def test_of_a_sound_workspace_nothing_is_told() -> None:
    assert judge(SOUND, DEEP).story == ()
