import stat
from pathlib import Path

import pytest

from gitscen.errors import GitError, WorldError
from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.scenario import acts
from gitscen.scenario.acts import HookBehaviour
from gitscen.world.act import Actors
from gitscen.world.clock import STORY_BEGINS
from gitscen.world.world import World
from tests.processes import ended
from tests.world.stories import build, git


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path / "world", acts.Environment(set={"GIT_DIR": "{decoy}"}))


@pytest.fixture
def actors(world: World) -> Actors:
    return Actors(world)


def test_the_clock_ticks_a_minute_a_step(actors: Actors) -> None:
    assert actors.tick() == STORY_BEGINS
    actors.act(acts.Write(files={"a": "a\n"}))
    assert actors.environment["GIT_AUTHOR_DATE"] == f"{STORY_BEGINS + 60} +0000"
    assert actors.environment["GIT_COMMITTER_DATE"] == f"{STORY_BEGINS + 60} +0000"
    assert actors.tick() == STORY_BEGINS + 120


def test_writing_leaves_git_alone(world: World, actors: Actors) -> None:
    index = (world.workspace / ".git/index").read_bytes()
    actors.act(acts.Write(files={"new.txt": "new\n"}, append={"app.txt": "three\n"}))
    assert (world.workspace / ".git/index").read_bytes() == index
    assert git(world, "status", "--porcelain") == " M app.txt\n?? new.txt"


def test_staging_takes_the_named_paths_or_all(world: World, actors: Actors) -> None:
    actors.act(acts.Write(files={"*": "star\n", "b": "b\n", '"\\377"': "x\n"}, delete=("run.sh",)))
    actors.act(acts.Stage(paths=("*", '"\\377"')))
    assert git(world, "diff", "--cached", "--name-status").split("\n") == ["A\t*", 'A\t"\\377"']
    actors.act(acts.Stage())
    assert git(world, "diff", "--cached", "--name-status").split("\n") == ["A\t*", "A\tb", "D\trun.sh", 'A\t"\\377"']


def test_the_person_commits_everything_as_themselves(world: World, actors: Actors) -> None:
    actors.act(acts.Write(files={"before": "b\n"}))
    actors.act(acts.Commit(message="work", append={"app.txt": "three\n"}))
    assert git(world, "log", "-1", "--format=%an <%ae> %aI %cI %s") == (
        "Dev <dev@example.invalid> 2024-01-01T00:01:00+00:00 2024-01-01T00:01:00+00:00 work"
    )
    assert git(world, "show", "--format=", "--name-only") == "app.txt\nbefore"


def test_nothing_to_commit_is_an_error(actors: Actors) -> None:
    with pytest.raises(WorldError, match=r"(?s)'do commit'.*nothing to commit"):
        actors.act(acts.Commit(message="nothing"))


def test_a_peer_pushes_to_a_branch(world: World, actors: Actors) -> None:
    old = git(world, "rev-parse", "main", place=world.origin)
    actors.act(acts.Push(as_="ann", branch="main", message="hers", files={"x": "x\n"}))
    assert git(world, "log", "-1", "--format=%P %an %ae %s", "main", place=world.origin) == (
        f"{old} Ann ann@example.invalid hers"
    )
    assert git(world, "rev-parse", "origin/main") == old


def test_a_peer_pushes_a_new_branch_from_a_start_or_the_default_branch(world: World, actors: Actors) -> None:
    actors.act(acts.Push(branch="one", files={"x": "x\n"}))
    actors.act(acts.Push(branch="two", start="thread-a", files={"x": "x\n"}))
    for branch, start in (("one", "main"), ("two", "thread-a")):
        assert git(world, "rev-parse", f"{branch}^", place=world.origin) == (
            git(world, "rev-parse", start, place=world.origin)
        )


def test_a_peer_rewrites_and_deletes(world: World, actors: Actors) -> None:
    before = git(world, "rev-parse", "main~1", place=world.origin)
    actors.act(acts.Push(branch="main", rewrite=True, message="amended", files={"x": "x\n"}))
    assert git(world, "rev-parse", "main^", place=world.origin) == before
    actors.act(acts.Push(branch="thread-a", delete_branch=True))
    assert git(world, "branch", "--list", "--format=%(refname:short)", place=world.origin) == "main"


