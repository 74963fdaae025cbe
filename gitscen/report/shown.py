"""Text from outside made fit to show: no control characters, no invisible ones, nothing that is not Unicode. Pure.

Names, contents and messages in a report may come from a hostile repository; a terminal obeys what it is sent.
"""

from __future__ import annotations


def shown(text: str) -> str:
    r"""Return text for one line: what does not print is escaped, `\n` and `\x1b` and the like."""
    return text if text.isprintable() else "".join(map(_shown_character, text))


def shown_lines(text: str) -> tuple[str, ...]:
    """Return text as lines to show. Lines end at a line feed and nowhere else, as in git."""
    return tuple(map(shown, text.removesuffix("\n").split("\n")))


def valid(text: str) -> str:
    r"""Return text that every encoder takes: a byte that was no UTF-8 becomes `\xff`, other surrogates `\ud800`."""
    return "".join(_shown_character(unit) if "\ud800" <= unit <= "\udfff" else unit for unit in text)


def _shown_character(character: str) -> str:
    if character.isprintable():
        return character
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
