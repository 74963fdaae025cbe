"""Three versions of a text into one: every change that stands alone, and local's where two meet.

Reads blobs and attributes through git and writes the result as a blob; the index and the files are not touched.
Blobs are merged as they are stored, so line endings and filters play no part until the file is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from gitscen.errors import GitError
from gitscen.names import Oid, TreePath
from gitscen.workflow.git import Git

_SNIFFED = 8000
"""git takes content for binary if there is a NUL in its first 8000 bytes (xdiff-interface.c)."""

_TEXT_DRIVERS = (b"unspecified", b"set", b"text", b"union")


Blobs = Mapping[Oid, bytes]


def read_blobs(git: Git, oids: Iterable[Oid]) -> Blobs:
    """Return what is in each of these blobs; one process for them all. Raises `GitError` where one is missing."""
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return {}
    done = git.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in wanted).encode())
    blobs: dict[Oid, bytes] = {}
    at = 0
    for oid in wanted:
        end = done.stdout.index(b"\n", at)
        words = done.stdout[at:end].split()
        if words[-1:] == [b"missing"]:
            raise GitError(done.argv, str(git.worktree), 128, b"", f"object {oid} is missing")
        at = end + 1 + int(words[2])
        blobs[oid] = done.stdout[end + 1 : at]
        at += 1  # a newline after each
    return blobs


def is_binary(content: bytes) -> bool:
    """Whether git would refuse to merge this content as text."""
    return b"\0" in content[:_SNIFFED]


def read_whole(git: Git, paths: Iterable[TreePath]) -> frozenset[TreePath]:
    """Return those paths that attributes keep from being merged as text: `-merge`, `binary`, or a driver by name."""
    given = b"".join(path + b"\0" for path in paths)
    if not given:
        return frozenset()
    fields = git.run("check-attr", "-z", "--stdin", "merge", stdin=given).stdout.split(b"\0")
    answers = zip(fields[::3], fields[2::3], strict=False)
    return frozenset(TreePath(path) for path, value in answers if value not in _TEXT_DRIVERS)


def blend(git: Git, blobs: Blobs, *, base: Oid, local: Oid, incoming: Oid) -> Oid:
    """Return the blob of both sides' text, local's where their changes meet; `local` itself where one is no text.

    `blobs` are those that were read already.
    """
    blobs = {**blobs, **read_blobs(git, {base, local, incoming} - blobs.keys())}
    versions = [blobs[oid] for oid in (local, base, incoming)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("local", "base", "incoming")]
        for file, content in zip(files, versions, strict=True):
            file.write_bytes(content)
        done = git.try_("merge-file", "--quiet", "-p", "--ours", "--", *map(str, files))
    if not done.ok:
        return local  # merge-file takes no binary content
    return Oid(git.run("hash-object", "-w", "--no-filters", "--stdin", stdin=done.stdout).line)
