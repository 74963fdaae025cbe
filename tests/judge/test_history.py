from __future__ import annotations

from dataclasses import replace

from gitscen.judge.history import judge_history_lost
from gitscen.names import Oid, TreePath
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


def test_a_rebased_binary_edit_that_took_on_incomings_mode_is_not_lost() -> None:
    before = look(branches={"main": MINE})
    assert list(judge_history_lost(request(before, look(branches={"main": executable("mine", b"\0mine")})))) == []
    assert list(judge_history_lost(request(before, look(branches={"main": executable("mine", b"\0other")}))))
