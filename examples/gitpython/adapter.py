"""A git workflow on GitPython, as a class that gitscen can ask: `gitscen run --workflow adapter:Workflow`.

Uncommitted work is parked with its branch, incoming commits are merged, and where they clash the local side wins.
There is no base class: a method that is not there is an operation that the workflow does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

import git
from git.remote import PushInfo

from gitscen.names import BranchName, ConflictKind, ConflictNature, Oid, Side, TreePath
from gitscen.outcome import Operation, Outcome, Resolution, Status

KINDS = {(1, 2, 3): "UU", (2, 3): "AA", (1, 2): "UD", (1, 3): "DU", (2,): "AU", (3,): "UA", (1,): "DD"}
NATURES = {"AA": ConflictNature.ADD_ADD, "UD": ConflictNature.MODIFY_DELETE, "DU": ConflictNature.MODIFY_DELETE}
P = ParamSpec("P")


def answering(act: Callable[Concatenate[Workflow, P], list[Resolution]]) -> Callable[Concatenate[Workflow, P], Outcome]:
    """Make an operation that returns the conflicts it settled, or raises, one that answers with an outcome."""

    @wraps(act)
    def ask(self: Workflow, /, *args: P.args, **kwargs: P.kwargs) -> Outcome:
        resolved: list[Resolution] = []
        reason = ""
        try:
            resolved = act(self, *args, **kwargs)
            status = Status.RESOLVED if resolved else Status.DONE
        except (git.GitError, TypeError, ValueError) as error:  # GitPython: TypeError for a detached HEAD
            status, reason = Status.FAILED, str(error)
        head = self.repo.head
        return Outcome(
            operation=Operation(act.__name__),
            status=status,
            branch=None if head.is_detached else BranchName(head.ref.name),
            head=Oid(head.commit.hexsha) if head.is_valid() else None,
            resolutions=tuple(resolved),
            reason=reason,
        )

    return ask


class Workflow:
    """Looks after one workspace."""

    name = "GitPython workflow 1.0"
    policies = {"switch": ["park"], "sync": ["merge"]}  # noqa: RUF012 - plain data

    def __init__(self, path: Path, *, remote: str = "origin", limit: float | None = None, **_unused: object) -> None:
        """Open the workspace at `path`; `limit` is the seconds that one git command may take."""
        self.repo, self.remote, self.limit = git.Repo(path), remote, limit

    @answering
    def switch(self, branch: str, *, start: str | None = None) -> list[Resolution]:
        """Park what is uncommitted, go to the branch, and bring back what was parked there."""
        here = self.repo.active_branch.name
        if branch == here:
            return []
        self.repo.git.stash("push", "--include-untracked", "-m", f"parked on {here}")
        if branch in [head.name for head in self.repo.heads]:
            self.repo.git.switch(branch)
        elif branch in [ref.remote_head for ref in self.repo.remote(self.remote).refs]:
            self.repo.git.switch("-c", branch, "--track", f"{self.remote}/{branch}")
        else:
            self.repo.git.switch("-c", branch, "--no-track", start or f"{self.remote}/HEAD")
        for entry in self.repo.git.stash("list", "--format=%gd %gs").splitlines():
            if entry.endswith(f": parked on {branch}"):
                self.repo.git.stash("pop", "--index", entry.split()[0])
                break
        return []

    @answering
    def commit(self, message: str, *, paths: Iterable[TreePath] | None = None) -> list[Resolution]:
        """Commit everything, or only these paths."""
        named = [path.decode() for path in paths or ()]
        self.repo.git.add("--all", "--", *named)
        if self.repo.git.diff("--cached", "--name-only", "--", *named):
            self.repo.git.commit("-m", message, "--", *named, kill_after_timeout=self.limit)
        return []

    @answering
    def push(self) -> list[Resolution]:
        """Push; where the remote has moved on, merge and try again."""
        branch = self.repo.active_branch.name
        resolved: list[Resolution] = []
        for _ in range(3):
            pushed = self.repo.remote(self.remote).push(f"refs/heads/{branch}", kill_after_timeout=self.limit)
            if not any(info.flags & PushInfo.REJECTED for info in pushed):
                pushed.raise_if_error()  # without it, GitPython keeps a failed push to itself
                return resolved
            resolved += self._merge(branch)
        raise ValueError("the remote moved on with every try")

    @answering
    def sync(self, *, source: str | None = None) -> list[Resolution]:
        """Merge what the remote has of the branch, or of another one."""
        return self._merge(source or self.repo.active_branch.name)

    @answering
    def resolve(self) -> list[Resolution]:
        """Settle a merge that stopped."""
        return self._settle()

    def _merge(self, branch: str) -> list[Resolution]:
        tracking = f"refs/remotes/{self.remote}/{branch}"
        self.repo.git.fetch(self.remote, f"+refs/heads/{branch}:{tracking}", kill_after_timeout=self.limit)
        try:
            self.repo.git.merge("--no-edit", tracking)
        except git.GitCommandError:
            if resolved := self._settle():
                return resolved
            raise
        return []

    def _settle(self) -> list[Resolution]:
        resolved = []
        for path, blobs in self.repo.index.unmerged_blobs().items():
            kind = KINDS[tuple(sorted({stage for stage, _ in blobs}))]
            if kind in ("DU", "DD", "UA"):
                self.repo.git.rm("--", path)
            else:
                self.repo.git.checkout("--ours", "--", path)  # local in a merge, not in a rebase
                self.repo.git.add("--", path)
            nature = NATURES.get(kind, ConflictNature.CONTENT)
            name = TreePath(str(path).encode())
            resolved.append(Resolution(path=name, kind=ConflictKind(kind), nature=nature, kept=Side.LOCAL, lost=None))
        if resolved:
            self.repo.git.commit("--no-edit")
        return resolved
