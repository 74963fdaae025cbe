"""Breaks the stash: the ref, its log, and what `git stash` leaves when it is killed."""

from __future__ import annotations

from gitscen.errors import WorldError
from gitscen.world.damage.head import remove_ref, tear
from gitscen.world.damage.objects import remove_object
from gitscen.world.damage.site import Site

REF, LOG = "refs/stash", "logs/refs/stash"


def remove_stash_ref(site: Site) -> None:
    """Remove refs/stash; the list stays."""
    remove_ref(site, _entries(site, 1))


def spoil_stash_ref(site: Site) -> None:
    """Leave no commit in the file refs/stash."""
    site.overwrite(_entries(site, 1), b"garbage\n")


def remove_stash_log(site: Site) -> None:
    """Remove the list; refs/stash stays."""
    site.remove(LOG)


def tear_stash_log(site: Site) -> None:
    """Cut the last line of the list in its middle."""
    _entries(site, 1)
    tear(site, LOG)


def set_stash_back(site: Site) -> None:
    """Leave refs/stash at the entry before the last: the list is ahead."""
    _entries(site, 2)
    site.overwrite(REF, site.oid("stash@{1}").encode() + b"\n")


def set_stash_log_back(site: Site) -> None:
    """Take the newest line out of the list: refs/stash holds an entry that no line names."""
    _entries(site, 2)
    lines = site.there(LOG).read_bytes().splitlines(keepends=True)
    site.overwrite(LOG, b"".join(lines[:-1]))


def remove_stash_object(site: Site) -> None:
    """Remove the commit of the newest entry."""
    _entries(site, 1)
    remove_object(site, site.oid(REF))


def drop_stash(site: Site) -> None:
    """Drop the newest entry, which nothing else holds then."""
    _entries(site, 1)
    site.git.run("stash", "drop", "--quiet")


def leave_stash_unreset(site: Site) -> None:
    """Stop `git stash push` when it has stored the entry and not yet reset the files."""
    made = site.git.run("stash", "create").line
    if not made:
        raise WorldError("nothing is changed, so there is nothing to stash. Change a tracked file first.")
    site.git.run("stash", "store", "--message", "killed", made)


def _entries(site: Site, count: int) -> str:
    """Return refs/stash. Raises `WorldError` unless the list has so many entries."""
    listed = site.git.try_("rev-parse", "--verify", "--quiet", f"refs/stash@{{{count - 1}}}")
    if not listed.ok or not site.place(LOG).exists():
        needed = "a stash entry" if count == 1 else f"{count} stash entries"
        raise WorldError(f"this needs {needed}. Stash changes of tracked files in earlier steps.")
    return REF
