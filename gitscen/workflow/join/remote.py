"""What a remote has, and how a branch of it comes here; decided from exit codes and refs, never from what git says.

Moves remote-tracking refs of the named branches and nothing else: no tags, no pruning, no `FETCH_HEAD`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gitscen.errors import GitError
from gitscen.git.done import Done
from gitscen.names import BranchName, Oid, RefName, branch_ref, tracking_ref
from gitscen.workflow.git import Git
from gitscen.workflow.settings import Patience

_FETCH = (
    "-c", "maintenance.auto=false", "-c", "gc.auto=0",
    "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upstream:
    """A branch of a remote, and the commit that it is at."""

    remote: str
    branch: BranchName
    oid: Oid

    @property
    def name(self) -> str:
        """The short name of its remote-tracking ref, `origin/main`."""
        return f"{self.remote}/{self.branch}"


@dataclass(slots=True)
class Pauses:
    """The pauses between tries, each longer than the one before; `limit` is the number of tries in all.

    With `eager` the second try comes at once: what stood in the way of the first one has been dealt with.
    """

    patience: Patience
    limit: int
    eager: bool = False
    _made: int = 1
    _began: float = field(default_factory=time.monotonic)

    def again(self) -> bool:
        """Wait for the next try and return True, or return False where there is to be none."""
        at_once = self.eager and self._made == 1
        pause = 0 if at_once else self.patience.pause * self.patience.growth ** (self._made - 1)
        if self._made >= self.limit or time.monotonic() - self._began + pause > self.patience.seconds:
            return False
        time.sleep(pause)
        self._made += 1
        return True


def has_remote(git: Git, remote: str) -> bool:
    """Whether a remote of this name is configured."""
    return git.setting(f"remote.{remote}.url") is not None


def list_heads(git: Git, remote: str) -> Mapping[RefName, Oid] | None:
    """Return the branches that a remote has now, or None where it cannot be reached."""
    done = git.try_("ls-remote", "--quiet", "--heads", "--end-of-options", remote)
    if not done.ok:
        return None
    lines = done.stdout.decode(errors="surrogateescape").splitlines()
    return {RefName(ref): Oid(oid) for oid, ref in (line.split("\t", 1) for line in lines)}


def fetch_branches(git: Git, remote: str, branches: Iterable[BranchName], *options: str) -> Done:
    """Fetch exactly these branches to their remote-tracking refs, whatever refspecs are configured."""
    refspecs = [f"+{branch_ref(branch)}:{tracking_ref(remote, branch)}" for branch in branches]
    return git.try_(*_FETCH, *options, "--end-of-options", remote, *refspecs)


def fetch_upstream(git: Git, remote: str, branch: BranchName, patience: Patience) -> Upstream | None:
    """Fetch one branch and return where it is, or None where the remote does not have it.

    An unreachable remote is tried again as patience allows; then the `GitError` of the last try is raised.
    """
    pauses = Pauses(patience, patience.tries)
    while True:
        done = fetch_branches(git, remote, [branch])
        if done.ok:
            return Upstream(remote, branch, git.head_of(tracking_ref(remote, branch)))
        heads = list_heads(git, remote)
        if heads is not None and branch_ref(branch) not in heads:
            return None
        if not pauses.again():
            raise GitError(done.argv, str(git.worktree), done.code, done.stdout, done.stderr)
