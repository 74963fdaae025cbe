from __future__ import annotations

from dataclasses import replace

from gitscen.judge.history import judge_history_lost
from gitscen.names import Oid, TreePath
from gitscen.observe.worktree import blob_oid
from tests.judge.looks import STORE, commit, look, request

PATH = TreePath(b"run.bin")
BASE = commit("base", {"run.bin": b"\0one"})
MINE = commit("mine", {"run.bin": b"\0mine"}, BASE)


def executable(message: str, content: bytes) -> Oid:
    """Return a commit on the base whose file is executable, as incoming has made it."""
    oid = commit(f"{message}, executable", {"run.bin": content}, BASE)
    plain = STORE.commits[oid]
    STORE.commits[oid] = replace(plain, tree={PATH: replace(plain.tree[PATH], mode=0o100755)}, message=message)
    return oid


def tag(target: Oid) -> Oid:
    """Put an annotated tag into the store and return its id."""
    oid = blob_oid(f"tag {target}".encode())
    STORE.tags[oid] = target
    return oid


def test_an_annotated_tag_holds_what_it_names_also_through_another_tag() -> None:
    before, after = look(branches={"main": MINE}), look(branches={"main": BASE})
    assert [failure.rule for failure in judge_history_lost(request(before, after))] == ["history-lost"]
    for oid in (tag(MINE), tag(tag(MINE))):
        tagged = replace(after, refs={**after.refs, "refs/tags/v1": oid})
        assert list(judge_history_lost(request(before, tagged))) == []
        assert before.anchored() <= tagged.anchored()
        assert tagged.history([oid]).keys() == {MINE, BASE}


def test_a_rebased_binary_edit_that_took_on_incomings_mode_is_not_lost() -> None:
    before = look(branches={"main": MINE})
    assert list(judge_history_lost(request(before, look(branches={"main": executable("mine", b"\0mine")})))) == []
    assert list(judge_history_lost(request(before, look(branches={"main": executable("mine", b"\0other")}))))
