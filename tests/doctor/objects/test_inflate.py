"""Deltas, by their format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.doctor.objects.inflate import apply_delta


def sized(number: int) -> bytes:
    out = bytearray()
    while True:
        out.append(number & 0x7F | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(out)


@given(base=st.binary(min_size=1, max_size=300), added=st.binary(min_size=1, max_size=127), data=st.data())
def test_copies_and_insertions_come_out_in_order(base: bytes, added: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(base) - 1))
    count = data.draw(st.integers(1, len(base) - start))
    copy = bytes([0b10110011, start & 255, start >> 8, count & 255, count >> 8])
    delta = sized(len(base)) + sized(len(added) + count) + bytes([len(added)]) + added + copy
    assert apply_delta(base, delta, 1000) == added + base[start : start + count]


def test_a_copy_without_a_count_is_of_64_kib() -> None:
    base = bytes(0x10000)
    assert apply_delta(base, sized(len(base)) + sized(len(base)) + b"\x80", 1 << 20) == base


@given(base=st.binary(max_size=40), delta=st.binary(max_size=40))
def test_garbage_is_a_value_error(base: bytes, delta: bytes) -> None:
    try:
        made = apply_delta(base, delta, 1000)
    except ValueError:
        return
    assert len(made) <= 1000


@pytest.mark.parametrize(
    "delta",
    [
        sized(4) + sized(1) + b"\x01a",  # for another base
        sized(3) + sized(2) + b"\x01a",  # makes too little
        sized(3) + sized(1) + b"\x02ab",  # makes too much
        sized(3) + sized(9) + b"\x91\x01\x09",  # copies from behind the end
        sized(3) + sized(1) + b"\x00",  # an order that is reserved
        sized(3) + sized(5) + b"\x05ab",  # ends in the middle
        sized(3) + sized(2000) + b"\x01a",  # larger than is read
    ],
)
def test_a_delta_that_does_not_fit_is_a_value_error(delta: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        apply_delta(b"abc", delta, 1000)
