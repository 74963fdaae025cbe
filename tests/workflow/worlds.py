"""Worlds for the tests of conflicts: three trees written at once by `git fast-import`, and a workspace that has one."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.settings import Integration, Patience, Settings
from tests.conftest import Repository

Tree = Mapping[bytes, tuple[str, bytes]]
"""Mode and content by path; a submodule's content is its commit."""

FEW = Patience(tries=3, pause=0.01, growth=1.5)


def file(text: str | bytes, mode: str = "100644") -> tuple[str, bytes]:
    return mode, text if isinstance(text, bytes) else text.encode()


def link(target: str) -> tuple[str, bytes]:
    return "120000", target.encode()


def submodule(digit: int) -> tuple[str, bytes]:
    return "160000", str(digit).encode() * 40


def lines(*changes: str, first: int = 1) -> str:
    """Return thirty numbered lines, some of them changed: `5=local`."""
    changed = {int(number): text for number, _, text in (change.partition("=") for change in changes)}
    return "".join(f"{changed.get(number, f'line {number}')}\n" for number in range(first, first + 30))


def put_commit(repository: Repository, branch: str, tree: Tree, *, parent: str | None, subject: str) -> None:
    """Add a commit with exactly this tree to a branch, without touching index or files."""
    out = [
        f"commit refs/heads/{branch}",
        "committer Dev <dev@example.invalid> 1700000000 +0000",
        f"data {len(subject.encode())}\n{subject}",
    ]
    if parent:
        out += [f"from {parent}^0", "deleteall"]
    stream = "\n".join(out).encode() + b"\n"
    for path, (mode, content) in tree.items():
        quoted = b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
        if mode == "160000":
            stream += b"M 160000 " + content + b" " + quoted + b"\n"
        else:
            stream += f"M {mode} inline ".encode() + quoted + f"\ndata {len(content)}\n".encode() + content + b"\n"
    repository.git("fast-import", "--quiet", "--force", stdin=stream)


@dataclass(frozen=True)
class Story:
    """What three trees come to when the local one is preferred."""

    base: Tree
    incoming: Tree
    local: Tree
    expected: Tree
    conflicts: tuple[tuple[bytes, str, str], ...]
    """Path, kind in a merge, nature."""


def build(root: Path, story: Story, *options: str) -> Repository:
    """Make an origin and a workspace on `thread`, one local commit ahead; the origin's `main` has the incoming tree.

    With `--depth` the workspace lacks the merge base of the two.
    """
    root.mkdir(parents=True)
    origin = Repository(root / "origin.git")
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(origin.path)], check=True)
    kept = {b"kept.txt": file("kept\n")}
    put_commit(origin, "main", {}, parent=None, subject="root")
    put_commit(origin, "main", {**kept, **story.base}, parent="refs/heads/main", subject="base")
    put_commit(
        origin, "thread", {**kept, **story.base, b"thread.txt": file("t\n")}, parent="refs/heads/main", subject="thread"
    )
    workspace = Repository(root / "workspace")
    subprocess.run(
        ["git", "clone", "-q", *options, "-b", "thread", f"file://{origin.path}", str(workspace.path)],
        check=True,
        capture_output=True,
    )
    local = {**kept, **story.local, b"thread.txt": file("t\n")}
    put_commit(workspace, "thread", local, parent="refs/heads/thread", subject="local work\n\nWhy: a test\n")
    workspace.git("reset", "-q", "--hard")
    more = {**kept, **story.incoming, b"more.txt": file("incoming\n")}
    put_commit(origin, "main", more, parent="refs/heads/main", subject="incoming/work ~1")
    return workspace


def context_in(
    workspace: Repository,
    how: Integration = Integration.REBASE_THEN_MERGE,
    *,
    remote: str = "origin",
    patience: Patience = FEW,
) -> Context:
    settings = Settings(integration=how, remote=remote, patience=patience)
    return Context(Git(workspace.path, settings.fallback_identity), settings)


def read_tree(repository: Repository, commit: str = "HEAD") -> dict[bytes, tuple[str, bytes]]:
    """Return a commit's whole tree."""
    listed = repository.git("ls-tree", "-r", "-z", "--full-tree", commit)
    found: dict[bytes, tuple[str, bytes]] = {}
    for record in filter(None, listed.encode(errors="surrogateescape").split(b"\0")):
        facts, path = record.split(b"\t", 1)
        mode, kind, oid = facts.decode().split(" ")
        found[path] = (mode, oid.encode() if kind == "commit" else blob(repository, oid))
    return found


def blob(repository: Repository, oid: str) -> bytes:
    return subprocess.run(["git", "cat-file", "blob", oid], cwd=repository.path, check=True, capture_output=True).stdout
