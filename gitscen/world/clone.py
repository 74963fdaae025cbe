"""The workspace cloned from origin by git itself, whole or shallow.

A clone of the wrong depth would let a story pass that was never tried, so what was cloned is looked at again.
"""

from __future__ import annotations

import pygit2

from gitscen.errors import WorldError
from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.names import Oid
from gitscen.scenario.clone import clone_depth
from gitscen.scenario.model import Case
from gitscen.world.clock import MINUTE, STORY_BEGINS
from gitscen.world.history import History
from gitscen.world.world import World


def clone_workspace(world: World, case: Case) -> None:
    """Clone the workspace as the case wants it, and make the story's further remotes known to it.

    Raises `GitError`, and `WorldError` where a clone that should be shallow is not.
    """
    depth = clone_depth(case.clone)
    options = [f"--depth={depth}", "--no-single-branch"] if depth else []
    options += ["--single-branch"] if case.clone == "single-branch" else []
    options += ["--no-hardlinks"] if case.clone == "full" else []
    env = hermetic(world.home)
    Git(world.root, env | _settings(world, case)).run(
        "clone", "--quiet", "--template=", *options, "--", world.origin.as_uri(), str(world.workspace)
    )
    git = Git(world.workspace, env)
    for name in case.scenario.remotes:
        git.run("remote", "add", "--", name, world.remote(name).as_uri())
    _check_depth(world, case, depth)


def _settings(world: World, case: Case) -> dict[str, str]:
    """Return the environment of a clone: dated reflogs, and an index of the format that templates are made of.

    A whole clone may copy the origin's pack where others have git put one together, which takes three more processes;
    git goes by the URL that it is told to use instead, and writes down the one that it was given.
    """
    settings = {"index.version": "2"}
    if case.clone == "full":
        settings[f"url.{world.origin}.insteadOf"] = world.origin.as_uri()
    env = {"GIT_COMMITTER_DATE": f"{STORY_BEGINS - MINUTE} +0000", "GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env


def _check_depth(world: World, case: Case, depth: int | None) -> None:
    """Raise `WorldError` unless a shallow clone's history is cut, and any other's is not."""
    shallow = world.workspace / ".git" / "shallow"
    boundary = {Oid(line) for line in shallow.read_text().split()} if shallow.exists() else set()
    if depth is None:
        if boundary:
            raise WorldError(f"the clone for {case.id} should have its whole history, and {shallow} cuts it off.")
        return
    history, cloned = History(world.origin, "origin"), pygit2.Repository(str(world.workspace))
    tip = history.tip(history.default_branch)
    tips = [tip] if tip else []
    whole, kept = history.reach(tips), history.reach(tips, boundary)
    gone = whole - kept
    # Another branch's own depth may reach some of what this one's does not.
    if all(oid in cloned for oid in gone) or any(oid not in cloned for oid in kept):
        raise WorldError(
            f"the clone for {case.id} has {len(kept)} of {len(whole)} commits of the default branch and "
            f"is not shallow. Take a smaller depth, give origin more commits, or leave this clone out."
        )
