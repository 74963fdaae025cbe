import hashlib
from pathlib import Path

import pytest

from gitscen.errors import GitError, WorldError
from gitscen.scenario import acts
from gitscen.scenario.acts import Damage
from gitscen.world.act import Actors
from gitscen.world.world import World
from tests.world.stories import build, git

LOCKS = {
    Damage.STALE_INDEX_LOCK: "index.lock",
    Damage.STALE_HEAD_LOCK: "HEAD.lock",
    Damage.STALE_BRANCH_LOCK: "refs/heads/main.lock",
    Damage.STALE_CONFIG_LOCK: "config.lock",
    Damage.STALE_PACKED_REFS_LOCK: "packed-refs.lock",
    Damage.STALE_SHALLOW_LOCK: "shallow.lock",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path)


@pytest.fixture
def actors(world: World) -> Actors:
    return Actors(world)


def inside(world: World) -> Path:
    return world.workspace / ".git"


@pytest.mark.parametrize("damage", LOCKS)
def test_a_stale_lock_is_left_once(world: World, actors: Actors, damage: Damage) -> None:
    actors.act(acts.DoDamage(damage=damage))
    assert [path.relative_to(inside(world)) for path in inside(world).rglob("*.lock")] == [Path(LOCKS[damage])]
    assert (inside(world) / LOCKS[damage]).read_bytes() == b""
    with pytest.raises(WorldError, match="exists already"):
        actors.act(acts.DoDamage(damage=damage))


def test_a_branch_lock_needs_a_branch(actors: Actors) -> None:
    actors.act(acts.Git(args=("switch", "--quiet", "--detach")))
    with pytest.raises(WorldError, match="HEAD is detached"):
        actors.act(acts.DoDamage(damage=Damage.STALE_BRANCH_LOCK))


def test_a_lock_with_something_staged_is_a_whole_index(world: World, actors: Actors) -> None:
    with pytest.raises(WorldError, match="nothing can be staged"):
        actors.act(acts.DoDamage(damage=Damage.STAGED_INDEX_LOCK))
    actors.act(acts.Write(files={"new": "new\n", "z": "z\n"}))
    index = (inside(world) / "index").read_bytes()
    actors.act(acts.DoDamage(damage=Damage.STAGED_INDEX_LOCK))
    lock = (inside(world) / "index.lock").read_bytes()
    assert hashlib.sha1(lock[:-20]).digest() == lock[-20:]  # noqa: S324 - git's checksum
    assert (inside(world) / "index").read_bytes() == index
    (inside(world) / "index.lock").rename(inside(world) / "index")
    assert git(world, "status", "--porcelain") == "A  new\n?? z"


def test_a_truncated_lock_is_half_an_index(world: World, actors: Actors) -> None:
    actors.act(acts.DoDamage(damage=Damage.TRUNCATED_INDEX_LOCK))
    index, lock = ((inside(world) / name).read_bytes() for name in ("index", "index.lock"))
    assert 0 < len(lock) < len(index)
    assert index.startswith(lock)


def test_the_log_of_the_stash_goes_and_its_ref_stays(world: World, actors: Actors) -> None:
    with pytest.raises(WorldError, match="is not there"):
        actors.act(acts.DoDamage(damage=Damage.STASH_LOG_MISSING))
    actors.act(acts.Write(append={"app.txt": "x\n"}))
    actors.act(acts.Git(args=("stash",)))
    actors.act(acts.DoDamage(damage=Damage.STASH_LOG_MISSING))
    assert git(world, "stash", "list") == ""
    assert git(world, "rev-parse", "refs/stash")


def test_the_head_name_of_a_rebase_goes(world: World, actors: Actors) -> None:
    with pytest.raises(WorldError, match="is not there"):
        actors.act(acts.DoDamage(damage=Damage.REBASE_HEAD_NAME_MISSING))
    actors.act(acts.Push(branch="main", files={"app.txt": "theirs\n"}))
    actors.act(acts.Commit(message="mine", files={"app.txt": "mine\n"}))
    actors.act(acts.Git(args=("pull", "--rebase"), code=1))
    actors.act(acts.DoDamage(damage=Damage.REBASE_HEAD_NAME_MISSING))
    assert not (inside(world) / "rebase-merge/head-name").exists()
    assert (inside(world) / "rebase-merge/onto").exists()


def test_the_index_is_cut_or_goes(world: World, actors: Actors) -> None:
    actors.act(acts.DoDamage(damage=Damage.INDEX_TRUNCATED))
    with pytest.raises(GitError, match="index file corrupt"):
        git(world, "fsck")
    # What makes it dangerous: most commands of git do not check the index they read.
    assert "D  run.sh" in git(world, "status", "--porcelain")
    actors.act(acts.DoDamage(damage=Damage.INDEX_MISSING))
    assert not (inside(world) / "index").exists()
    with pytest.raises(WorldError, match="is not there"):
        actors.act(acts.DoDamage(damage=Damage.INDEX_MISSING))


def test_a_linked_worktree_loses_its_link(world: World, actors: Actors) -> None:
    with pytest.raises(WorldError, match="is not there"):
        actors.act(acts.DoDamage(damage=Damage.WORKTREE_LINK_MISSING))
    actors.act(acts.Git(args=("worktree", "add", "-q", "-b", "side", "inner")))
    actors.act(acts.Git(in_="inner", args=("commit", "-q", "--allow-empty", "-m", "in there")))
    assert git(world, "log", "-1", "--format=%s", "side") == "in there"
    actors.act(acts.DoDamage(damage=Damage.WORKTREE_LINK_MISSING))
    assert not (world.workspace / "inner/.git").exists()
    assert (world.workspace / "inner/app.txt").exists()


def test_every_damage_is_tried_here() -> None:
    elsewhere = {Damage.LIVE_INDEX_LOCK}  # test_process
    source = Path(__file__).read_text()
    assert {damage for damage in Damage if f"Damage.{damage.name}" not in source} == set()
    assert elsewhere < set(Damage)
