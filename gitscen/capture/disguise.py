"""Contents, words and names replaced by others of the same shape, so that a capture can be shared. Pure.

The same is replaced by the same: two lines are equal afterwards if and only if they were before, in every version of
every file. Lines keep their number, length, indentation and ends; conflict markers stay what they are; what is binary
stays binary and as long. `.gitattributes`, `.gitmodules` and, unless names are replaced, `.gitignore` stay as they
are: git goes by them.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field

_ALPHABET = string.ascii_lowercase + string.digits + string.ascii_uppercase
_MARKER = re.compile(r"(<{7}|>{7}|\|{7})( |\Z)|={7}\Z")
_INDENT = re.compile(r"[ \t]*")
_SHORT = 9
"""Bytes from which on binary contents are replaced: shorter ones cannot be told apart by a number in them."""
_KEPT = (b".gitattributes", b".gitmodules", b".gitignore")


@dataclass(slots=True)
class Disguise:
    """What has been replaced by what so far. With `contents` false nothing is; `names` replaces paths as well."""

    contents: bool = False
    names: bool = False
    _lines: dict[str, str] = field(default_factory=dict)
    _counts: dict[int, int] = field(default_factory=dict)
    _binary: dict[bytes, bytes] = field(default_factory=dict)
    _parts: dict[bytes, bytes] = field(default_factory=dict)
    _branches: dict[str, str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)

    def content(self, path: bytes, data: bytes) -> bytes:
        """Return what stands for a file's content."""
        if not self.contents or not data:
            return data
        name = path.rpartition(b"/")[2]
        if name in _KEPT:
            patterns = self.names and name == b".gitignore"
            return b"\n".join(map(self._pattern, data.split(b"\n"))) if patterns else data
        try:
            text = data.decode() if b"\0" not in data else ""
        except UnicodeDecodeError:
            text = ""
        return self.text(text).encode() if text else self._bytes(data)

    def text(self, text: str) -> str:
        """Return what stands for a text, line by line."""
        return "".join(self._line(line) for line in text.splitlines(keepends=True)) if self.contents else text

    def message(self, text: str) -> str:
        """Return what stands for the message of a commit or a stash entry."""
        if not self.contents:
            return text
        return self._words.setdefault(text, f"message {len(self._words) + 1}")

    def path(self, path: bytes) -> bytes:
        """Return what stands for a path: each of its parts by one of its own, endings kept."""
        return b"/".join(self._part(part) for part in path.split(b"/")) if self.names else path

    def branch(self, name: str) -> str:
        """Return what stands for the name of a branch or a tag; those that everybody has stay."""
        if not self.names or name in ("main", "master", "HEAD"):
            return name
        return self._branches.setdefault(name, f"branch-{len(self._branches) + 1}")

    def ref(self, ref: str) -> str:
        """Return what stands for a full ref name."""
        for top in ("refs/heads/", "refs/tags/", "refs/remotes/origin/"):
            if ref.startswith(top):
                return top + self.branch(ref.removeprefix(top))
        return ref

    def _part(self, part: bytes) -> bytes:
        if part in _KEPT or not part:
            return part
        if part not in self._parts:
            stem, dot, ending = part.rpartition(b".")
            tail = b"." + ending if dot and stem and re.fullmatch(rb"[A-Za-z0-9]{1,5}", ending) else b""
            self._parts[part] = b"name-%d%s" % (len(self._parts) + 1, tail)
        return self._parts[part]

    def _line(self, line: str) -> str:
        body = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        end = line[len(body) :]
        indent = _INDENT.match(body)
        start = indent[0] if indent else ""
        rest = body[len(start) :]
        if not rest:
            return line
        marker = _MARKER.match(body)
        if marker:
            label = body[8:]
            return body[:8] + (self._replaced(label) if label else "") + end
        return start + self._replaced(rest) + end

    def _replaced(self, text: str) -> str:
        """Return a text of the same length that stands for no other; nothing that git takes for a marker."""
        while text not in self._lines:
            length = len(text)
            number = self._counts[length] = self._counts.get(length, -1) + 1
            made = _digits(number, length)
            if made is not None:
                self._lines[text] = made
        return self._lines[text]

    def _pattern(self, line: bytes) -> bytes:
        """Return a line of .gitignore with the names in it replaced as those of paths are."""
        parts = line.split(b"/")
        return b"/".join(part if re.search(rb"[*?\[!#\\]", part) else self._part(part) for part in parts)

    def _bytes(self, data: bytes) -> bytes:
        if len(data) < _SHORT:
            return data
        body = b"\0\xff%d " % (len(self._binary) + 1)
        return self._binary.setdefault(data, (body * (len(data) // len(body) + 1))[: len(data)])


def _digits(number: int, length: int) -> str | None:
    """Return a number as a text of a length: letters first, any printable character where letters do not suffice."""
    room = len(_ALPHABET) ** min(length, 12)
    if number < room:
        text = ""
        for _ in range(min(length, 12)):
            number, digit = divmod(number, len(_ALPHABET))
            text = _ALPHABET[digit] + text
        return "x" * (length - len(text)) + text
    if length > 3:
        return None
    made = "".join(chr(0x4E00 + (number - room) // 0x5000**at % 0x5000) for at in range(length))
    return made if made.isprintable() else None