def test_a_peer_pushes_to_an_empty_remote(world: World, actors: Actors) -> None:
    actors.act(acts.Push(to="mirror", branch="main", files={"x": "x\n"}))
    assert git(world, "rev-list", "--count", "main", place=world.remote("mirror")) == "1"


@pytest.mark.parametrize(
    "step",
    [
        acts.Push(to="nowhere", branch="main"),
        acts.Push(branch="new", start="nowhere"),
        acts.Push(branch="nowhere", delete_branch=True),
        acts.Push(branch="nowhere", rewrite=True),
        acts.Push(branch="main", delete=("nowhere",)),
    ],
)
def test_a_push_that_cannot_be_is_told(actors: Actors, step: acts.Push) -> None:
    with pytest.raises(WorldError, match=r"'do push'.*nowhere"):
        actors.act(step)


def test_the_person_runs_git_and_the_exit_code_is_held(world: World, actors: Actors) -> None:
    actors.act(acts.Push(branch="main", files={"app.txt": "theirs\n"}))
    actors.act(acts.Commit(message="mine", files={"app.txt": "mine\n"}))
    actors.act(acts.Git(args=("fetch",)))
    with pytest.raises(WorldError, match=r"(?s)'git merge origin/main' ended with 1 .* expects 0: .*CONFLICT"):
        actors.act(acts.Git(args=("merge", "origin/main")))
    actors.act(acts.Git(args=("merge", "--abort")))
    actors.act(acts.Git(args=("merge", "origin/main"), code=1))
    assert git(world, "status", "--porcelain") == "UU app.txt"


def test_a_peer_runs_git_in_a_fresh_clone_of_their_own(tmp_path: Path) -> None:
    world = build(tmp_path, clone="shallow")
    actors = Actors(world)
    actors.act(acts.Git(as_="bob", args=("commit", "-q", "--allow-empty", "-m", "his")))
    actors.act(acts.Push(branch="late", files={"x": "x\n"}))
    actors.act(acts.Git(as_="bob", args=("push", "-q", "origin", "HEAD:main", "origin/late:refs/heads/later")))
    assert git(world, "log", "-1", "--format=%an %s", "main", place=world.origin) == "Bob his"
    assert git(world, "rev-list", "--count", "HEAD", "--", place=world.peers / "bob") == "6"


def test_configuration_goes_where_it_is_told_and_places_are_filled_in(world: World, actors: Actors) -> None:
    actors.act(acts.Config(set={"branch.main.merge": "--upload-pack={trap}", "pull.rebase": "true"}))
    actors.act(acts.Config(set={"merge.ff": "only"}, where="home"))
    assert git(world, "config", "--local", "branch.main.merge") == f"--upload-pack={world.trap}"
    assert git(world, "config", "--global", "merge.ff") == "only"


def test_a_key_that_git_does_not_take_is_told(actors: Actors) -> None:
    with pytest.raises(WorldError, match=r"'do config'"):
        actors.act(acts.Config(set={"nonsense": "x"}))


def test_the_environment_is_the_subjects_only(world: World, actors: Actors) -> None:
    actors.act(acts.Environment(set={"GIT_DIR": "{decoy}", "LANG": "de_DE.UTF-8"}, umask=0o077))
    assert (actors.environment["GIT_DIR"], actors.environment["LANG"]) == (str(world.decoy), "de_DE.UTF-8")
    assert actors.umask == 0o077
    actors.act(acts.Commit(message="mine", files={"x": "x\n"}))
    assert stat.S_IMODE((world.workspace / "x").stat().st_mode) == 0o644
    assert git(world, "log", "-1", "--format=%s") == "mine"


def test_without_identity_git_guesses_none_and_the_person_still_commits(world: World, actors: Actors) -> None:
    actors.act(acts.Environment(identity=False))
    actors.act(acts.Commit(message="mine", files={"x": "x\n"}))
    with pytest.raises(GitError, match=r"no name was given|user.useConfigOnly|auto-detection is disabled"):
        git(world, "commit", "--allow-empty", "-m", "x")
    actors.act(acts.Environment())
    git(world, "commit", "-q", "--allow-empty", "-m", "x")
    assert git(world, "log", "-1", "--format=%an") == "Dev"


