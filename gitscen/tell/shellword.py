"""Names and contents as words of a POSIX shell that are safe to paste, and safe to print on a terminal. Pure."""

from __future__ import annotations

import re
import shlex

_PLACES = {"{trap}": '"$world/trap"', "{prompt}": '"$world/prompt"', "{decoy}": '"$world/outside/decoy.git"'}
_PLACE = re.compile("|".join(map(re.escape, _PLACES)))


def word(data: str | bytes) -> str:
    """Return one word that stands for these bytes, with printf for those that do not print."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    lines = raw.rstrip(b"\n")
    text = raw.decode("utf-8", "replace")
    if text.encode() == raw and all(part.isprintable() for part in text.split("\n")):
        return shlex.quote(text)
    ending = f"'{(len(raw) - len(lines)) * chr(10)}'" if len(raw) > len(lines) else ""  # $() would drop newlines
    return f'"$(printf {printf_format(lines)})"{ending}'


def expanded(text: str) -> str:
    """Return a word of a text in which `{trap}` and the like stand for places of the world."""
    parts = []
    at = 0
    for match in _PLACE.finditer(text):
        parts += [text[at : match.start()] and word(text[at : match.start()]), _PLACES[match[0]]]
        at = match.end()
    rest = text[at:]
    return "".join((*parts, word(rest) if rest or not parts else ""))


def printf_format(data: bytes) -> str:
    """Return the argument with which printf writes these bytes."""
    told = data.decode("utf-8", "surrogateescape")
    escaped = "".join(_escaped(one) for one in told)
    return shlex.quote("\\055" + escaped[1:] if escaped.startswith("-") else escaped)


def _escaped(one: str) -> str:
    if one in "\\%":
        return one * 2
    if one == "\n":
        return "\\n"
    if one.isprintable():
        return one
    return "".join(f"\\{byte:03o}" for byte in one.encode("utf-8", "surrogateescape"))
