"""A configuration file as evidence. Pure data."""

from __future__ import annotations

import re
from typing import NamedTuple

from gitscen.doctor.evidence.plain import BadLine, Plain
from gitscen.doctor.record import record

_NUMBER = re.compile(r"[+-]?0*[1-9][0-9]*[kmg]?")
_NO_CONFIG = Plain(path="config")


class ConfigEntry(NamedTuple):
    """One setting. `key` is lower case but for the subsection, `branch.Main.remote`; no value means true."""

    key: str
    value: str | None
    line: int

    @property
    def truth(self) -> bool:
        """The value as git reads a boolean: none, yes, on, true or a number but 0."""
        text = "true" if self.value is None else self.value.lower()
        return text in {"true", "yes", "on"} or bool(_NUMBER.fullmatch(text))


def as_line(entry: ConfigEntry) -> BadLine:
    """Return a setting as a line that git does not take. Pure."""
    text = entry.key if entry.value is None else f"{entry.key} = {entry.value}"
    return BadLine(entry.line, text.encode("utf-8", "surrogateescape")[:200])


class Include(NamedTuple):
    """A file that the configuration includes, under a condition or not. It was not read."""

    path: str
    condition: str | None
    line: int
    inside: bool
    """Whether it lies in the copy."""


@record
class Config:
    """One configuration file. `programs` are the entries that may make git run a program.

    `bad` are the lines that do not parse, and the settings that git refuses, in order.
    """

    file: Plain = _NO_CONFIG
    entries: tuple[ConfigEntry, ...] = ()
    bad: tuple[BadLine, ...] = ()
    includes: tuple[Include, ...] = ()
    programs: tuple[ConfigEntry, ...] = ()

    def get(self, key: str) -> str | None:
        """Return the last value of a key, `true` where it has none; None where it is not set."""
        found = [entry for entry in self.entries if entry.key == key]
        return None if not found else "true" if found[-1].value is None else found[-1].value

    def truth(self, key: str, *, default: bool = False) -> bool:
        """Return a key as a boolean."""
        found = [entry for entry in self.entries if entry.key == key]
        return found[-1].truth if found else default

    def each(self, section: str, key: str) -> dict[str, str]:
        """Return the last value of `section.NAME.key` for each NAME that has one, in one pass: there may be many."""
        start, end = section + ".", "." + key
        return {
            entry.key[len(start) : -len(end)]: "true" if entry.value is None else entry.value
            for entry in self.entries
            if entry.key.startswith(start) and entry.key.endswith(end) and len(entry.key) > len(start) + len(end)
        }

    def subsections(self, section: str) -> tuple[str, ...]:
        """Return the names of `[section "name"]`, each once, in order."""
        top = section + "."
        names = (entry.key[len(top) :].rpartition(".")[0] for entry in self.entries if entry.key.startswith(top))
        return tuple(dict.fromkeys(name for name in names if name))
