"""Breaks single objects. A packed one is unpacked first, with everything in its pack."""

from __future__ import annotations

from gitscen.world.damage.site import Site

_PACK = "objects/pack"


def remove_named_object(site: Site) -> None:
    """Remove the object that `of` names."""
    remove_object(site, _named(site))


def empty_object(site: Site) -> None:
    """Leave an object's file without a byte."""
    site.empty(loose_file(site, _named(site)))


def spoil_object(site: Site) -> None:
    """Change a byte in the middle of an object's file."""
    site.flip(loose_file(site, _named(site)))


def leave_temporary_object(site: Site) -> None:
    """Leave the temporary file of an object that was being written."""
    site.overwrite("objects/aa/tmp_obj_a1B2c3", b"x\1half of an object")


def remove_object(site: Site, oid: str) -> None:
    """Remove an object."""
    site.remove(loose_file(site, oid))


def loose_file(site: Site, oid: str) -> str:
    """Return the file of an object, after unpacking every pack where it is in one."""
    name = f"objects/{oid[:2]}/{oid[2:]}"
    if not site.place(name).exists():
        unpack(site)
    return name


def unpack(site: Site) -> None:
    """Turn every pack into loose objects."""
    for pack in sorted(site.place(_PACK).glob("*.pack")):
        content = pack.read_bytes()
        for file in site.place(_PACK).glob(f"{pack.stem}.*"):
            file.unlink()
        site.git.run("unpack-objects", "-q", stdin=content)
    site.place(f"{_PACK}/multi-pack-index").unlink(missing_ok=True)


def _named(site: Site) -> str:
    return site.oid(site.of or "HEAD^{tree}")
