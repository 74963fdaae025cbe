"""A way to change a path as a change of one folder: where its file goes, what becomes of it, what is added. Pure.

A pair's folder holds `file.txt` and `keep.txt`, which nobody touches: it keeps git from taking the folder itself for
renamed. Every text says which pair it is of, so that git pairs no file with one of another folder.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from gitscen.names import Side
from gitscen.scenario.content import Content, FileSpec
from gitscen.scenario.matrix.ways import Way

FILE, KEEP, NEW = "file.txt", "keep.txt", "new.txt"
LINES = 9
"""Lines of a file, so that its top, its middle and its bottom are apart."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """The lines from `start` up to `end`, counted from 0, become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one side does to a folder.

    `place` is where the file is then, None where it is deleted. `whole` takes the place of its text: a link, or
    binary content. `added` are new files.
    """

    place: str | None = FILE
    hunks: tuple[Hunk, ...] = ()
    whole: FileSpec | None = None
    executable: bool = False
    added: Mapping[str, Content] = field(default_factory=dict)

    @property
    def touches_file(self) -> bool:
        """Whether the file is not as it was, where it was."""
        return self.place != FILE or self.edits_content or self.executable

    @property
    def moves(self) -> bool:
        """Whether the file is at another place."""
        return self.place not in (None, FILE)

    @property
    def edits_content(self) -> bool:
        """Whether the file's content is another."""
        return bool(self.hunks or self.whole)


def base_lines(local: Way, incoming: Way) -> tuple[str, ...]:
    """Return the lines of `file.txt` before anybody changed it."""
    return tuple(f"{local.value}, {incoming.value}: line {number}\n" for number in range(1, LINES + 1))


def keep_text(local: Way, incoming: Way) -> str:
    """Return the content of `keep.txt`."""
    return f"{local.value}, {incoming.value}: kept\n"


def change_of(local: Way, incoming: Way, side: Side) -> Change:
    """Return what one side of a pair does."""
    way = local if side is Side.LOCAL else incoming
    return _change(way, f"{local.value}, {incoming.value}", side.value)


def _change(way: Way, pair: str, side: str) -> Change:  # noqa: C901, PLR0911, PLR0912 - one return a way
    top = Hunk(0, 1, (f"{pair}: top, {side}\n",))
    match way:
        case Way.EDIT_TOP:
            return Change(hunks=(top,))
        case Way.EDIT_BOTTOM:
            return Change(hunks=(Hunk(LINES - 1, LINES, (f"{pair}: bottom, {side}\n",)),))
        case Way.EDIT_ALL:
            return Change(hunks=(Hunk(0, LINES, tuple(f"{pair}: {side} {n}\n" for n in range(1, LINES + 1))),))
        case Way.EDIT_SAME:
            return Change(hunks=(Hunk(LINES // 2, LINES // 2 + 1, (f"{pair}: middle, on both sides\n",)),))
        case Way.APPEND:
            return Change(hunks=(Hunk(LINES, LINES, (f"{pair}: appended, {side}\n",)),))
        case Way.EMPTY:
            return Change(hunks=(Hunk(0, LINES),))
        case Way.BINARY_EDIT:
            return Change(whole=FileSpec(base64=b64encode(f"{pair}: binary, {side}\0\n".encode()).decode()))
        case Way.CHMOD:
            return Change(executable=True)
        case Way.TO_LINK:
            return Change(whole=FileSpec(link=f"{side}-target"))
        case Way.DELETE:
            return Change(place=None)
        case Way.RENAME:
            return Change(place=f"{side}.txt")
        case Way.RENAME_SAME:
            return Change(place=NEW)
        case Way.RENAME_AND_EDIT:
            return Change(place=f"{side}.txt", hunks=(top,))
        case Way.MOVE_INTO_DIRECTORY:
            return Change(place=f"folder/{FILE}")
        case Way.REPLACE_BY_DIRECTORY:
            return Change(place=None, added={f"{FILE}/inner.txt": f"{pair}: inner, {side}\n"})
        case Way.ADD:
            return Change(added={NEW: f"{pair}: added, {side}\n"})
        case Way.ADD_SAME:
            return Change(added={NEW: f"{pair}: added, on both sides\n"})
        case Way.ADD_DIRECTORY:
            return Change(added={f"{NEW}/inner.txt": f"{pair}: inner, {side}\n"})


def with_hunks(lines: tuple[str, ...], hunks: tuple[Hunk, ...]) -> tuple[str, ...]:
    """Return lines with hunks applied, which do not overlap."""
    for hunk in sorted(hunks, key=lambda hunk: hunk.start, reverse=True):
        lines = (*lines[: hunk.start], *hunk.lines, *lines[hunk.end :])
    return lines


def content_of(lines: tuple[str, ...], change: Change) -> Content:
    """Return the file's content as the change leaves it."""
    return as_content("".join(with_hunks(lines, change.hunks)), change)


def as_content(text: str, change: Change) -> Content:
    """Return `text`, or what the change puts in its place, with the change's mode."""
    if change.whole is not None and change.whole.link is not None:
        return change.whole
    if not change.executable:
        return change.whole or text
    if change.whole is not None:
        return FileSpec(base64=change.whole.base64, executable=True)
    return FileSpec(text=text, executable=True)


def tree_of(lines: tuple[str, ...], change: Change) -> dict[str, Content]:
    """Return what the folder holds after the change, but for `keep.txt`."""
    tree: dict[str, Content] = dict(change.added)
    if change.place is not None:
        tree[change.place] = content_of(lines, change)
    return tree
