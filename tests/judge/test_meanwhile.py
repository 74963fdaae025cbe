"""What the world did in the middle of a request is put back to before it, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gitscen.judge.meanwhile import as_before
from gitscen.names import Oid
from gitscen.observe.observation import Observation, StashEntry
from tests.judge.looks import commit, look

FILES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123"))


def seen(files: dict[str, str], stash: tuple[str, ...] = (), locks: frozenset[str] = frozenset()) -> Observation:
    return look(files=files, stash=tuple(StashEntry(Oid(name), name) for name in stash), locks=locks)


@given(FILES, FILES, FILES)
def test_nothing_done_is_nothing_changed_and_all_done_is_all_changed(
    before: dict[str, str], was: dict[str, str], now: dict[str, str]
) -> None:
    same = seen(was)
    assert as_before(seen(before), same, same) == seen(before)
    assert as_before(same, same, seen(now)) == seen(now)
    put = as_before(seen(before), same, seen(now))
    for name in "abcd":
        path = name.encode()
        touched = was.get(name) != now.get(name)
        assert put.files.get(path) == (seen(now) if touched else seen(before)).files.get(path)  # type: ignore[call-overload]


def test_what_the_subject_did_until_then_stays_its_own() -> None:
    """The subject has stashed b and taken a lock; then the world stashes c on top and drops a."""
    before = seen({"x": "1"}, ("a",))
    was = seen({}, ("b", "a"), frozenset({"index.lock"}))
    now = seen({"new": "1"}, ("c", "b"), frozenset({"index.lock", "HEAD.lock"}))
    put = as_before(before, was, now)
    assert [entry.message for entry in put.stash] == ["c"]
    assert put.locks == {"HEAD.lock"}
    assert put.files == seen({"x": "1", "new": "1"}).files


def test_a_peers_push_is_on_the_remote_before() -> None:
    one, two, mine = (commit(name, {"a": name}) for name in ("one", "two", "mine"))
    before, was = (
        look(branches={"main": mine}, remote={"main": one}),
        look(branches={"main": mine}, remote={"main": one}),
    )
    now = look(branches={"main": mine}, remote={"main": two, "new": one})
    put = as_before(before, was, now)
    assert put.remotes == now.remotes
    assert put.refs == before.refs


def test_a_branch_that_the_person_switched_to_is_the_one_before() -> None:
    one, two = commit("one", {"a": "1"}), commit("two", {"a": "2"})
    before = look(branches={"main": one, "side": two})
    now = replace(before, branch=None, head=two)
    assert as_before(before, before, now) == now
