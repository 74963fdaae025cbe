"""git's configuration syntax: the bytes of a file into settings, and which of them may make git run a program.

Pure but for `read_config`. Unlike git, which gives up at the first line that it cannot parse, it goes on at the next.
Includes are named, never followed. Source: config.c of git 2.39, git_parse_source and what it calls.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from gitscen.doctor.evidence.plain import BadLine
from gitscen.doctor.evidence.programs import runs_program
from gitscen.doctor.evidence.read import read_plain
from gitscen.doctor.evidence.refspec import is_refused_remote
from gitscen.doctor.evidence.settings import Config, ConfigEntry, Include, as_line

_SECTION = re.compile(r'\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?\]')
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:(=)|(?=\n|\Z))")
_PLAIN_VALUE = re.compile(r"[^\S\n]*([^\s\"\\;#](?:[^\n\"\\;#]*[^\s\"\\;#])?)?[^\S\n]*(?=\n|\Z)")
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "\\": "\\", '"': '"'}
_SPACE = " \t\n\v\f\r"
_USUAL = frozenset({"true", "false", "0", "1"})


def read_config(top: str, path: str, *, insides: tuple[str, ...] = ()) -> Config:
    """Return a configuration file; `insides` are the folders that belong to the copy."""
    file = read_plain(top, path)
    entries, bad = parse_config(file.content)
    return Config(
        file=file,
        entries=entries,
        bad=tuple(sorted((*bad, *_find_refused(entries)))),
        includes=find_includes(entries, folder=os.path.dirname(os.path.join(top, path)), insides=insides),
        programs=tuple(entry for entry in entries if runs_program(entry)),
    )


def _find_refused(entries: tuple[ConfigEntry, ...]) -> Iterable[BadLine]:
    """Return the settings that git refuses. What most repositories have does not even need the table of them."""
    remotes = [as_line(entry) for entry in entries if is_refused_remote(entry)]
    doubtful = [entry for entry in entries if entry.value not in _USUAL and entry.key.count(".") == 1]
    if not doubtful:
        return remotes
    from gitscen.doctor.evidence.refused import is_refused

    return [*remotes, *(as_line(entry) for entry in doubtful if is_refused(entry.key, entry.value))]


def find_includes(entries: tuple[ConfigEntry, ...], *, folder: str, insides: tuple[str, ...]) -> tuple[Include, ...]:
    """Return what the entries of a file in `folder` include. Pure."""
    found = []
    for entry in entries:
        section, _, rest = entry.key.partition(".")
        if section not in {"include", "includeif"} or not entry.key.endswith(".path") or not entry.value:
            continue
        place = os.path.normpath(os.path.join(folder, entry.value))
        inside = any(place == top or place.startswith(top.rstrip("/") + "/") for top in insides)
        condition = rest.removesuffix(".path") if section == "includeif" else None
        found.append(Include(entry.value, condition, entry.line, inside and not entry.value.startswith("~")))
    return tuple(found)


def parse_config(content: bytes) -> tuple[tuple[ConfigEntry, ...], tuple[BadLine, ...]]:
    """Return the settings of a configuration file and the lines that do not parse. Pure, for any bytes."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    return _Parser(text).parse()


class _Parser:
    """One pass over the text of a file."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 1
        self.section = ""
        self.entries: list[ConfigEntry] = []
        self.bad: list[BadLine] = []

    def parse(self) -> tuple[tuple[ConfigEntry, ...], tuple[BadLine, ...]]:
        while self.at < len(self.text):
            start, line = self.at, self.line
            if not self._step():
                self._give_up(start, line)
        return tuple(self.entries), tuple(self.bad)

    def _step(self) -> bool:
        """Take one thing: white space, a comment, a section or a setting. Return whether it parses."""
        char = self.text[self.at]
        if char == "\n":
            self.line += 1
            self.at += 1
        elif char in _SPACE:
            self.at += 1
        elif char in "#;":
            self.at = self._line_end(self.at)
        elif char == "[":
            return self._take_section()
        else:
            return self._take_setting()
        return True

    def _take_section(self) -> bool:
        found = _SECTION.match(self.text, self.at)
        if not found:
            return False
        name, subsection = found.groups()
        self.section = name.lower() + "."
        if subsection is not None:
            self.section += re.sub(r"\\(.)", r"\1", subsection) + "."
        self.at = found.end()
        return True

    def _take_setting(self) -> bool:
        found = _KEY.match(self.text, self.at)
        if not found or not self.section:
            return False
        key, line = self.section + found[1].lower(), self.line
        self.at = found.end()
        if not found[2]:
            self.entries.append(ConfigEntry(key, None, line))
            return True
        plain = _PLAIN_VALUE.match(self.text, self.at)
        if plain:
            self.at = plain.end()
            self.entries.append(ConfigEntry(key, plain[1] or "", line))
            return True
        value = self._take_value()
        if value is not None:
            self.entries.append(ConfigEntry(key, value, line))
        return value is not None

    def _take_value(self) -> str | None:
        """Return a value with quotes, escapes or a comment, or None where it does not parse."""
        out: list[str] = []
        quoted, keep = False, 0
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n":
                break
            self.at += 1
            if char in _SPACE and not quoted:
                out.append(char if out else "")
                continue
            if char in "#;" and not quoted:
                self.at = self._line_end(self.at)
                break
            if char == '"':
                quoted = not quoted
                continue
            unit = self._take_escape() if char == "\\" else char
            if unit is None:
                return None
            out.append(unit)
            keep = len(out) if unit else keep
        return None if quoted else "".join(out[:keep])

    def _take_escape(self) -> str | None:
        """Return what follows a backslash stands for: nothing at the end of a line, None where git knows no such."""
        char = self.text[self.at : self.at + 1]
        if char in {"\n", ""}:
            self.line += bool(char)
            self.at += len(char)
            return ""
        self.at += 1
        return _ESCAPES.get(char)

    def _give_up(self, start: int, line: int) -> None:
        """Note the line in which the bad thing ends as bad, and go on behind it."""
        end = self._line_end(self.at)
        begin = self.text.rfind("\n", 0, self.at) + 1
        text = self.text[max(begin, 0) : end]
        self.bad.append(BadLine(self.line, text.encode("utf-8", "surrogateescape")[:200]))
        if self.line > line:  # the value began on an earlier line: that one is bad as well
            first = self.text[start : self._line_end(start)]
            self.bad.insert(-1, BadLine(line, first.encode("utf-8", "surrogateescape")[:200]))
        self.at = end

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end
