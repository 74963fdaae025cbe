"""git's wildcard patterns into regular expressions that no pattern and no path makes slow. Pure.

What a star has passed over is never given back once the fixed piece behind it was found: the earliest place is as good
as any later one. Source: wildmatch.c of git 2.39 with WM_PATHNAME.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = rb"(\*+)|\[([!^]?)(\]?(?:\\.|\[:[a-z]+:\]|[^\]\\])*)\]|\\(.)|(.)"
_IN_SET = rb"\[:([a-z]+):\]|(\\.|[^\\])(?:-(\\.|[^\\]))?"
_CLASSES = {
    b"alpha": rb"a-zA-Z",
    b"digit": rb"0-9",
    b"alnum": rb"a-zA-Z0-9",
    b"upper": rb"A-Z",
    b"lower": rb"a-z",
    b"space": rb"\s",
    b"blank": rb" \t",
    b"xdigit": rb"0-9a-fA-F",
    b"punct": rb"!-/:-@\[-`{-~",
    b"print": rb" -~",
    b"graph": rb"!-~",
    b"cntrl": rb"\x00-\x1f\x7f",
}


def translate_glob(glob: bytes) -> Callable[[bytes], object] | None:
    """Return what tells whether a path matches a pattern, or None for one that matches nothing."""
    parts = glob.split(b"/")
    out = [b""]
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if part == b"**" and len(parts) > 1:
            if last:
                out[-1] += rb".+"
            elif parts[place + 1] != b"**":
                out.append(rb"(?:[^/]+/)*?")
            continue
        segment = _translate_segment(part)
        if segment is None:
            return None
        out[-1] += segment if last else segment + b"/"
    first, *others = out
    expression = first + b"".join(b"(?>%s)" % one for one in others[:-1]) + b"".join(others[-1:])
    try:
        return re.compile(expression, re.DOTALL).fullmatch
    except re.error:  # a range from high to low
        return None


def _translate_segment(glob: bytes) -> bytes | None:
    """Return the expression of what stands between two slashes, or None for a bracket without an end."""
    pieces = [b""]
    for stars, negated, inside, escaped, plain in re.findall(_TOKEN, glob, re.DOTALL):
        if stars:
            pieces.append(b"")
        elif inside:
            pieces[-1] += rb"(?!/)[" + (b"^" if negated else b"") + _translate_set(inside) + b"]"
        elif escaped:
            pieces[-1] += re.escape(escaped)
        elif plain in {b"[", b"\\"}:
            return None
        else:
            pieces[-1] += rb"[^/]" if plain == b"?" else re.escape(plain)
    first, *others = pieces
    return (
        first
        + b"".join(rb"(?>[^/]*?%s)" % one for one in others[:-1])
        + b"".join(rb"[^/]*%s" % one for one in others[-1:])
    )


def _translate_set(inside: bytes) -> bytes:
    out = []
    for name, low, high in re.findall(_IN_SET, inside, re.DOTALL):
        if name:
            out.append(_CLASSES.get(name, b""))
        else:
            out.append(_literal(low) + (b"-" + _literal(high) if high else b""))
    return b"".join(out) or rb"^\x00-\xff"


def _literal(unit: bytes) -> bytes:
    return rb"\x%02x" % unit[-1]
