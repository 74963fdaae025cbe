"""Reads below a git directory: one file, bounded, or the names of all.

Never through a symbolic link, not even in the middle of a path, never from a pipe or device (opening does not wait),
never more than `limit` bytes. The place itself, `top`, is trusted: whoever names it has made sure where it leads.
"""

from __future__ import annotations

import errno
import os
import stat

from gitscen.doctor.evidence.plain import Kind, Plain, Seen

MIB = 1 << 20
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_KINDS = {stat.S_IFREG: Kind.FILE, stat.S_IFDIR: Kind.FOLDER, stat.S_IFLNK: Kind.LINK}
_ABSENT = {errno.ENOENT, errno.ENOTDIR}


def read_plain(top: str, path: str, *, limit: int = MIB, tail: bool = False) -> Plain:
    """Return the file at `path` below `top`. What cannot be read is told by its fault; nothing is raised.

    With `tail` the last `limit` bytes are read of a larger file instead of the first.
    """
    try:
        way = _linked_folder(top, path)
        if way:
            return Plain(path=path, kind=Kind.UNKNOWN, fault=f"{way} is a symbolic link")
        place = os.path.join(top, path)
        seen = see(os.lstat(place))
        if seen.kind is Kind.FILE:
            return _read_file(place, path, limit=limit, tail=tail)
        fault = f"it is a symbolic link to {os.readlink(place)}" if seen.kind is Kind.LINK else f"it is a {_name(seen)}"
        return Plain(
            path=path, kind=seen.kind, size=seen.size, mode=seen.mode, mtime=seen.mtime, uid=seen.uid, fault=fault
        )
    except OSError as problem:
        if problem.errno in _ABSENT:
            return Plain(path=path)
        return Plain(path=path, kind=Kind.UNKNOWN, fault=told(problem))
    except ValueError:  # a NUL in the name
        return Plain(path=path)


def see(info: os.stat_result) -> Seen:
    """Return what lstat said as a piece of evidence. Pure."""
    kind = _KINDS.get(stat.S_IFMT(info.st_mode), Kind.OTHER)
    inode = (info.st_dev, info.st_ino)
    return Seen(kind, info.st_size, stat.S_IMODE(info.st_mode), info.st_mtime_ns, info.st_uid, info.st_nlink, inode)


def look_at(place: str) -> Seen:
    """Return what lies at an absolute place; a link is not followed, nothing is raised."""
    try:
        return see(os.lstat(place))
    except (OSError, ValueError) as problem:
        absent = not isinstance(problem, OSError) or problem.errno in _ABSENT
        return Seen(Kind.MISSING if absent else Kind.UNKNOWN)


def read_listing(top: str, *, skip: frozenset[str] = frozenset(), limit: int = 200_000) -> dict[str, Seen]:
    """Return every path below `top` and what it is; what lies below the paths of `skip` is left out.

    A folder that cannot be listed is there as UNKNOWN. Ends soon after `limit` paths.
    """
    listing: dict[str, Seen] = {}
    waiting = [""]
    while waiting and len(listing) <= limit:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(top, folder)) as found:
                entries = list(found)
        except OSError:
            listing[folder] = Seen(Kind.UNKNOWN)
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            listing[path] = look_at(entry.path)
            if listing[path].kind is Kind.FOLDER and path not in skip and not _is_book(path):
                waiting.append(path)
    return listing


def _is_book(path: str) -> bool:
    """Whether it is gitscen's own folder of a linked worktree: it holds copies of everything, locks too. Pure."""
    return path.startswith("worktrees/") and path.endswith("/gitscen") and path.count("/") == 2


def told(problem: OSError) -> str:
    """Return why the system refused, in its own words."""
    return (problem.strerror or type(problem).__name__).lower()


def _read_file(place: str, path: str, *, limit: int, tail: bool) -> Plain:
    handle = os.open(place, _FLAGS)
    try:
        info = os.fstat(handle)
        seen = see(info)
        if seen.kind is not Kind.FILE:  # exchanged since it was looked at
            return Plain(path=path, kind=seen.kind, fault=f"it is a {_name(seen)}")
        clipped = seen.size > limit
        if clipped and tail:
            os.lseek(handle, seen.size - limit, os.SEEK_SET)
        content = _read_bytes(handle, min(limit, seen.size))
    finally:
        os.close(handle)
    return Plain(
        path=path,
        kind=Kind.FILE,
        content=content,
        size=seen.size,
        mode=seen.mode,
        mtime=seen.mtime,
        uid=seen.uid,
        clipped=clipped,
    )


def _read_bytes(handle: int, size: int) -> bytes:
    content = os.read(handle, size)
    while len(content) < size:
        more = os.read(handle, size - len(content))
        if not more:
            break
        content += more
    return content


def _linked_folder(top: str, path: str) -> str | None:
    """Return the first folder on the way to `path` that is a symbolic link. Raises OSError."""
    at = path.find("/")
    while at > 0:
        if stat.S_ISLNK(os.lstat(os.path.join(top, path[:at])).st_mode):
            return path[:at]
        at = path.find("/", at + 1)
    return None


def _name(seen: Seen) -> str:
    return seen.kind.value
