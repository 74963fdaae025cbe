"""Three versions of a text into one: every change that stands alone, and local's where two meet.

Reads blobs and attributes through git and writes the result as a blob; the index and the files are not touched.
Blobs are merged as they are stored, so line endings and filters play no part until the file is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Versions:
    """The blobs of one text: the merge base's and both sides'."""

    base: Oid
    local: Oid
    incoming: Oid


def blend(git: Git, texts: Sequence[Versions], blobs: Blobs) -> list[Oid]:
    """Return the blob of both sides' text for each, local's where their changes meet.

    It is `local` itself where one is no text. `blobs` are those that were read already.
    """
    wanted = {oid for text in texts for oid in (text.base, text.local, text.incoming)}
    blobs = {**blobs, **read_blobs(git, wanted - blobs.keys())}
    blended = {text: text.local for text in texts}
    with tempfile.TemporaryDirectory() as folder:
        merged: dict[Versions, Path] = {}
        for number, text in enumerate(blended):
            place = Path(folder, str(number))
            if _merge(git, place, *(blobs[oid] for oid in (text.local, text.base, text.incoming))):
                merged[text] = place
        if merged:
            given = "".join(f"{place}\n" for place in merged.values()).encode()
            written = git.run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=given)
            blended |= zip(merged, map(Oid, written.line.split()), strict=True)
    return [blended[text] for text in texts]


def _merge(git: Git, place: Path, local: bytes, base: bytes, incoming: bytes) -> bool:
    """Merge three texts into a file; return whether git could: it takes no binary content."""
    files = [place, place.with_suffix(".base"), place.with_suffix(".incoming")]
    for file, content in zip(files, (local, base, incoming), strict=True):
        file.write_bytes(content)
    return git.try_("merge-file", "--quiet", "--ours", "--", *map(str, files)).ok
