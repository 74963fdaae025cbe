"""Whether something else lies where git wants a file of its own: a pipe, a folder, a link that leads to nothing. Pure.

Such a place is mended as if the file were lost. A link that may lead to a file is another matter: a person's.
"""

from __future__ import annotations

import posixpath

from gitscen.doctor.evidence.model import Evidence

_LINK = "it is a symbolic link to "
_OTHER = ("it is a folder", "it is a pipe")
_UNLISTED = ("objects/", "modules/", "worktrees/", "gitscen/")
"""Folders that the listing of a git directory leaves out."""


def is_replaced(evidence: Evidence, path: str, fault: str | None) -> bool:
    """Return whether what cannot be read at `path` (below the git directory) for this reason holds nothing at all."""
    if not fault:
        return False
    if fault.startswith(_OTHER):
        return True
    return fault.startswith(_LINK) and _is_dead(evidence, path, fault.removeprefix(_LINK))


def _is_dead(evidence: Evidence, path: str, target: str) -> bool:
    """Return whether a link leads to a place in the git directory at which nothing lies, as far as the text tells."""
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if target.startswith("/") or meant.startswith(("..", *_UNLISTED)):
        return False
    return meant == path or (meant not in evidence.listing and meant not in evidence.common)


def replaced_paths(evidence: Evidence) -> frozenset[str]:
    """Return all places of which a family tells that nothing is there."""
    faults = {
        "HEAD": evidence.head.file.fault,
        "index": evidence.index.fault,
        "packed-refs": evidence.refs.packed.file.fault,
        "shallow": evidence.shallow.file.fault,
        "config": evidence.config.file.fault,
        "config.worktree": evidence.worktree_config.file.fault,
        **{f"logs/{name}": log.file.fault for name, log in evidence.reflogs.items()},
        **{name: loose.text.decode(errors="replace") for name, loose in evidence.refs.loose.items()},
        **{path: file.fault for path, file in evidence.state.files.items()},
        **{path: file.fault for path, file in evidence.info.items()},
    }
    return frozenset(path for path, fault in faults.items() if is_replaced(evidence, path, fault))
