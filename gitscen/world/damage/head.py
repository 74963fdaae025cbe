"""Breaks HEAD, single refs and their logs."""

from __future__ import annotations

from gitscen.errors import WorldError
from gitscen.world.damage.objects import remove_object
from gitscen.world.damage.site import Site

GARBAGE = b"\xff\xfe\0garbage"


def empty_head(site: Site) -> None:
    """Leave HEAD without a byte, as lost power does."""
    site.empty("HEAD")


def spoil_head(site: Site) -> None:
    """Leave bytes in HEAD that mean nothing."""
    site.there("HEAD")
    site.overwrite("HEAD", GARBAGE)


def remove_head(site: Site) -> None:
    """Remove HEAD."""
    site.remove("HEAD")


def remove_head_branch(site: Site) -> None:
    """Remove the branch of HEAD, wherever it is kept; its log stays."""
    remove_ref(site, Site(site.git).ref())


def empty_ref(site: Site) -> None:
    """Leave a ref's file without a byte."""
    site.overwrite(site.ref(), b"")


def spoil_ref(site: Site) -> None:
    """Leave no commit in a ref's file."""
    site.overwrite(site.ref(), b"not-a-commit\n")


def remove_other_ref(site: Site) -> None:
    """Remove a ref, wherever it is kept; its log stays."""
    remove_ref(site, _other_ref(site))


def set_ref_back(site: Site) -> None:
    """Leave a ref at the commit before its last; its log goes further."""
    ref = site.ref()
    site.overwrite(ref, site.oid(f"{ref}~1").encode() + b"\n")


def remove_object_of_ref(site: Site) -> None:
    """Remove the object that a ref is at."""
    remove_object(site, site.oid(site.ref()))


def name_ref_oddly(site: Site) -> None:
    """Leave a file among the branches whose name no branch may have."""
    site.overwrite("refs/heads/torn..name", site.oid("HEAD").encode() + b"\n")


def cut_rename(site: Site) -> None:
    """Stop in the middle of renaming a branch: it is under no name, and its log under git's own."""
    ref = _other_ref(site)
    log = site.there(f"logs/{ref}")
    log.rename(site.place("logs/refs/.tmp-renamed-log"))
    remove_ref(site, ref)


def point_remote_head_away(site: Site) -> None:
    """Let the HEAD of the remote stand for a branch that is not there, as a fetch --prune does."""
    site.overwrite("refs/remotes/origin/HEAD", b"ref: refs/remotes/origin/gone\n")


def spoil_log(site: Site) -> None:
    """Put a line into a reflog that is none."""
    name = f"logs/{site.of or 'HEAD'}"
    site.overwrite(name, site.there(name).read_bytes() + b"garbage line\n")


def tear_log(site: Site) -> None:
    """Cut the last line of a reflog in its middle."""
    tear(site, f"logs/{site.of or 'HEAD'}")


def spoil_orig_head(site: Site) -> None:
    """Leave bytes in ORIG_HEAD that mean nothing."""
    site.overwrite("ORIG_HEAD", b"garbage")


def tear(site: Site, name: str) -> None:
    """Cut the last line of a file below `.git` in its middle."""
    content = site.there(name).read_bytes()
    last = content.rstrip(b"\n").rpartition(b"\n")[2]
    site.overwrite(name, content[: len(content) - (len(last) + 1) // 2 - 1])


def remove_ref(site: Site, ref: str) -> None:
    """Remove a ref's file and its line in packed-refs."""
    site.place(ref).unlink(missing_ok=True)
    packed = site.place("packed-refs")
    if packed.exists():
        lines = packed.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not line.endswith(b" " + ref.encode() + b"\n")]
        site.overwrite("packed-refs", b"".join(kept))


def _other_ref(site: Site) -> str:
    """Return the ref that `of` names, or the first branch but HEAD's. Raises `WorldError` where there is none."""
    if site.of:
        return site.ref()
    branch = site.branch()
    refs = site.git.run("for-each-ref", "--format=%(refname)", "refs/heads").stdout.decode().split()
    other = next((ref for ref in refs if ref != branch), None)
    if other is None:
        raise WorldError("there is only one branch, and HEAD is on it. Make another one in an earlier step.")
    return other
