from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.judge.text import has_markers, holds, is_binary, novel_lines, split_lines, without_markers

CONFLICT = b"top\n<<<<<<< HEAD\nlocal\n=======\nincoming\n>>>>>>> other\nend\n"
LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"dd"]), max_size=8)


@pytest.mark.parametrize(
    ("content", "marked"),
    [
        (CONFLICT, True),
        (CONFLICT.replace(b"\n", b"\r\n"), True),
        (b"Title\n=======\ntext\n", False),
        (b"<<<<<<< HEAD\nno more\n", False),
        (b">>>>>>> a\n=======\n<<<<<<< b\n", False),
        (b"", False),
    ],
)
def test_only_a_whole_conflict_has_markers(content: bytes, *, marked: bool) -> None:
    assert has_markers(content) is marked


def test_the_lines_between_markers_stay() -> None:
    assert without_markers(CONFLICT) == [b"top", b"local", b"incoming", b"end"]


def test_binary_is_a_nul_byte_near_the_start() -> None:
    assert is_binary(b"a\0b")
    assert not is_binary(b"a" * 8000 + b"\0")


@given(LINES, LINES)
def test_a_text_holds_its_lines_whatever_is_inserted(lines: list[bytes], more: list[bytes]) -> None:
    mixed = [line for pair in zip(lines, [*more, *[b"x"] * len(lines)], strict=False) for line in (pair[1], pair[0])]
    assert holds(b"\n".join(mixed), lines)


@given(LINES, LINES)
def test_novel_lines_are_not_in_the_other_version(lines: list[bytes], other: list[bytes]) -> None:
    novel = novel_lines(b"\n".join(lines), [b"\n".join(other)])
    assert not set(novel) & set(other)
    assert set(novel) | set(other) >= set(lines)


def test_order_counts() -> None:
    assert not holds(b"b\na\n", [b"a", b"b"])


def test_line_endings_do_not_count() -> None:
    assert split_lines(b"a\r\nb\n") == split_lines(b"a\nb")
