"""`Site`: the repository that is damaged, and the few ways in which files there break.

Everything that is to be damaged has to be there first: the error says so, and the story tells in an earlier step how
it comes about.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.git.command import Git


@dataclass(frozen=True, slots=True)
class Site:
    """A working tree, by the person's git in it, and what exactly is to be damaged (`of`; "" for the usual thing)."""

    git: Git
    of: str = ""

    @property
    def inside(self) -> Path:
        """The folder `.git`."""
        return self.git.directory / ".git"

    def place(self, name: str) -> Path:
        """Return the place of a file below `.git`. Raises `WorldError` for a name that leads out of it."""
        if name.startswith("/") or not {"", ".", ".."}.isdisjoint(name.split("/")):
            raise WorldError(f"{name!r} names nothing below .git. Write it relative to .git, without '..'.")
        return self.inside / name

    def there(self, name: str) -> Path:
        """Return the place of what must be there below `.git`. Raises `WorldError` where it is not."""
        place = self.place(name)
        if not os.path.lexists(place):
            raise WorldError(
                f"{place} is not there, so it cannot be damaged. Tell in an earlier step how it comes about."
            )
        return place

    def overwrite(self, name: str, content: bytes) -> None:
        """Put other content into a file below `.git`, one that cannot be written too; others' hard links stay."""
        place = self.place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.write_bytes(content)

    def empty(self, name: str) -> None:
        """Leave nothing in a file that is there."""
        self.there(name)
        self.overwrite(name, b"")

    def halve(self, name: str) -> None:
        """Cut a file that is there in the middle."""
        content = self.there(name).read_bytes()
        self.overwrite(name, content[: len(content) // 2])

    def flip(self, name: str, at: int | None = None) -> None:
        """Change one byte of a file that is there, the one in the middle unless it is said which."""
        content = bytearray(self.there(name).read_bytes())
        content[len(content) // 2 if at is None else at] ^= 0xFF
        self.overwrite(name, bytes(content))

    def remove(self, name: str) -> None:
        """Remove a file or a folder that is there."""
        place = self.there(name)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()

    def branch(self) -> str:
        """Return the branch of HEAD by its full name. Raises `WorldError` where HEAD is on none."""
        done = self.git.try_("symbolic-ref", "--quiet", "HEAD")
        if not done.ok:
            raise WorldError(
                f"HEAD is detached in {self.git.directory}, so there is no branch to damage. Switch to one first."
            )
        return done.line

    def ref(self) -> str:
        """Return the ref to damage: the branch of HEAD unless `of` names one. Raises `WorldError` where it is not."""
        ref = self.of or self.branch()
        if not self.git.try_("rev-parse", "--verify", "--quiet", ref).ok:
            raise WorldError(f"there is no {ref} to damage. Make it in an earlier step.")
        return ref

    def oid(self, revision: str) -> str:
        """Return the id of an object. Raises `WorldError` where git knows none by that name."""
        done = self.git.try_("rev-parse", "--verify", "--quiet", revision)
        if not done.ok:
            raise WorldError(f"git finds no object {revision} to damage. Make it in an earlier step.")
        return done.line
