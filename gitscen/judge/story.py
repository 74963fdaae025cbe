"""What the judge has to know of the story so far: which work is whose, and what is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gitscen.judge.text import is_binary, novel_lines
from gitscen.names import BranchName, Oid, TreePath
from gitscen.observe.observation import Observation
from gitscen.outcome import Outcome
from gitscen.scenario.asks import Ask, Switch, Sync


@dataclass(frozen=True, slots=True)
class Work:
    """A content that somebody wrote into the workspace, and the branch (the session) it was written on.

    `lines` are those that no version of the path had before; they follow the content where a merge rewrites the file.
    """

    path: TreePath
    blob: Oid
    lines: tuple[bytes, ...]
    branch: BranchName | None
    typed: bool
    """Whether the person wrote it, rather than git on the person's behalf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request and what came of it. `outcome` is None where the subject was killed or gave no answer."""

    ask: Ask
    before: Observation
    after: Observation
    outcome: Outcome | None
    seconds: float
    commands: tuple[tuple[str, ...], ...]
    works: tuple[Work, ...]
    carries: bool
    remote: str = "origin"
    default: str | None = None
    """The default branch of the remote."""
    job_alive: bool = False
    rewritten: frozenset[TreePath] = frozenset()
    """Paths that the job itself writes once more while it ends: what it had there is its own to replace."""
    meanwhile: frozenset[TreePath] = frozenset()
    """Paths that the world wrote in the middle of the request: too late to be asked for."""

    @property
    def killed(self) -> bool:
        """Whether the story had the subject killed."""
        return self.ask.kill is not None

    @property
    def sources(self) -> set[str]:
        """The branches whose work the story wants to come in."""
        match self.ask:
            case Switch(start=str(start)):
                return {start}
            case Sync(source=str(source)):
                return {source}
            case _:
                return set()


def find_work(before: Observation, after: Observation, *, typed: bool) -> tuple[Work, ...]:
    """Return what was written into the workspace's files between two looks."""
    found: list[Work] = []
    committed = before.committed(oid for refs in (before.refs, *before.remotes.values()) for oid in refs.values())
    for path, entry in after.files.items():
        known = before.files.get(path)
        if entry == known or entry.oid in committed or after.in_nested(path) or after.is_ignored(path):
            continue
        content = after.store.contents[entry.oid]
        if known and content.replace(b"\r\n", b"\n") == after.store.contents[known.oid].replace(b"\r\n", b"\n"):
            continue  # other line ends, or another mode
        versions = _versions(before, path)
        lines = () if is_binary(content) else tuple(novel_lines(content, versions))
        found.append(Work(path, entry.oid, lines, after.branch, typed))
    return tuple(found)


def _versions(seen: Observation, path: TreePath) -> Iterable[bytes]:
    """Yield every version of a path that a commit, the index or a file had."""
    trees = [commit.tree for commit in seen.history(seen.tips()).values()]
    for tree in (*trees, seen.index, seen.files):
        entry = tree.get(path)
        if entry and entry.oid in seen.store.contents:
            yield seen.store.contents[entry.oid]


def carry(works: tuple[Work, ...], before: Observation, after: Observation) -> tuple[Work, ...]:
    """Return the works with those that were uncommitted and followed to another branch made that branch's."""
    return tuple(
        replace(work, branch=after.branch) if work.path in before.uncommitted and work.path in after.files else work
        for work in works
    )
