"""The kinds of clone that a story is played on: `full`, `single-branch`, `shallow` and `shallow:N`. Pure."""

from __future__ import annotations

import re

from gitscen.errors import UsageError

CLONE = "full|shallow(:[1-9][0-9]*)?|single-branch"
"""The pattern of a kind; its group is a shallow one's depth with a colon before it."""


def clone_depth(clone: str) -> int | None:
    """Return the depth of a kind of clone in commits, or None where history is whole.

    Raises `UsageError` for a kind that does not exist.
    """
    match = re.fullmatch(CLONE, clone)
    if match is None:
        raise UsageError(f"{clone!r} is no kind of clone. Take full, shallow, shallow:N or single-branch.")
    if not clone.startswith("shallow"):
        return None
    return int((match[1] or ":1").removeprefix(":"))
