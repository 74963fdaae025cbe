"""What a remedy works with: the only ways in which recover changes anything.

Everything goes through these: what is replaced or taken away is moved aside below the recovery's own folder, what is
written is on disk before its name is, and what is told is told at the end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.objects.store import ObjectStore
from gitscen.git.done import Done
from gitscen.names import Oid, RefName
from gitscen.outcome import Act


class Hands(Protocol):
    """The hands of one recovery on one workspace."""

    @property
    def name(self) -> str:
        """The recovery's number, `0001`."""

    @property
    def worktree(self) -> Path:
        """The top of the working tree."""

    @property
    def git_dir(self) -> Path:
        """The worktree's own git directory."""

    @property
    def common_dir(self) -> Path:
        """The repository's directory, which linked worktrees share."""

    @property
    def evidence(self) -> Evidence:
        """The evidence that the plan was made from."""

    @property
    def store(self) -> ObjectStore:
        """A reader of the objects as they are now."""

    @property
    def scratch(self) -> Path:
        """A folder for temporary files of this recovery, below `.git/gitscen`; gone at its end."""

    def aside(self, path: Path) -> Path | None:
        """Move a file, link or folder aside; return where to, or None if there was none."""

    def write(self, path: Path, content: bytes, *, mode: int | None = None) -> None:
        """Write a file whole: what was there is moved aside, folders are made, it is durable, its mode is kept."""

    def git(self, *args: str, stdin: bytes = b"", index: Path | None = None) -> Done:
        """Run git in the workspace, without hooks and with the configuration that is trusted; try, never raise."""

    def bare_git(self, *args: str, stdin: bytes = b"", index: Path | None = None) -> Done:
        """Run git with the workspace's objects and no other file of it: works where HEAD, refs or config are broken."""

    def write_object(self, kind: str, content: bytes) -> Oid:
        """Write one loose object, durably; return its id."""

    def pin(self, oid: Oid, name: str) -> RefName:
        """Hold an object under `refs/gitscen/rescue/<name>` (or `<name>-2`...), durably, as a plain file."""

    def tell(self, what: str, act: Act = Act.MENDED, oid: Oid | None = None) -> None:
        """Say what was done, in the past tense: it is printed at the end, and in the journal."""
