"""The ways to change a path and the routes on which a change comes in, by name; and the names that they make. Pure.

`matrix/merge/delete` is a row: what is deleted here meets every way there, each pair in a folder of its own, in one
story. `matrix/merge/delete/edit-top` is one pair of it, a story too. Imports nothing heavy: names are asked for often.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

TOP = "matrix"


class Way(Enum):
    """What one side does to the file of a folder, or beside it."""

    EDIT_TOP = "edit-top"
    EDIT_BOTTOM = "edit-bottom"
    EDIT_ALL = "edit-all"
    EDIT_SAME = "edit-same"
    """Both sides make this same edit, in the middle."""
    APPEND = "append"
    EMPTY = "empty"
    BINARY_EDIT = "binary-edit"
    CHMOD = "chmod"
    TO_LINK = "to-link"
    DELETE = "delete"
    RENAME = "rename"
    """Each side renames it to a name of its own."""
    RENAME_SAME = "rename-same"
    """Both sides rename it to this same name, which `ADD`, `ADD_SAME` and `ADD_DIRECTORY` take too."""
    RENAME_AND_EDIT = "rename-and-edit"
    MOVE_INTO_DIRECTORY = "move-into-directory"
    REPLACE_BY_DIRECTORY = "replace-by-directory"
    ADD = "add"
    ADD_SAME = "add-same"
    """Both sides add this same content."""
    ADD_DIRECTORY = "add-directory"


class Route(Enum):
    """How incoming changes come to local ones."""

    MERGE = "merge"
    REBASE = "rebase"
    RESTORE = "restore"
    """Local work is uncommitted: it is stashed, the branch moves on, and the stash is applied."""


_PHRASES = {
    Route.MERGE: "in a merge",
    Route.REBASE: "in a rebase",
    Route.RESTORE: "under work from the stash",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the matrix; without `incoming` a whole row."""

    route: Route
    local: Way
    incoming: Way | None = None

    @property
    def name(self) -> str:
        """The name of its story: `matrix/merge/delete/edit-top`, of a row `matrix/merge/delete`."""
        parts = (self.route.value, self.local.value, *([self.incoming.value] if self.incoming else []))
        return "/".join((TOP, *parts))

    @property
    def title(self) -> str:
        """The story in one line."""
        if self.incoming:
            return f"{self.local.value} here, {self.incoming.value} there, {_PHRASES[self.route]}"
        return f"{self.local.value} here, each way there, {_PHRASES[self.route]} ({len(Way)} pairs)"


def rows() -> Iterator[Cell]:
    """Yield the rows: what a folder or a glob selects, and what `gitscen list` shows."""
    return (Cell(route, local) for route, local in product(Route, Way))


def pairs() -> Iterator[Cell]:
    """Yield every pair on every route."""
    return (Cell(route, local, incoming) for route, local, incoming in product(Route, Way, Way))


def parse_cell(name: str) -> Cell | None:
    """Return the row or pair of a story's name, None for any other name."""
    top, *parts = name.split("/")
    if top != TOP or len(parts) not in (2, 3):
        return None
    try:
        return Cell(Route(parts[0]), *map(Way, parts[1:]))
    except ValueError:
        return None
