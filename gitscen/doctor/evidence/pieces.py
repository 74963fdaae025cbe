"""The smaller pieces of a git directory: state files, shallow, hooks, owners, space, submodules, gitscen's own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from gitscen.doctor.evidence.model import Hook, Own, Owned, Shallow, Space, StateFiles
from gitscen.doctor.evidence.plain import BadLine, Kind, Plain, Seen
from gitscen.doctor.evidence.read import MIB, look_at, read_plain
from gitscen.names import Oid

STATE_FILES = (
    "MERGE_HEAD", "MERGE_MSG", "MERGE_MODE", "MERGE_RR", "MERGE_AUTOSTASH", "AUTO_MERGE", "SQUASH_MSG",
    "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "ORIG_HEAD", "FETCH_HEAD", "BISECT_LOG", "BISECT_START",
    "BISECT_TERMS", "BISECT_NAMES", "BISECT_EXPECTED_REV", "BISECT_ANCESTORS_OK", "BISECT_FIRST_PARENT", "BISECT_HEAD",
    "BISECT_RUN", "COMMIT_EDITMSG", "NOTES_MERGE_REF", "NOTES_MERGE_PARTIAL", "TAG_EDITMSG",
)  # fmt: skip
STATE_FOLDERS = ("rebase-merge", "rebase-apply", "sequencer")
_MOST_STATE_FILES, _MOST_OWNED = 2000, 100
_INFO = ("info/exclude", "info/attributes", "info/sparse-checkout", "info/grafts")


def read_state(git_dir: str, listing: Mapping[str, Seen]) -> StateFiles:
    """Return the files of operations in progress, 256 KiB of each at most."""
    tops = tuple(folder + "/" for folder in STATE_FOLDERS)
    paths = [path for path in listing if path in STATE_FILES or path.startswith(tops)]
    files = [path for path in sorted(paths) if listing[path].kind is not Kind.FOLDER][:_MOST_STATE_FILES]
    folders = frozenset(name for name in STATE_FOLDERS if name in listing)
    return StateFiles(files={path: read_plain(git_dir, path, limit=MIB // 4) for path in files}, folders=folders)


def read_shallow(common_dir: str) -> Shallow:
    """Return the file shallow."""
    return parse_shallow(read_plain(common_dir, "shallow", limit=16 * MIB))


def parse_shallow(file: Plain) -> Shallow:
    """Return the boundary that a shallow file tells. Pure."""
    oids, bad = [], []
    for number, line in enumerate(file.content.splitlines(), 1):
        text = line.decode("latin-1")
        if len(text) in {40, 64} and all(digit in "0123456789abcdefABCDEF" for digit in text):
            oids.append(Oid(text.lower()))
        elif not (file.clipped and number * 41 > len(file.content)):
            bad.append(BadLine(number, line[:200]))
    return Shallow(file=file.without_content(), oids=tuple(oids), bad=tuple(bad))


def read_info(common_dir: str, listing: Mapping[str, Seen]) -> dict[str, Plain]:
    """Return the files of info/ that are there."""
    return {path: read_plain(common_dir, path) for path in _INFO if path in listing}


def find_hooks(listing: Mapping[str, Seen]) -> tuple[Hook, ...]:
    """Return the hooks that are no samples. Pure."""
    return tuple(
        Hook(path.removeprefix("hooks/"), bool(seen.mode & 0o111))
        for path, seen in sorted(listing.items())
        if path.startswith("hooks/") and seen.kind is not Kind.FOLDER and not path.endswith(".sample")
    )


def find_owned(common_dir: str, listing: Mapping[str, Seen], *, owner: int) -> tuple[Owned, ...]:
    """Return, up to a hundred, pieces of another owner, and folders and logs that their owner may not write."""
    found = []
    for path, seen in (*listing.items(), *_object_folders(common_dir)):
        needed = 0o300 if seen.kind is Kind.FOLDER else 0o200 if path.startswith("logs/") else 0
        if seen.kind not in {Kind.UNKNOWN, Kind.LINK} and (seen.uid != owner or seen.mode & needed != needed):
            found.append(Owned(path, seen.uid, seen.mode))
    return tuple(sorted(found)[:_MOST_OWNED])


def read_space(place: str) -> Space:
    """Return what is left on the disk of a place."""
    try:
        found = os.statvfs(place)
    except (OSError, AttributeError):  # not every system has it
        return Space()
    return Space(found.f_bavail * found.f_frsize, found.f_favail if found.f_files else None)


def find_modules(common_dir: str) -> tuple[str, ...]:
    """Return the repositories of submodules below modules/, by their paths there: at most a thousand."""
    found: list[str] = []
    waiting = [""]
    while waiting and len(found) < 1000:
        folder = waiting.pop()
        names = [name for name, seen in _listed(common_dir, f"modules/{folder}") if seen.kind is Kind.FOLDER]
        if {"objects", "refs"} & set(names) and folder:
            found.append(folder)
        elif folder.count("/") < 20:
            waiting += [f"{folder}/{name}" if folder else name for name in names]
    return tuple(sorted(found))


def read_own(git_dir: str) -> Own:
    """Return gitscen's own folder."""
    recoveries: dict[str, dict[str, Plain]] = {}
    for number, seen in _listed(git_dir, "gitscen/recover"):
        if seen.kind is Kind.FOLDER:
            folder = f"gitscen/recover/{number}"
            files = [name for name, one in _listed(git_dir, folder) if one.kind is Kind.FILE][:100]
            recoveries[number] = {name: read_plain(git_dir, f"{folder}/{name}") for name in files}
    operation = read_plain(git_dir, "gitscen/operation.json")
    return Own(operation=operation, recoveries=dict(sorted(recoveries.items())))


def _object_folders(common_dir: str) -> Iterator[tuple[str, Seen]]:
    yield "objects", look_at(os.path.join(common_dir, "objects"))
    for name, seen in _listed(common_dir, "objects"):
        if seen.kind is Kind.FOLDER:
            yield f"objects/{name}", seen


def _listed(top: str, folder: str) -> Iterator[tuple[str, Seen]]:
    """Yield what a folder holds; nothing where it is a link or cannot be listed."""
    place = os.path.join(top, folder)
    if any(look_at(os.path.join(top, part)).kind is not Kind.FOLDER for part in _ways(folder)):
        return
    try:
        with os.scandir(place) as found:
            names = sorted(entry.name for entry in found)
    except OSError:
        return
    yield from ((name, look_at(os.path.join(place, name))) for name in names)


def _ways(folder: str) -> Iterator[str]:
    """Yield a path below a git directory, and all folders on the way to it, the top one first."""
    parts = [part for part in folder.split("/") if part]
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
