"""Frozen classes with named fields, defined a dozen times as fast as dataclasses: half of a doctor's start-up. Pure.

They are used like `@dataclass(frozen=True)`: annotated names with defaults, given by position or by keyword, equal and
hashed by their values. A default is shared by all, so it has to be one that nobody changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, dataclass_transform

NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""The default of a field that is a mapping."""
_SHOWN = 200
Made = TypeVar("Made")


@dataclass_transform(frozen_default=True)
def record(made: type[Made]) -> type[Made]:
    """Make a class with annotations a frozen one with these fields. It has no base with fields of its own."""
    names = tuple(made.__annotations__)
    given = {name: made.__dict__[name] for name in names if name in made.__dict__}
    for name, value in {
        "__match_args__": names,
        "__init__": _maker(names, given),
        "__repr__": _show,
        "__eq__": _is_same,
        "__hash__": _hash,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }.items():
        setattr(made, name, value)
    return made


def replace(one: Made, /, **changes: Any) -> Made:  # noqa: ANN401 - of each field its own type
    """Return a record with some of its fields changed. Raises TypeError for a name that is no field."""
    return type(one)(**{**vars(one), **changes})


def _maker(names: tuple[str, ...], defaults: Mapping[str, object]) -> Callable[..., None]:
    """Return the `__init__` of a record."""
    fields = frozenset(names)

    def make(self: object, /, *values: object, **named: object) -> None:
        found = {**defaults, **dict(zip(names, values, strict=False)), **named}
        if found.keys() != fields or len(values) > len(names) or not named.keys().isdisjoint(names[: len(values)]):
            wrong = sorted((fields ^ found.keys()) or named.keys() & set(names[: len(values)]))
            raise TypeError(f"{type(self).__name__} is made of {', '.join(names)}; missing, unknown or twice: {wrong}")
        self.__dict__.update(found)

    return make


def _show(self: Any) -> str:  # noqa: ANN401 - any record
    """Return the record as code, with long values cut."""
    values = ", ".join(f"{name}={repr(vars(self)[name])[:_SHOWN]}" for name in type(self).__match_args__)
    return f"{type(self).__qualname__}({values})"


def _is_same(self: object, other: object) -> bool:
    return vars(self) == vars(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:  # noqa: ANN401 - any record
    return hash(tuple(map(vars(self).get, type(self).__match_args__)))


def _refuse(self: object, name: str, *_: object) -> None:
    raise AttributeError(f"{name!r} of a {type(self).__name__} cannot be changed: make another with replace()")
