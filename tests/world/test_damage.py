"""Every damage, done to a world in which there is something to damage, is found by the doctor under its name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gitscen.doctor.diagnose import diagnose
from gitscen.errors import WorldError
from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.scenario import acts
from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import Recover
from gitscen.scenario.check import check_scenario
from gitscen.scenario.damage import TAKES, Damage, Of, damage_fault
from gitscen.scenario.model import OriginCommit, Scenario
from gitscen.tell.damage import damage_lines
from gitscen.world.act import Actors
from gitscen.world.damage.do import WAYS, do_damage
from gitscen.world.world import World
from tests.world.stories import build, git

CODES = {
    Damage.STALE_INDEX_LOCK: "lock-stale",
    Damage.STALE_HEAD_LOCK: "lock-stale",
    Damage.STALE_BRANCH_LOCK: "lock-stale",
    Damage.STALE_CONFIG_LOCK: "lock-stale",
    Damage.STALE_PACKED_REFS_LOCK: "lock-stale",
    Damage.STALE_SHALLOW_LOCK: "lock-stale",
    Damage.LIVE_INDEX_LOCK: "lock-live",
    Damage.STAGED_INDEX_LOCK: "lock-staged",
    Damage.TRUNCATED_INDEX_LOCK: "lock-torn",
    Damage.MERGE_HEAD_EMPTY: "operation-broken",
    Damage.REBASE_HEAD_NAME_MISSING: "operation-broken",
    Damage.WORKTREE_LINK_MISSING: "worktree-broken",
}
"""Where one code stands for several damages; all others have its name."""

ORIGIN = (
    OriginCommit(
        branch="main", files={"app.txt": "one\n", "b.txt": "b\n", "in/c.txt": "c\n"}, submodules={"lib": "one"}
    ),
    OriginCommit(branch="thread-a", start="main", files={"app.txt": "thread\n"}),
)


def run(*args: str, code: int = 0, in_: str = "") -> acts.Git:
    return acts.Git(args=args, code=code, in_=in_)


BUSY: tuple[DoStep, ...] = (
    run("switch", "--quiet", "--create", "side"),
    acts.Commit(message="side", files={"side.txt": "side\n", "app.txt": "of side\n"}),
    run("switch", "--quiet", "main"),
    acts.Commit(message="local", files={"local.txt": "local\n"}),
    acts.Write(files={"b.txt": "first\n"}),
    run("stash", "push", "--quiet", "-m", "first"),
    acts.Write(files={"b.txt": "second\n"}),
    run("stash", "push", "--quiet", "-m", "second"),
)
DIRTY: tuple[DoStep, ...] = (
    acts.Write(files={"b.txt": "staged\n"}),
    acts.Stage(),
    acts.Write(files={"in/c.txt": "unstaged\n", "new.txt": "new\n"}),
)
CLASH: tuple[DoStep, ...] = (acts.Commit(message="clash", files={"app.txt": "clash\n"}),)
FITTING: dict[str, tuple[DoStep, ...]] = {
    "busy": (*BUSY, *DIRTY),
    "ahead": (*BUSY, *CLASH),
    "clean": (*BUSY, acts.Write(files={"new.txt": "new\n"})),
    "packed": (*BUSY, run("pack-refs", "--all"), *DIRTY),
    "merge": (*BUSY, *CLASH, run("merge", "side", code=1)),
    "rebase": (*BUSY, *CLASH, run("rebase", "side", code=1)),
    "worktree": (*BUSY, run("worktree", "add", "-q", "--detach", "inner"),
                 run("commit", "-q", "--allow-empty", "-m", "in there", in_="inner")),
    "module": (*BUSY, run("submodule", "update", "--quiet", "--init")),
}  # fmt: skip
NEEDS = {
    Damage.PACKED_REFS_EMPTY: "packed",
    Damage.INDEX_STALE: "clean",
    Damage.REF_BEHIND: "ahead",
    Damage.INDEX_UNMERGED: "merge",
    Damage.OPERATION_BROKEN: "merge",
    Damage.MERGE_HEAD_EMPTY: "merge",
    Damage.REBASE_HEAD_NAME_MISSING: "rebase",
    Damage.WORKTREE_LINK_MISSING: "worktree",
    Damage.WORKTREE_MISSING: "worktree",
    Damage.WORKTREE_BROKEN: "worktree",
    Damage.SUBMODULE_MISSING: "module",
    Damage.SUBMODULE_BROKEN: "module",
}
SHALLOW_ONLY = (Damage.SHALLOW_MISSING, Damage.SHALLOW_GARBAGE)
ALL = [(damage, clone) for damage in Damage for clone in ("full", "shallow") if (damage, clone[0]) not in
       [(one, "f") for one in SHALLOW_ONLY]]  # fmt: skip


class Worlds:
    """Worlds in which there is something to damage, each built once and copied from then on."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def fresh(self, kind: str, clone: str, root: Path) -> World:
        if kind == "worktree":  # it holds absolute paths
            return self._build(kind, clone, root)
        made = self.root / f"{kind}-{clone}"
        if not made.exists():
            self._build(kind, clone, made)
        shutil.copytree(made, root, symlinks=True)
        return World(root)

    def _build(self, kind: str, clone: str, root: Path) -> World:
        world = build(root, clone=clone, origin=ORIGIN)
        actors = Actors(world)
        for step in FITTING[kind]:
            actors.act(step)
        return world


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(tmp_path_factory.mktemp("worlds"))


