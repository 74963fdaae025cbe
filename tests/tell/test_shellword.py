from __future__ import annotations

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from gitscen.tell.shellword import expanded, printf_format, word

BYTES = st.lists(st.binary(min_size=1, max_size=12).filter(lambda data: b"\0" not in data), min_size=1, max_size=20)


def said(script: str) -> bytes:
    return subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout


@settings(deadline=None, max_examples=15)
@given(BYTES)
def test_a_shell_reads_a_word_as_what_it_stands_for(many: list[bytes]) -> None:
    words = " ".join(map(word, many))
    assert words.isprintable() or set(words) - {"\n"} == {one for one in words if one.isprintable()}
    assert said(f"printf '%s\\0' {words}") == b"".join(one + b"\0" for one in many)


@settings(deadline=None, max_examples=15)
@given(BYTES)
def test_printf_writes_what_its_format_stands_for(many: list[bytes]) -> None:
    formats = [printf_format(one) for one in many]
    assert all(one.isprintable() for one in formats)
    assert said("".join(f"printf {one}\n" for one in formats)) == b"".join(many)


def test_places_are_the_only_thing_that_a_text_says_to_the_shell() -> None:
    assert expanded("{trap} $(x) '{decoy}") == '"$world/trap"' + "' $(x) '\"'\"''" + '"$world/outside/decoy.git"'
    assert expanded("") == "''"
    assert said(f"world=/w; printf %s {expanded('a {trap}; b')}") == b"a /w/trap; b"
