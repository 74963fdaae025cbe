"""Leaves locks behind that nobody holds. One that is alive is a process of the world and is made by `act`."""

from __future__ import annotations

import os

from gitscen.errors import WorldError
from gitscen.world.damage.index import scratch_index
from gitscen.world.damage.site import Site

INDEX_LOCK = "index.lock"


def lock(site: Site, name: str, content: bytes = b"") -> None:
    """Leave a lock file. Raises `WorldError` where it is there already."""
    place = site.place(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise WorldError(f"{place} exists already. Damage it once.") from error


def lock_named(site: Site) -> None:
    """Leave the lock of any file below `.git`, the index unless `of` names one."""
    lock(site, f"{site.of or 'index'}.lock")


def lock_index(site: Site) -> None:
    """Leave the lock of the index."""
    lock(site, INDEX_LOCK)


def lock_head(site: Site) -> None:
    """Leave the lock of HEAD."""
    lock(site, "HEAD.lock")


def lock_branch(site: Site) -> None:
    """Leave the lock of HEAD's branch."""
    lock(site, f"{site.branch()}.lock")


def lock_config(site: Site) -> None:
    """Leave the lock of the configuration."""
    lock(site, "config.lock")


def lock_packed_refs(site: Site) -> None:
    """Leave the lock of packed-refs."""
    lock(site, "packed-refs.lock")


def lock_shallow(site: Site) -> None:
    """Leave the lock of the file shallow."""
    lock(site, "shallow.lock")


def lock_torn(site: Site) -> None:
    """Leave half of the index under the name of its lock, as a full disk does."""
    content = site.there("index").read_bytes()
    lock(site, INDEX_LOCK, content[: len(content) // 2])


def lock_staged(site: Site) -> None:
    """Leave the lock of a `git add` that was killed before it could rename it: a whole index, one file ahead."""
    changed = site.git.run("ls-files", "-z", "--modified", "--others", "--exclude-standard").fields
    if not changed:
        raise WorldError(f"nothing in {site.git.directory} is unstaged, so nothing can be staged. Write a file first.")
    scratch = scratch_index(site)
    staging = site.git.with_env(GIT_INDEX_FILE=str(scratch))
    staging.run("--literal-pathspecs", "add", "-A", "--", os.fsdecode(min(changed)))
    lock(site, INDEX_LOCK, scratch.read_bytes())
    scratch.unlink()


def refuse_live(site: Site) -> None:  # noqa: ARG001 - every damage has the same face
    """Raise `WorldError`: this one is made by `act`."""
    raise WorldError("a live lock needs a process that holds it. Use Actors.act.")
