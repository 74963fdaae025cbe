"""The lines of a TOML source at which its keys and list items stand.

`scan_lines` makes of a source that `tomllib` has already taken a mapping from places to line numbers; `tomllib`
itself keeps none. Pure. It does not find errors in TOML, and values are skipped, not read.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Mapping

from gitscen.scenario.fault import Where

Keys = tuple[str, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?!") | \'\'\'.*?\'\'\'(?!') | "(?:\\.|[^"\\])*" | '[^']*' ''', re.DOTALL | re.VERBOSE
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")


def scan_lines(source: str) -> dict[Where, int]:
    """Return the line, from 1, of every key, table and list item of a valid TOML source; ValueError for any other."""
    scanner = _Scanner(source)
    scanner.scan_document()
    return scanner.lines


def line_of(lines: Mapping[Where, int], where: Where) -> int:
    """Return the line of a place, or of the nearest thing around it that the source names."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


class _Scanner:
    """A position in the source, and what has been found up to it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.lines: dict[Where, int] = {}
        self._tables: dict[Where, int] = {}  # lists of tables, by how many there are
        self._breaks = [match.start() for match in re.finditer("\n", source)]

    def scan_document(self) -> None:
        """Go through headers and `key = value` lines until the end."""
        table: Where = ()
        self._skip(_BLANK)
        while self.at < len(self.source):
            if self._take("[["):
                table = self._header(listed=True)
            elif self._take("["):
                table = self._header(listed=False)
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self, *, listed: bool) -> Where:
        line = self._line()
        keys = self._keys()
        self._take("]]" if listed else "]")
        place: Where = ()
        for number, key in enumerate(keys, start=1):
            place = (*place, key)
            self.lines.setdefault(place, line)
            if listed and number == len(keys):
                self._tables[place] = self._tables.get(place, 0) + 1
            if place in self._tables:
                place = (*place, self._tables[place] - 1)
                self.lines.setdefault(place, line)
        return place

    def _pair(self, table: Where) -> None:
        line = self._line()
        place = table
        for key in self._keys():
            place = (*place, key)
            self.lines.setdefault(place, line)
        self._take("=")
        self._skip(_SPACE)
        self._value(place)

    def _value(self, place: Where) -> None:
        begin = self.at
        if self._take("["):
            self._items(place)
        elif self._take("{"):
            self._inline(place)
        elif not self._skip(_STRING):
            self._skip(_SCALAR)
        if self.at == begin:
            raise ValueError(f"line {self._line()} has no value where TOML has one")

    def _items(self, place: Where) -> None:
        number = 0
        self._skip(_BLANK)
        while not self._take("]"):
            self.lines[(*place, number)] = self._line()
            self._value((*place, number))
            number += 1
            self._next()

    def _inline(self, place: Where) -> None:
        self._skip(_BLANK)
        while not self._take("}"):
            self._pair(place)
            self._next()

    def _next(self) -> None:
        self._skip(_BLANK)
        self._take(",")
        self._skip(_BLANK)

    def _keys(self) -> Keys:
        keys = [self._key()]
        while self._take("."):
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> str:
        self._skip(_SPACE)
        begin = self.at
        if not (self._skip(_STRING) or self._skip(_BARE)):
            raise ValueError(f"line {self._line()} has no key where TOML has one")
        key = next(iter(tomllib.loads(f"{self.source[begin : self.at]} = 0")))
        self._skip(_SPACE)
        return key

    def _take(self, mark: str) -> bool:
        found = self.source.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.source, self.at)
        if match is None:
            return False
        self.at = match.end()
        return match.end() > match.start()

    def _line(self) -> int:
        return bisect.bisect_left(self._breaks, self.at) + 1
