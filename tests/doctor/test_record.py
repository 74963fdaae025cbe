from __future__ import annotations

from collections.abc import Mapping

import pytest

from gitscen.doctor.record import NOTHING, record, replace


@record
class Point:
    x: int
    y: int = 0
    names: Mapping[str, int] = NOTHING

    @property
    def sum(self) -> int:
        return self.x + self.y


@record
class Pair:
    first: str
    second: str


@record
class Other:
    x: int
    y: int = 0
    names: Mapping[str, int] = NOTHING


def test_a_record_is_made_by_position_or_by_name_and_has_its_defaults() -> None:
    point = Point(1, y=2)
    assert (point.x, point.y, point.names, point.sum) == (1, 2, {}, 3)
    assert Point(1, 2, {"a": 1}) == Point(names={"a": 1}, y=2, x=1)


@pytest.mark.parametrize(
    ("values", "named", "wrong"),
    [
        ((), {}, "x"),
        ((), {"y": 1}, "x"),
        ((1,), {"z": 1}, "z"),
        ((1,), {"x": 1}, "x"),
        ((1, 2, {}, 4), {}, "made of x, y, names"),
    ],
)
def test_a_wrong_field_is_refused(values: tuple[int, ...], named: dict[str, int], wrong: str) -> None:
    with pytest.raises(TypeError, match=wrong):
        Point(*values, **named)  # type: ignore[arg-type]


def test_equal_records_have_one_hash_however_they_were_made() -> None:
    assert len({Pair("a", "b"), Pair(second="b", first="a")}) == 1
    assert Point(1, 2) != Point(1, 3)
    other: object = Other(1, 2)
    assert Point(1, 2) != other


def test_a_record_cannot_be_changed_but_made_again_with_changes() -> None:
    point = Point(1, 2)
    with pytest.raises(AttributeError, match="replace"):
        point.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match="replace"):
        del point.x
    assert replace(point, x=3) == Point(3, 2)
    assert point == Point(1, 2)
    with pytest.raises(TypeError, match="z"):
        replace(point, z=3)


def test_a_record_is_shown_as_code_and_long_values_are_cut() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0, names=mappingproxy({}))"
    assert len(repr(Point(1, names={"a" * 1000: 1}))) < 300


def test_the_fields_are_matched_by_position() -> None:
    match Point(1, 2):
        case Point(1, y):
            assert y == 2
        case _:
            pytest.fail("the fields are not matched")
