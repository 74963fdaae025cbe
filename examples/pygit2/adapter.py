"""A git workflow on pygit2, as a class that gitscen can ask: `gitscen run --workflow adapter:Workflow`.

It starts no git, and so asks no hooks. libgit2 does not fetch into shallow clones: there the workflow says unsupported.
There is no base class: a method that is not there is an operation that the workflow does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

import pygit2
from pygit2.enums import CheckoutStrategy, FileStatus, ResetMode

from gitscen.names import BranchName, ConflictKind, ConflictNature, Oid, Side, TreePath
from gitscen.outcome import Operation, Outcome, Resolution, Status

KINDS = {"123": "UU", "23": "AA", "12": "UD", "13": "DU", "2": "AU", "3": "UA", "1": "DD"}
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
        except NotImplementedError as error:
            status, reason = Status.UNSUPPORTED, str(error)
        except (pygit2.GitError, KeyError, OSError, ValueError) as error:
            status, reason = Status.FAILED, str(error)
        return Outcome(
            operation=Operation(act.__name__),
            status=status,
            branch=None if self.repo.head_is_detached else BranchName(self.branch),
            head=None if self.repo.head_is_unborn else Oid(str(self.tip)),
            resolutions=tuple(resolved),
            reason=reason,
        )

    return ask


class Workflow:
    """Looks after one workspace."""

    name = "pygit2 workflow 1.0"
    policies = {"switch": ["park"], "sync": ["merge"]}  # noqa: RUF012 - plain data

    def __init__(self, path: Path, *, remote: str = "origin", **_unused: object) -> None:
        """Open the workspace at `path`."""
        self.repo, self.remote = pygit2.Repository(str(path)), remote

    @property
    def branch(self) -> str:
        """The branch of HEAD."""
        return str(self.repo.lookup_reference("HEAD").target).removeprefix("refs/heads/")

    @property
    def tip(self) -> pygit2.Oid:
        """The commit of HEAD."""
        return self.repo.head.peel(pygit2.Commit).id

    @property
    def dirty(self) -> bool:
        """Whether anything is uncommitted or untracked."""
        return any(flags != FileStatus.IGNORED for flags in self.repo.status().values())

    @answering
    def switch(self, branch: str, *, start: str | None = None) -> list[Resolution]:
        """Park what is uncommitted, go to the branch, and bring back what was parked there."""
        if branch == self.branch:
            return []
        if self.dirty:
            self.repo.stash(self.repo.default_signature, f"parked on {self.branch}", include_untracked=True)
        if branch not in self.repo.branches.local:
            known = self.repo.branches.remote.get(f"{self.remote}/{branch}")
            base = known or self.repo.revparse_single(start or f"{self.remote}/HEAD")
            created = self.repo.branches.local.create(branch, base.peel(pygit2.Commit))
            if known:
                created.upstream = known
        self.repo.checkout(f"refs/heads/{branch}")
        for position, entry in enumerate(self.repo.listall_stashes()):
            if entry.message.endswith(f": parked on {branch}"):
                self.repo.stash_pop(position, reinstate_index=True)
                break
        return []

    @answering
    def commit(self, message: str, *, paths: Iterable[TreePath] | None = None) -> list[Resolution]:
        """Commit everything."""
        if paths:
            raise NotImplementedError("this workflow commits everything, not some paths")
        self.repo.index.add_all()
        self.repo.index.write()
        if self.repo.head_is_unborn or self.repo.index.diff_to_tree(self.repo.head.peel(pygit2.Tree)).patch:
            self._create(message, [] if self.repo.head_is_unborn else [self.tip])
        return []

    @answering
    def push(self) -> list[Resolution]:
        """Push; where that fails, merge what the remote has and push again."""
        resolved: list[Resolution] = []
        try:
            self.repo.remotes[self.remote].push([f"refs/heads/{self.branch}"])
        except pygit2.GitError:
            resolved = self._merge(self.branch)
            self.repo.remotes[self.remote].push([f"refs/heads/{self.branch}"])
        return resolved

    @answering
    def sync(self, *, source: str | None = None) -> list[Resolution]:
        """Merge what the remote has of the branch, or of another one."""
        return self._merge(source or self.branch)

    def _merge(self, branch: str) -> list[Resolution]:
        if self.repo.is_shallow:
            raise NotImplementedError("libgit2 does not fetch into a shallow clone")
        self.repo.remotes[self.remote].fetch([f"+refs/heads/{branch}:refs/remotes/{self.remote}/{branch}"])
        incoming = self.repo.branches.remote[f"{self.remote}/{branch}"].peel(pygit2.Commit).id
        if incoming == self.tip or self.repo.descendant_of(self.tip, incoming):
            return []
        if self.dirty:
            raise ValueError("there is uncommitted work")
        if self.repo.descendant_of(incoming, self.tip):
            self.repo.reset(incoming, ResetMode.HARD)
            return []
        self.repo.merge(incoming)
        resolved = [self._settle(*conflict) for conflict in list(self.repo.index.conflicts or ())]
        self._create(f"Merge {branch} of {self.remote}", [self.tip, incoming])
        self.repo.checkout("HEAD", strategy=CheckoutStrategy.FORCE)
        self.repo.state_cleanup()
        return resolved

    def _settle(self, *stages: pygit2.IndexEntry | None) -> Resolution:
        path = next(entry.path for entry in stages if entry)
        del self.repo.index.conflicts[path]
        if local := stages[1]:
            self.repo.index.add(local)
        else:
            Path(self.repo.workdir, path).unlink(missing_ok=True)
        kind = KINDS["".join(str(stage) for stage, entry in enumerate(stages, 1) if entry)]
        nature = NATURES.get(kind, ConflictNature.CONTENT)
        name = TreePath(str(path).encode())
        return Resolution(path=name, kind=ConflictKind(kind), nature=nature, kept=Side.LOCAL, lost=None)

    def _create(self, message: str, parents: list[pygit2.Oid]) -> None:
        author, tree = self.repo.default_signature, self.repo.index.write_tree()
        self.repo.index.write()
        self.repo.create_commit("HEAD", author, author, message, tree, parents)
