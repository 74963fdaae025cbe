"""Peers: other people at the same remotes. What they push is written into the remote; what they run, in a clone."""

from __future__ import annotations

from pathlib import Path

from gitscen.errors import WorldError
from gitscen.git.command import Git
from gitscen.scenario import acts
from gitscen.world.history import History
from gitscen.world.world import World


def push(world: World, step: acts.Push, time: int) -> None:
    """Commit on a remote's branch at `time`, in seconds since the epoch, or take the branch away.

    With `rewrite` the new commit has the edits on top of what the last one had, and that one's parents. Raises
    `WorldError` for a remote, branch or path that is not there.
    """
    place = world.remote(step.to)
    if not place.exists():
        raise WorldError(f"there is no remote {step.to}. Name it in the story's remotes.")
    push_to(place, step, time)


def push_to(place: Path, step: acts.Push, time: int) -> None:
    """Do the same in the bare repository at `place`. Raises `WorldError`."""
    history = History(place, step.as_)
    if step.delete_branch:
        history.delete(step.branch)
        return
    tip = history.tip(step.branch)
    if step.rewrite and tip is None:
        raise WorldError(f"{place.name} has no branch {step.branch} to rewrite. Push to it in an earlier step.")
    base = tip or history.start(step.start)
    parents = [base] if base else []
    if step.rewrite and tip:
        parents = history.parents(tip)
    history.commit(step.branch, step, message=step.message, time=time, parents=parents, base=base)


def peer_git(world: World, name: str, git: Git) -> Git:
    """Return git in a peer's clone, which has all history and knows what origin has now. Raises `GitError`."""
    place = world.peers / name
    env = dict(git.env)
    for role in ("AUTHOR", "COMMITTER"):
        env[f"GIT_{role}_NAME"], env[f"GIT_{role}_EMAIL"] = name.capitalize(), f"{name}@example.invalid"
    if not place.exists():
        Git(world.root, env).run("clone", "--quiet", "--template=", "--", world.origin.as_uri(), str(place))
    peer = Git(place, env)
    peer.run("fetch", "--quiet", "--prune", "origin")
    return peer
