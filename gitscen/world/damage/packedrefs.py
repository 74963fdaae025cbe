"""Breaks packed-refs. `do = "git"` with `gc` puts the refs into it."""

from __future__ import annotations

from gitscen.world.damage.site import Site

NAME = "packed-refs"


def empty_packed_refs(site: Site) -> None:
    """Leave packed-refs without a byte."""
    site.empty(NAME)


def spoil_packed_refs(site: Site) -> None:
    """Put a line into packed-refs that is none, below its first."""
    first, end, rest = site.there(NAME).read_bytes().partition(b"\n")
    site.overwrite(NAME, first + end + b"@@@@ garbage line\n" + rest)
