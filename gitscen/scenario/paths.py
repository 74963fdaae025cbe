"""Which paths and links a story may name: those that stay in the workspace and out of its `.git`. Pure.

Nothing here looks at a disk: whether a path that is appended to, renamed or deleted exists, and whether it goes
through a link, shows when it is played.
"""

from __future__ import annotations

from gitscen.errors import BadName
from gitscen.names import TreePath, is_storable, unquote_path

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
    parts = path.split(b"/")
    place = f"The path {text!r}"
    return next(
        (
            says
            for wrong, says in (
                (not path, "A path is empty. Name a file below the workspace."),
                (path.count(b"\0"), f"{place} has a NUL byte. No file system holds such a name."),
                (path.startswith(b"/"), f"{place} is absolute. Write it relative to the top of the workspace."),
                (not {b"", b"."}.isdisjoint(parts), f"{place} has an empty part or '.'. Write it without."),
                (b".." in parts, f"{place} has '..'. Stories stay inside the workspace."),
                (_enters_git(path), f"{place} enters '.git'. Only a step do = \"damage\" reaches in there, by name."),
                (max(map(len, parts)) > MAX_PART, f"{place} has a part of more than {MAX_PART} bytes. Shorten it."),
            )
            if wrong
        ),
        None,
    )


def _enters_git(path: bytes) -> bool:
    return not is_storable(TreePath(path.replace(b"\\", b"/")))


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
