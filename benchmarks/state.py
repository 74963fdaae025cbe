"""What the two sides of a comparison must agree on when both are done: what git says, and the files."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.repository import Repository
from benchmarks.rewind import Files, Rewind


@dataclass(frozen=True, slots=True)
class State:
    """A workspace after an operation. `files` are those that the operation has changed."""

    branch: str
    tree: str
    status: bytes
    stashes: int
    refs: bytes
    files: Files


def conclude(repository: Repository, rewind: Rewind, *, refs: bool) -> State:
    """Return the state of a workspace, with every ref by its object if asked, and bring it back to what it was."""
    git = repository.git
    stash = git.directory / ".git/logs/refs/stash"
    return State(
        branch=git.run("symbolic-ref", "HEAD").line,
        tree=git.run("rev-parse", "HEAD^{tree}").line,
        status=git.run("status", "--porcelain", "--untracked-files=all", "-z").stdout,
        stashes=len(stash.read_bytes().splitlines()) if stash.exists() else 0,
        refs=git.run("for-each-ref", "--format=%(objectname) %(refname)").stdout if refs else b"",
        files=rewind.rewind(),
    )
