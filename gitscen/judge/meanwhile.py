"""What the world changed in the middle of a request, put back to before it: the subject answers for the rest. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from gitscen.observe.observation import Observation


def as_before(before: Observation, was: Observation, now: Observation) -> Observation:
    """Return `before` with the changes from `was` to `now` made in it, the looks around one act of the world's."""
    names = [one.name for one in fields(Observation) if one.name != "store"]
    return replace(before, **{name: _put(*(getattr(look, name) for look in (before, was, now))) for name in names})


def _put(before: Any, was: Any, now: Any) -> Any:  # noqa: ANN401 - fields are of many types
    """Return a value with what is new put in and what is gone taken out."""
    if was == now:
        return before
    match now:
        case Mapping():
            return _put_keys(before, was, now)
        case frozenset():
            return (before - (was - now)) | (now - was)
        case tuple():
            new, gone = [one for one in now if one not in was], [one for one in was if one not in now]
            return (*new, *(one for one in before if one not in gone and one not in new))
        case _:
            return now


def _put_keys(before: Mapping[Any, Any], was: Mapping[Any, Any], now: Mapping[Any, Any]) -> dict[Any, Any]:
    put = dict(before)
    for key in was.keys() | now.keys():
        if key not in now:
            put.pop(key, None)
        elif was.get(key) != now[key]:
            inner = key in put and key in was and isinstance(now[key], Mapping)
            put[key] = _put_keys(put[key], was[key], now[key]) if inner else now[key]
    return put