def test_a_hook_refuses_always_or_once(world: World, actors: Actors) -> None:
    actors.act(acts.Hook(name="pre-commit"))
    for _ in range(2):
        with pytest.raises(WorldError, match="pre-commit: refused by policy"):
            actors.act(acts.Commit(message="x", files={"x": "x\n"}))
    actors.act(acts.Hook(name="pre-commit", does=HookBehaviour.REFUSE_ONCE))
    with pytest.raises(WorldError, match="pre-commit: refused this once"):
        actors.act(acts.Commit(message="x", files={"x": "x\n"}))
    actors.act(acts.Commit(message="x", files={"y": "y\n"}))
    actors.act(acts.Hook(name="pre-receive", where="origin"))
    with pytest.raises(WorldError, match="refused by policy"):
        actors.act(acts.Git(args=("push", "origin", "HEAD")))
    actors.act(acts.Hook(name="pre-receive", where="origin", does=HookBehaviour.SUCCEED))
    actors.act(acts.Git(args=("push", "origin", "HEAD")))
    with pytest.raises(WorldError, match="no nowhere for a hook"):
        actors.act(acts.Hook(name="update", where="nowhere"))
    assert git(world, "status", "--porcelain") == ""


def test_a_signer_that_waits_is_there_once_it_is_named(world: World, actors: Actors) -> None:
    actors.act(acts.Config(set={"core.editor": "{trap}"}))
    assert not world.prompt.exists()
    actors.act(acts.Config(set={"gpg.program": "{prompt}", "commit.gpgSign": "true"}))
    with pytest.raises(GitError, match=r"had not ended after 0\.5 s"):
        Git(world.workspace, hermetic(world.home), limit=0.5).run("commit", "--allow-empty", "-m", "x")


def test_a_hook_that_hangs_ends_with_its_git(world: World, actors: Actors) -> None:
    actors.act(acts.Hook(name="pre-commit", does=HookBehaviour.HANG, forbidden=True))
    limit = 0.25
    while not (ran := list(world.fired.iterdir())):  # git must have come to its hook
        limit *= 2
        with pytest.raises(GitError, match="had not ended"):
            Git(world.workspace, hermetic(world.home), limit=limit).run("commit", "--allow-empty", "-m", "x")
    assert ended(*(int(one.name.partition(".")[2]) for one in ran))


def test_a_forbidden_hook_tells_but_not_of_the_person(world: World, actors: Actors) -> None:
    actors.act(acts.Hook(name="post-commit", does=HookBehaviour.SUCCEED, forbidden=True))
    actors.act(acts.Commit(message="x", files={"x": "x\n"}))
    assert list(world.fired.iterdir()) == []
    git(world, "commit", "-q", "--allow-empty", "-m", "subject")
    assert [file.name.partition(".")[0] for file in world.fired.iterdir()] == ["post-commit"]


def test_the_trap_tells(world: World) -> None:
    git(world, "-c", f"alias.x=!{world.trap}", "x")
    assert [file.name.partition(".")[0] for file in world.fired.iterdir()] == ["trap"]


def test_a_repository_inside(world: World, actors: Actors) -> None:
    actors.act(acts.Nest(path="inner", files={"a": "a\n"}, untracked={"b": "b\n"}))
    assert git(world, "status", "--porcelain", place=world.workspace / "inner") == "?? b"
    assert git(world, "log", "--format=%an %s", place=world.workspace / "inner") == "Dev nested"
    assert git(world, "status", "--porcelain") == "?? inner/"


def test_ids_are_the_same_at_every_place(tmp_path: Path) -> None:
    heads = set()
    for name in ("a", "b"):
        world = build(tmp_path / name)
        actors = Actors(world)
        actors.act(acts.Push(branch="main", files={"x": "x\n"}))
        actors.act(acts.Commit(message="mine", files={"y": "y\n"}))
        actors.act(acts.Git(args=("pull", "--quiet", "--rebase")))
        heads.add(git(world, "rev-parse", "HEAD"))
    assert len(heads) == 1
