"""The quick way through an index's plain entries finds what the careful one finds, whatever the bytes."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.doctor.evidence import indexentries
from gitscen.doctor.evidence.indexentries import Row, parse_rows
from tests.doctor.evidence.build import Entry, build_index

PATHS = st.lists(
    st.binary(min_size=1, max_size=20).map(lambda name: name.replace(b"\0", b"x")), unique=True, min_size=1, max_size=6
)


def parse(data: bytes, count: int) -> tuple[list[Row], int, str | None]:
    return parse_rows(data, end=len(data) - 20, count=count, version=2, width=20)


def parse_carefully(data: bytes, count: int) -> tuple[list[Row], int, str | None]:
    with patch.object(indexentries, "_parse_plain", return_value=None):
        return parse(data, count)


@given(PATHS, st.data())
def test_both_ways_agree_on_whole_and_on_damaged_entries(paths: list[bytes], data: st.DataObject) -> None:
    flags = [data.draw(st.sampled_from([0, 0, 0, 0x8000])) for _ in paths]
    content = bytearray(build_index([Entry(path, flags=flag) for path, flag in zip(paths, flags, strict=True)]))
    count = len(paths) + data.draw(st.sampled_from([0, 0, 0, 1, -1]))
    for place in data.draw(st.lists(st.integers(12, len(content) - 1), max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    whole = bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    for damaged in (bytes(content), whole):
        assert parse(damaged, count) == parse_carefully(damaged, count)


@pytest.mark.parametrize(("place", "byte"), [(12 + 61, 2), (12 + 61, 9), (12 + 60, 0x10), (12 + 63, 0), (12 + 65, 7)])
def test_both_ways_agree_on_a_name_that_is_not_as_long_as_it_says(place: int, byte: int) -> None:
    content = bytearray(build_index([Entry(b"abc"), Entry(b"d/b")]))
    content[place] = byte
    assert parse(bytes(content), 2) == parse_carefully(bytes(content), 2)


def test_plain_entries_go_the_quick_way() -> None:
    data = build_index([Entry(b"a"), Entry(b"d/b")])
    with patch.object(indexentries, "_parse_record", side_effect=AssertionError):
        rows, _, fault = parse(data, 2)
    assert [path for path, _ in rows] == [b"a", b"d/b"]
    assert fault is None
    assert indexentries._parse_plain(data, end=len(data) - 20, count=2, width=20) is not None
