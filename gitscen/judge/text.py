"""Content followed by its lines, where merges rewrite files. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_OPEN, _CLOSE = b"<<<<<<< ", b">>>>>>> "


def is_binary(content: bytes) -> bool:
    """Tell binary content as git does: a NUL byte among the first 8,000."""
    return b"\0" in content[:8000]


def split_lines(content: bytes) -> list[bytes]:
    """Return the lines of a text; line endings do not count, since git itself converts them."""
    return [line.rstrip(b"\r") for line in content.split(b"\n") if line.strip()]


def has_markers(content: bytes) -> bool:
    """Whether a text holds a whole conflict as git writes it: an opening, a middle and a closing marker, in order.

    One line of `=======` alone underlines a title in many formats (cqlite issue 3647).
    """
    stage = 0
    for line in split_lines(content):
        if (
            (stage == 0 and line.startswith(_OPEN))
            or (stage == 1 and line == b"=======")
            or (stage == 2 and line.startswith(_CLOSE))
        ):
            stage += 1
    return stage == 3


def without_markers(content: bytes) -> list[bytes]:
    """Return the lines of a text that are not conflict markers."""
    marks = (_OPEN, _CLOSE, b"||||||| ")
    return [line for line in split_lines(content) if line != b"=======" and not line.startswith(marks)]


def novel_lines(content: bytes, versions: Iterable[bytes]) -> list[bytes]:
    """Return the lines of `content` that none of the other versions has, in order."""
    known = {line for version in versions for line in split_lines(version)}
    return [line for line in split_lines(content) if line not in known]


def alike(one: bytes, other: bytes) -> bool:
    """Whether two texts share at least half of their lines, as git asks of a rename."""
    lines, others = set(split_lines(one)), set(split_lines(other))
    return not is_binary(one) and 2 * len(lines & others) >= max(len(lines), len(others), 1)


def holds(content: bytes, lines: Sequence[bytes]) -> bool:
    """Whether `content` has all of `lines` in this order, whatever stands between them."""
    rest = iter(split_lines(content))
    return all(any(line == other for other in rest) for line in lines)
