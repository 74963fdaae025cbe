from __future__ import annotations

import pytest

from gitscen.names import Oid, parse_branch
from gitscen.outcome import Act
from gitscen.workflow.join.deepen import complete, find_base
from gitscen.workflow.join.remote import Upstream
from gitscen.workflow.refs import read_shallow
from tests.conftest import Place, Repository
from tests.workflow.worlds import context_in

MAIN = parse_branch("main")


@pytest.fixture
def peer(place: Place) -> Repository:
    return place.clone("peer", "-b", "thread-a")


def fetched(workspace: Repository) -> Upstream:
    workspace.git("fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
    return Upstream("origin", MAIN, Oid(workspace.git("rev-parse", "origin/main")))


def tip(workspace: Repository) -> Oid:
    return Oid(workspace.git("rev-parse", "HEAD"))


@pytest.mark.parametrize(("commits", "deepened"), [(3, "origin/main by 8 commits"), (20, "origin/main by 40 commits")])
def test_a_shallow_clone_is_deepened_as_far_as_needed(
    place: Place, peer: Repository, commits: int, deepened: str
) -> None:
    base = peer.git("merge-base", "HEAD", "origin/main")
    for number in range(commits):
        peer.commit(f"t{number}")
    peer.git("push", "-q")
    peer.git("switch", "-q", "main")
    peer.commit("m")
    peer.git("push", "-q")
    workspace = place.clone("workspace", "--depth", "1", "-b", "thread-a")
    context = context_in(workspace)
    assert find_base(context, fetched(workspace), tip(workspace)) == base
    assert [(deed.act, deed.what, deed.oid) for deed in context.deeds] == [(Act.DEEPENED, deepened, base)]


def test_a_full_clone_is_left_as_it_is(place: Place) -> None:
    workspace = place.clone("workspace", "-b", "thread-a")
    context = context_in(workspace)
    assert find_base(context, fetched(workspace), tip(workspace)) == fetched(workspace).oid
    assert not complete(context, "origin", [MAIN])
    assert (context.deeds, read_shallow(context.git.git_dir)) == ([], frozenset())


def test_an_older_common_ancestor_is_not_taken_for_the_merge_base(place: Place, peer: Repository) -> None:
    """The side that is not cut off leads to an old base; the better one lies behind the shallow boundary."""
    old = peer.git("rev-parse", "origin/main~1")
    peer.git("switch", "-q", "main")
    newer = peer.commit("newer")
    peer.git("push", "-q")
    peer.git("switch", "-q", "thread-a")
    for number in range(3):
        peer.commit(f"t{number}")
    peer.git("merge", "-q", "--no-edit", "main")
    for number in range(3):
        peer.commit(f"u{number}")
    peer.git("switch", "-qc", "side", old)
    peer.commit("side")
    peer.git("switch", "-q", "thread-a")
    peer.git("merge", "-q", "--no-edit", "side")
    peer.git("push", "-q")
    workspace = place.clone("workspace", "--depth", "3", "-b", "thread-a")
    assert find_base(context_in(workspace), fetched(workspace), tip(workspace)) == newer


def test_unrelated_histories_are_known_only_from_all_of_it(place: Place, peer: Repository) -> None:
    peer.git("switch", "-q", "--orphan", "alien")
    for number in range(3):
        peer.commit(f"alien {number}")
    peer.git("push", "-q", "origin", "alien")
    workspace = place.clone("workspace", "--depth", "1", "-b", "alien")
    context = context_in(workspace)
    assert find_base(context, fetched(workspace), tip(workspace)) is None
    assert read_shallow(context.git.git_dir) == frozenset()


def test_linked_worktrees_share_the_boundary(place: Place) -> None:
    workspace = place.clone("workspace", "--depth", "1", "-b", "thread-a")
    workspace.git("worktree", "add", "-q", "-b", "linked", str(place.root / "linked"))
    linked = Repository(place.root / "linked")
    assert read_shallow(context_in(linked).git.git_dir) == {tip(workspace)}
