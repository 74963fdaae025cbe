r"""What a story puts into files: contents, and edits of a tree. Pure.

Paths are written as text. One that text cannot hold is written as git quotes it, in double quotes with octal
escapes: `'"caf\351.txt"'`.
"""

from __future__ import annotations

import base64
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gitscen.scenario.library import COMMITS, LibraryCommit

Text = Annotated[str, Meta(description="a file's whole content; a text file ends with a newline")]


class FileSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file that is more than plain text: exactly one of `text`, `base64` and `link`, and perhaps executable.

    In expectations of what git has recorded it may be a `submodule`.
    """

    text: Annotated[str | None, Meta(description="the content as text")] = None
    base64: Annotated[str | None, Meta(description="the content as bytes, in base64")] = None
    link: Annotated[str | None, Meta(description="the target of a symbolic link")] = None
    submodule: Annotated[
        LibraryCommit | None, Meta(description="the commit that a submodule is at; in expectations only")
    ] = None
    executable: Annotated[bool, Meta(description="whether the file may be executed")] = False

    def __post_init__(self) -> None:
        """Hold the rule that types cannot tell; msgspec reports a ValueError with its place."""
        given = [name for name in ("text", "base64", "link", "submodule") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"a file needs exactly one of text, base64 and link, and has {' and '.join(given) or 'none'}"
            )
        if self.executable and (self.link or self.submodule) is not None:
            raise ValueError(f"a {given[0]} cannot be executable")
        if self.base64 is not None:
            base64.b64decode(self.base64, validate=True)

    @property
    def data(self) -> bytes:
        """The bytes that git stores for this file; of a submodule, its commit's id."""
        if self.base64 is not None:
            return base64.b64decode(self.base64)
        if self.submodule is not None:
            return COMMITS[self.submodule].encode()
        return (self.text if self.text is not None else self.link or "").encode()

    @property
    def mode(self) -> int:
        """The mode that git stores for this file."""
        if self.link is not None:
            return 0o120000
        if self.submodule is not None:
            return 0o160000
        return 0o100755 if self.executable else 0o100644


Content = Text | FileSpec


def as_file(content: Content) -> FileSpec:
    """Return any way of writing a content as a `FileSpec`."""
    return content if isinstance(content, FileSpec) else FileSpec(text=content)


class Edits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Changes to a tree, carried out in this order: renames, deletions, files, appended text, modes, submodules."""

    rename: Annotated[dict[str, str], Meta(description="old path = new path")] = {}
    delete: Annotated[tuple[str, ...], Meta(description="files or folders that go away")] = ()
    files: Annotated[dict[str, Content], Meta(description="path = content; folders are made as needed")] = {}
    append: Annotated[dict[str, str], Meta(description="path = text added at the end of an existing file")] = {}
    chmod: Annotated[dict[str, Literal["+x", "-x"]], Meta(description="path = +x or -x")] = {}
    submodules: Annotated[
        dict[str, LibraryCommit],
        Meta(description="path = commit of the library that every world has; two and three both follow one"),
    ] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that is named, as written."""
        return (
            *self.rename, *self.rename.values(), *self.delete, *self.files, *self.append, *self.chmod, *self.submodules,
        )  # fmt: skip
