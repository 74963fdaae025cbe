"""Commit messages that tell which conflicts were settled, of which kind, and which incoming object lost.

Pure. No message names a place on disk or a time, so that object ids are the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gitscen.names import BranchName, ConflictKind, ConflictNature, Side, quote_path
from gitscen.outcome import Resolution

_KIND_WORDS = {
    ConflictKind.BOTH_MODIFIED: "both modified",
    ConflictKind.BOTH_ADDED: "both added",
    ConflictKind.BOTH_DELETED: "both deleted",
    ConflictKind.ADDED_BY_US: "added by us",
    ConflictKind.ADDED_BY_THEM: "added by them",
    ConflictKind.DELETED_BY_US: "deleted by us",
    ConflictKind.DELETED_BY_THEM: "deleted by them",
}
"""As `git status` says them."""

_PLAIN = frozenset({ConflictNature.CONTENT, ConflictNature.ADD_ADD, ConflictNature.MODIFY_DELETE})
"""Natures that the kind already tells."""

_TRAILER = re.compile(r"[A-Za-z0-9-]+: ")


def merge_title(*, incoming: str, branch: BranchName | None, resolved: bool) -> str:
    """Return the first line of a merge commit; `incoming` is the remote branch, as in `origin/main`."""
    return f"Merge {incoming} into {branch or 'HEAD'}{', local preferred' if resolved else ''}"


def resolution_line(resolution: Resolution) -> str:
    """Return one conflict as a trailer: `Resolved: both added greeting.txt, local kept (incoming 1f2e...)`."""
    nature = "" if resolution.nature in _PLAIN else f" ({resolution.nature.value})"
    kind = _KIND_WORDS[resolution.kind]
    other = (Side.INCOMING if resolution.kept is Side.LOCAL else Side.LOCAL).value
    lost = f"{other} {resolution.lost}" if resolution.lost else f"{other} had none"
    return f"Resolved: {kind}{nature} {quote_path(resolution.path)}, {resolution.kept.value} kept ({lost})"


def with_resolutions(message: str, resolutions: Iterable[Resolution]) -> str:
    """Return a commit message with one trailer a conflict at its end; its subject and body stay as they are."""
    lines = "\n".join(dict.fromkeys(map(resolution_line, resolutions)))
    if not lines:
        return message
    text = message.rstrip("\n")
    last = text.rpartition("\n\n")[2].split("\n")
    joined = "\n" if "\n\n" in text and all(map(_TRAILER.match, last)) else "\n\n"
    return f"{text}{joined}{lines}\n"
