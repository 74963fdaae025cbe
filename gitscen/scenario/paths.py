"""Which paths and links a story may name: those that stay in the workspace and out of its `.git`. Pure.

Nothing here looks at a disk: whether a path that is appended to, renamed or deleted exists, and whether it goes
through a link, shows when it is played.
"""

from __future__ import annotations

import re

from gitscen.errors import BadName
from gitscen.names import unquote_path

MAX_PART = 255
"""Bytes of one part of a path; NAME_MAX of the usual file systems."""


def path_fault(text: str) -> str | None:
    """Return what is wrong with a path as a story writes it, and what would be right; None if nothing is.

    What names `.git` on other systems counts too (`.GIT`, `git~1`, `.git.`): git itself refuses those
    (core.protectNTFS, on everywhere since git 2.24.1).
    """
    try:
        path = unquote_path(text)
    except BadName as error:
        sentence = str(error)
        return f"{sentence[0].upper()}{sentence[1:]} Write it as git quotes paths."
    if not path:
        return "A path is empty. Name a file below the workspace."
    if b"\0" in path:
        return f"The path {text!r} has a NUL byte. No file system holds such a name."
    if path.startswith(b"/"):
        return f"The path {text!r} is absolute. Write it relative to the top of the workspace."
    parts = path.split(b"/")
    if b"" in parts or b"." in parts:
        return f"The path {text!r} has an empty part or '.'. Write it without."
    if b".." in parts:
        return f"The path {text!r} has '..'. Stories stay inside the workspace."
    if _enters_git(path):
        return f"The path {text!r} enters '.git'. Only 'do = \"damage\"' reaches in there, by name."
    if any(len(part) > MAX_PART for part in parts):
        return f"The path {text!r} has a part longer than {MAX_PART} bytes. No file system holds it."
    return None


def _enters_git(path: bytes) -> bool:
    parts = re.split(rb"[/\\]", path)
    return any(part.split(b":")[0].rstrip(b" .").lower() in (b".git", b"git~1") for part in parts)


def link_fault(path: str, target: str) -> str | None:
    """Return what is wrong with a link at a (sound) path that points to `target`; None if nothing is.

    `..` may only stand at the front: behind a name, it would go wherever a link of that name leads.
    """
    place = f"The link {path!r} to {target!r}"
    parts = [part for part in target.split("/") if part not in ("", ".")]
    up = next((at for at, part in enumerate(parts) if part != ".."), len(parts))
    if target == "" or "\0" in target:
        return f"{place} has no target that a file system holds. Name one inside the workspace."
    if target.startswith("/") or up > unquote_path(path).count(b"/"):
        return f"{place} leaves the workspace. Point it to a path inside, relative to its folder."
    if ".." in parts[up:]:
        return f"{place} has '..' behind a name. Put each '..' at the front."
    if _enters_git(target.encode()):
        return f"{place} enters '.git'. Point it to a file of the story."
    return None
