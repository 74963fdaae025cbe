"""The words of the domain as types: git's own first, then gitscen's.

Nothing here does I/O or imports anything of gitscen but its errors. Paths inside a working tree are bytes, as
git has them, until they are shown; `quote_path` and `unquote_path` are the two ways across.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NewType

from gitscen.errors import BadName

Oid = NewType("Oid", str)
"""An object id in hexadecimal: 40 digits with SHA-1, 64 with SHA-256."""

RefName = NewType("RefName", str)
"""A full ref name, `refs/heads/thread-a`. Never a short one: those are ambiguous."""

BranchName = NewType("BranchName", str)
"""A local branch by its short name, `thread-a`; `branch_ref` makes the ref of it."""

TreePath = NewType("TreePath", bytes)
"""A path inside a working tree, relative to its top, with `/` between its parts."""


class ConflictKind(Enum):
    """What git's index says of an unmerged path, by the two letters of `git status --porcelain`."""

    BOTH_MODIFIED = "UU"
    BOTH_ADDED = "AA"
    BOTH_DELETED = "DD"
    ADDED_BY_US = "AU"
    ADDED_BY_THEM = "UA"
    DELETED_BY_US = "DU"
    DELETED_BY_THEM = "UD"


class ConflictNature(Enum):
    """What made a path unmerged, which the two letters alone do not tell."""

    CONTENT = "content"
    ADD_ADD = "add/add"
    MODIFY_DELETE = "modify/delete"
    RENAME_RENAME = "rename/rename"
    RENAME_DELETE = "rename/delete"
    RENAME_ADD = "rename/add"
    FILE_DIRECTORY = "file/directory"
    MODE = "mode"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    BINARY = "binary"


class Side(Enum):
    """Whose version it is. Never ours and theirs: git swaps those between merge and rebase."""

    LOCAL = "local"
    INCOMING = "incoming"


class InProgress(Enum):
    """An operation of git that stopped half-way. Several may coexist, so always ask for the set."""

    MERGE = "merge"
    REBASE = "rebase"
    CHERRY_PICK = "cherry-pick"
    REVERT = "revert"
    AM = "am"
    BISECT = "bisect"


_BAD_REF = re.compile(
    r"""
      (^|/)\.            # a part that begins with a dot
    | \.\.               # two dots
    | [\x00-\x20\x7f~^:?*\[\\]
    | ^/ | /$ | //       # an empty part
    | \.$                # a dot at the end
    | \.lock(/|$)        # what git would take for a lock
    | @\{                # what git would take for a reflog entry
    """,
    re.VERBOSE,
)


def parse_branch(name: str) -> BranchName:
    """Return `name` as a branch name, by the rules of `git check-ref-format --branch`.

    Raises `BadName` for what git refuses, and for a leading dash, which git programs take for an option.
    """
    if not name or name == "@" or name.startswith("-") or name == "HEAD" or _BAD_REF.search(name):
        raise BadName(f"{name!r} is not a branch name. 'git check-ref-format --branch' tells the rules.")
    return BranchName(name)


def is_ref_name(name: str) -> bool:
    """Whether this is a full ref name that git takes, `refs/heads/thread-a`."""
    return name.startswith("refs/") and not _BAD_REF.search(name)


def branch_ref(branch: BranchName) -> RefName:
    """Return the full ref of a branch."""
    return RefName(f"refs/heads/{branch}")


def tracking_ref(remote: str, branch: BranchName) -> RefName:
    """Return the remote-tracking ref under which `remote`'s branch is known here."""
    return RefName(f"refs/remotes/{remote}/{branch}")


def ref_branch(ref: str) -> BranchName | None:
    """Return the branch whose ref this is, or None for a ref that is no branch."""
    return BranchName(ref.removeprefix("refs/heads/")) if ref.startswith("refs/heads/") else None


_ESCAPES = {
    0x07: "\\a", 0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0B: "\\v", 0x0C: "\\f", 0x0D: "\\r",
    0x22: '\\"', 0x5C: "\\\\",
}  # fmt: skip
_UNESCAPES = {text[1]: byte for byte, text in _ESCAPES.items()}
_QUOTED_UNIT = re.compile(r'\\([0-3][0-7]{2}|[abtnvfr"\\])|([^\\"])')


def quote_path(path: bytes) -> str:
    """Return a path as text that a terminal can show: as it is, or in double quotes as git quotes paths.

    Unlike git's default, readable text beyond ASCII stays as it is (`core.quotePath=false`).
    """
    try:
        text = path.decode()
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    units = []
    for byte in path:
        plain = 0x20 <= byte < 0x7F
        units.append(_ESCAPES.get(byte) or (chr(byte) if plain else f"\\{byte:03o}"))
    return '"' + "".join(units) + '"'


_DOTGIT = re.compile(rb"(?:^|/)(?:\.git|git~1)[ .]*(?:\Z|[/\\:])", re.IGNORECASE)


def is_storable(path: TreePath) -> bool:
    """Whether an index takes a file of this name: not what NTFS would take for `.git` (path.c, is_ntfs_dotgit)."""
    return not _DOTGIT.search(path)


def unquote_path(text: str) -> TreePath:
    r"""Return the bytes of a path written as `quote_path` writes it; `"\377"` is the one byte 0xff.

    Raises `BadName` for an opening quote without a proper end or an escape that git does not have.
    """
    if not text.startswith('"'):
        return TreePath(text.encode())
    if len(text) < 2 or not text.endswith('"'):
        raise BadName(f"the quoted path {text} has no closing quote.")
    out = bytearray()
    at, inner = 0, text[1:-1]
    while at < len(inner):
        unit = _QUOTED_UNIT.match(inner, at)
        if unit is None:
            raise BadName(f"the quoted path {text} has an escape that git does not know.")
        escape, plain = unit.groups()
        if plain is not None:
            out += plain.encode()
        elif escape in _UNESCAPES:
            out.append(_UNESCAPES[escape])
        else:
            out.append(int(escape, 8))
        at = unit.end()
    return TreePath(bytes(out))
