"""Two changes of one folder into what must come out: git's own merge, and local's where the two clash. Pure.

The rule of the matrix, told without any merge program, so that the workflow under test is not its own judge. That it
clashes exactly where git sees a conflict, and is git's own result elsewhere, is held by the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from gitscen.names import Side
from gitscen.scenario.content import Content, FileSpec, as_file
from gitscen.scenario.matrix.change import (
    FILE,
    Change,
    Hunk,
    as_content,
    base_lines,
    change_of,
    content_of,
    tree_of,
    with_hunks,
)
from gitscen.scenario.matrix.ways import Way


class Came(Enum):
    """What comes of a pair."""

    SAME = "same"
    """Both sides did the same, and it is there once."""
    BOTH = "both"
    """Nothing clashes, and both sides' changes are there."""
    LOCAL = "local"
    """They clash: local wins there, and what is incoming's and does not clash is there too."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What must come of a pair, by path in its folder.

    `files` has false where there must be no file; `lost` is what incoming wrote and the tree does not hold: it must be
    in history.
    """

    came: Came
    files: Mapping[str, Content | Literal[False]]
    lost: Mapping[str, Content]


def meet(local: Way, incoming: Way) -> Meeting:
    """Return what must come of a pair."""
    here, there = change_of(local, incoming, Side.LOCAL), change_of(local, incoming, Side.INCOMING)
    lines = base_lines(local, incoming)
    trees = tree_of(lines, here), tree_of(lines, there)
    result, clash = _join(lines, _beside_move(here, there), _beside_move(there, here))
    came = Came.SAME if trees[0] == trees[1] else Came.LOCAL if clash else Came.BOTH
    paths = dict.fromkeys((FILE, *trees[0], *trees[1]))
    return Meeting(
        came=came,
        files={path: result.get(path, False) for path in paths},
        lost={path: content for path, content in trees[1].items() if result.get(path) != content},
    )


def _beside_move(change: Change, other: Change) -> Change:
    """Return a change as git sees it beside a rename: a file that became a link is not the renamed one, but new."""
    if change.whole is not None and _is_link(change.whole) and other.moves:
        return Change(place=None, added={FILE: change.whole})
    return change


def _join(lines: tuple[str, ...], here: Change, there: Change) -> tuple[dict[str, Content], bool]:
    """Return the folder after both changes, and whether they clash."""
    place, clash = _join_places(here, there)
    if place is not None and place != here.place and _collides(place, here.added):
        place, clash = here.place, True  # incoming renamed it to what is another file here: it stays where it was
    tree: dict[str, Content] = dict(here.added)
    if place is not None:
        tree[place], content_clash = _join_contents(lines, here, there)
        clash |= content_clash
    for path, content in there.added.items():
        if not _collides(path, tree):
            tree[path] = content
        elif tree.get(path) != content:
            clash = True
    return tree, clash


def _join_places(here: Change, there: Change) -> tuple[str | None, bool]:
    """Return where the file is then, and whether that is a clash."""
    if here.place == there.place:
        return here.place, False
    if here.place is None or there.place is None:
        other = there if here.place is None else here
        return (here.place, True) if other.touches_file else (None, False)
    if here.place == FILE:
        return there.place, False
    return here.place, there.place != FILE


def _collides(path: str, there: Mapping[str, object]) -> bool:
    """Whether a file cannot be at `path` beside those that are there."""
    return any(path == other or path.startswith(f"{other}/") or other.startswith(f"{path}/") for other in there)


def _join_contents(lines: tuple[str, ...], here: Change, there: Change) -> tuple[Content, bool]:
    """Return the file's content, and whether that is a clash."""
    if there.place is None or not (there.edits_content or there.executable):
        return content_of(lines, here), False
    if here.place is None or not (here.edits_content or here.executable):
        return content_of(lines, there), False
    executable = here.executable or there.executable
    if _is_link(here.whole) or _is_link(there.whole):
        return content_of(lines, here), here.whole != there.whole
    if here.whole or there.whole:
        clash = here.edits_content and there.edits_content
        kept = here if here.edits_content else there
        return as_content(
            "".join(with_hunks(lines, kept.hunks)), Change(whole=kept.whole, executable=executable)
        ), clash
    hunks, clash = _join_hunks(here.hunks, there.hunks)
    return as_content("".join(with_hunks(lines, hunks)), Change(executable=executable)), clash


def _is_link(whole: FileSpec | None) -> bool:
    return whole is not None and as_file(whole).link is not None


def _join_hunks(here: tuple[Hunk, ...], there: tuple[Hunk, ...]) -> tuple[tuple[Hunk, ...], bool]:
    """Return all hunks of local, those of incoming that touch none of them, and whether any touches another one.

    Hunks that only stand side by side clash too: git wants a line between them that nobody changed.
    """
    alone = tuple(hunk for hunk in there if not any(_touch(hunk, other) for other in here))
    return (*here, *alone), any(hunk not in here for hunk in there if hunk not in alone)


def _touch(one: Hunk, other: Hunk) -> bool:
    return one.start <= other.end and other.start <= one.end