def codes(world: World) -> set[str]:
    return {finding.code for finding in diagnose(world.workspace).findings}


def code_of(damage: Damage) -> str:
    return CODES.get(damage, damage.value)


def hurt(world: World, damage: Damage, of: str = "") -> None:
    do_damage(Git(world.workspace, hermetic(world.home)), damage, of)


@pytest.mark.parametrize(("damage", "clone"), ALL)
def test_the_doctor_finds_every_damage_by_its_name(worlds: Worlds, tmp_path: Path, damage: Damage, clone: str) -> None:
    world = worlds.fresh(NEEDS.get(damage, "busy"), clone, tmp_path / "world")
    assert code_of(damage) not in codes(world)
    actors = Actors(world)
    try:
        actors.act(acts.DoDamage(damage=damage))
        assert code_of(damage) in codes(world)
    finally:
        actors.close()


@pytest.mark.parametrize("damage", [damage for damage in Damage if damage is not Damage.LIVE_INDEX_LOCK])
def test_a_script_does_the_same_damage(worlds: Worlds, tmp_path: Path, damage: Damage) -> None:
    clone = "shallow" if damage in SHALLOW_ONLY else "full"
    by_world, by_hand = (worlds.fresh(NEEDS.get(damage, "busy"), clone, tmp_path / name) for name in ("a", "b"))
    hurt(by_world, damage)
    subprocess.run(
        ["sh", "-e"], input="\n".join(damage_lines(damage)), text=True, check=True, cwd=by_hand.workspace,
        env=hermetic(by_hand.home) | {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x"},
    )  # fmt: skip
    assert code_of(damage) in codes(by_hand)
    assert codes(by_hand) == codes(by_world)


def test_no_damage_is_left_out() -> None:
    assert set(WAYS) == set(Damage)
    assert all(damage_lines(damage) for damage in Damage)


NAMED = {
    Damage.REF_EMPTY: ("refs/heads/side", "refs/heads/side"),
    Damage.REF_GARBAGE: ("refs/heads/side", "refs/heads/side"),
    Damage.REF_MISSING: ("refs/heads/side", "refs/heads/side"),
    Damage.REF_BEHIND: ("refs/heads/side", "refs/heads/side"),
    Damage.REF_OBJECT_MISSING: ("refs/heads/side", "refs/heads/side"),
    Damage.REF_RENAME_CUT: ("refs/heads/side", ".tmp-renamed-log"),
    Damage.REFLOG_GARBAGE: ("refs/heads/side", "logs/refs/heads/side"),
    Damage.REFLOG_TORN: ("refs/heads/side", "logs/refs/heads/side"),
    Damage.INDEX_OBJECT_MISSING: ("app.txt", "app.txt"),
    Damage.LOCK_STALE: ("refs/heads/new/deep", "refs/heads/new/deep.lock"),
    Damage.OPERATION_BROKEN: ("rebase-merge/onto", "rebase-merge"),
    Damage.OBJECT_EMPTY: ("side:side.txt", "side.txt"),
    Damage.OBJECT_CORRUPT: ("side:side.txt", ".git/objects/"),
    Damage.OBJECT_MISSING: ("side:side.txt", "side.txt"),
    Damage.FILE_EMPTIED: ("in/c.txt", "in/c.txt"),
}


@pytest.mark.parametrize("damage", NAMED)
@pytest.mark.parametrize("way", ["world", "script"])
def test_what_is_damaged_may_be_named(worlds: Worlds, tmp_path: Path, damage: Damage, way: str) -> None:
    of, where = NAMED[damage]
    world = worlds.fresh("rebase" if damage is Damage.OPERATION_BROKEN else "clean", "full", tmp_path / "world")
    assert damage_fault(damage, of) is None
    if way == "world":
        hurt(world, damage, of)
    else:
        subprocess.run(
            ["sh", "-e"], input="\n".join(damage_lines(damage, of)), text=True, check=True, cwd=world.workspace,
            env=hermetic(world.home),
        )  # fmt: skip
    found = [one.path or "" for one in diagnose(world.workspace).findings if one.code == code_of(damage)]
    if damage is Damage.INDEX_OBJECT_MISSING:  # it is in HEAD too, and told as that
        found = [one.path or "" for one in diagnose(world.workspace).findings]
    assert [path for path in found if where in path]


def test_names_are_tried_for_all_that_take_one() -> None:
    assert set(NAMED) == set(TAKES)
    assert set(TAKES.values()) == set(Of)


@pytest.mark.parametrize(
    ("damage", "of"),
    [
        (Damage.HEAD_EMPTY, "HEAD"),
        (Damage.REF_EMPTY, "main"),
        (Damage.REF_EMPTY, "refs/../config"),
        (Damage.REFLOG_TORN, "index"),
        (Damage.INDEX_OBJECT_MISSING, "../x"),
        (Damage.LOCK_STALE, "../../x"),
        (Damage.LOCK_STALE, "/etc/x"),
        (Damage.OPERATION_BROKEN, "a//b"),
        (Damage.OBJECT_MISSING, "--all"),
        (Damage.OBJECT_MISSING, 'HEAD:"x'[5:]),
        (Damage.FILE_EMPTIED, ".git/config"),
    ],
)
def test_what_a_story_may_not_damage(damage: Damage, of: str) -> None:
    assert damage_fault(damage, of)


def test_a_story_that_damages_what_it_may_not_is_told_where() -> None:
    wrong = acts.DoDamage(damage=Damage.LOCK_STALE, of="../x")
    (fault,) = check_scenario(Scenario(title="t", origin=ORIGIN, step=(wrong, Recover())))
    assert fault.where == ("step", 0, "of")


def test_the_world_holds_the_same(worlds: Worlds, tmp_path: Path) -> None:
    world = worlds.fresh("clean", "full", tmp_path / "world")
    with pytest.raises(WorldError, match=r"below \.git"):
        hurt(world, Damage.LOCK_STALE, "../x")
    with pytest.raises(WorldError, match="inside a working tree"):
        hurt(world, Damage.FILE_EMPTIED, "../x")


NOTHING_THERE: dict[Damage, tuple[DoStep | None, str]] = {
    Damage.STALE_INDEX_LOCK: (acts.DoDamage(damage=Damage.STALE_INDEX_LOCK), "exists already"),
    Damage.STALE_BRANCH_LOCK: (run("switch", "--quiet", "--detach"), "HEAD is detached"),
    Damage.STAGED_INDEX_LOCK: (None, "nothing can be staged"),
    Damage.STASH_LOG_MISSING: (None, "is not there"),
    Damage.STASH_LOG_AHEAD: (None, "2 stash entries"),
    Damage.STASH_DROPPED: (None, "a stash entry"),
    Damage.STASH_NOT_RESET: (None, "nothing is changed"),
    Damage.AUTOSTASH_UNHELD: (None, "nothing is changed"),
    Damage.REF_MISSING: (None, "only one branch"),
    Damage.REBASE_HEAD_NAME_MISSING: (None, "is not there"),
    Damage.OPERATION_BROKEN: (None, "no operation is in progress"),
    Damage.INDEX_OBJECT_MISSING: (None, "nothing is staged"),
    Damage.INDEX_UNMERGED: (None, "no path is unmerged"),
    Damage.INDEX_MISSING: (acts.DoDamage(damage=Damage.INDEX_MISSING), "is not there"),
    Damage.SHALLOW_MISSING: (None, "is not there"),
    Damage.WORKTREE_MISSING: (None, "is not there"),
    Damage.SUBMODULE_MISSING: (None, "is not there"),
    Damage.FILE_EMPTIED: (acts.DoDamage(damage=Damage.FILE_EMPTIED), "no tracked file"),
    Damage.SEQUENCER_LEFT: (acts.DoDamage(damage=Damage.SEQUENCER_LEFT), "exists already"),
}


def test_where_nothing_is_to_be_damaged_the_error_says_what_comes_first(tmp_path: Path) -> None:
    for number, (damage, (before, says)) in enumerate(NOTHING_THERE.items()):
        world = build(tmp_path / str(number))
        actors = Actors(world)
        if before:
            actors.act(before)
        with pytest.raises(WorldError, match=says):
            actors.act(acts.DoDamage(damage=damage))


def test_a_lock_with_something_staged_is_a_whole_index(tmp_path: Path) -> None:
    world = build(tmp_path)
    actors = Actors(world)
    actors.act(acts.Write(files={"new": "new\n", "z": "z\n"}))
    index = world.workspace / ".git/index"
    before = index.read_bytes()
    actors.act(acts.DoDamage(damage=Damage.STAGED_INDEX_LOCK))
    assert index.read_bytes() == before
    (world.workspace / ".git/index.lock").rename(index)
    assert git(world, "status", "--porcelain") == "A  new\n?? z"


def test_a_truncated_index_is_dangerous_because_git_does_not_look(tmp_path: Path) -> None:
    world = build(tmp_path)
    hurt(world, Damage.INDEX_TRUNCATED)
    assert "D  run.sh" in git(world, "status", "--porcelain")
    assert os.path.exists(world.workspace / "run.sh")  # noqa: PTH110
