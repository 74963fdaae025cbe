"""Breaks packs, what is derived from objects, borrowed objects, and the boundary of a shallow clone."""

from __future__ import annotations

from gitscen.errors import WorldError
from gitscen.world.damage.head import GARBAGE
from gitscen.world.damage.site import Site

_MIDX, _GRAPH = "objects/pack/multi-pack-index", "objects/info/commit-graph"
_ALTERNATES = "objects/info/alternates"
_FROM_END = 24
"""A byte of the last object: the checksum of 20 bytes stands behind it."""


def flip_pack(site: Site) -> None:
    """Change a byte of the last object in the pack."""
    pack = _pack(site, ".pack")
    site.flip(pack, site.place(pack).stat().st_size - _FROM_END)


def remove_pack(site: Site) -> None:
    """Remove the pack; its index stays."""
    site.remove(_pack(site, ".pack"))


def remove_pack_index(site: Site) -> None:
    """Remove the index of the pack."""
    site.remove(_pack(site, ".idx"))


def empty_pack_index(site: Site) -> None:
    """Leave the index of the pack without a byte."""
    site.empty(_pack(site, ".idx"))


def flip_pack_index(site: Site) -> None:
    """Change a byte in the middle of the index of the pack."""
    site.flip(_pack(site, ".idx"))


def leave_temporary_pack(site: Site) -> None:
    """Leave the temporary file of a pack that was being fetched."""
    site.overwrite("objects/pack/tmp_pack_a1B2c3", b"PACK\0\0\0\2half of a pack")


def cut_midx(site: Site) -> None:
    """Leave half of a multi-pack-index."""
    _pack(site, ".pack")
    site.git.run("multi-pack-index", "write")
    site.halve(_MIDX)


def cut_commit_graph(site: Site) -> None:
    """Leave half of a commit-graph; of a shallow clone, for which git writes none, its first bytes."""
    site.git.run("commit-graph", "write", "--reachable")
    if site.place(_GRAPH).exists():
        site.halve(_GRAPH)
    else:
        site.overwrite(_GRAPH, b"CGPH\1\1\4\0")


def lose_alternate(site: Site) -> None:
    """Borrow objects from a folder that is not there."""
    site.overwrite(_ALTERNATES, b"../../lost-cache/objects\n")


def spoil_alternates(site: Site) -> None:
    """Leave zero bytes where the places to borrow from were."""
    site.overwrite(_ALTERNATES, b"\0" * 40)


def remove_shallow(site: Site) -> None:
    """Remove the file that says where history ends."""
    site.remove("shallow")


def spoil_shallow(site: Site) -> None:
    """Leave a line in it that names no commit."""
    site.there("shallow")
    site.overwrite("shallow", GARBAGE + b"\n")


def _pack(site: Site, ending: str) -> str:
    """Return the largest pack, or what belongs to it. Raises `WorldError` where there is none."""
    packs = sorted(site.place("objects/pack").glob("*.pack"), key=lambda pack: pack.stat().st_size)
    if not packs:
        raise WorldError("there is no pack. Run 'git gc' in an earlier step.")
    return f"objects/pack/{packs[-1].stem}{ending}"
