"""The library: the repository that submodules of stories come from, with three commits.

Two and three both follow one, so that neither follows the other. The ids are constants: submodules can be named in
a tree wherever the library lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pygit2

from gitscen.errors import WorldError
from gitscen.names import Oid, TreePath
from gitscen.world.clock import HISTORY_BEGINS, Clock
from gitscen.world.tree import FILE, Entry, write_tree

LibraryCommit = Literal["one", "two", "three"]

URL = "../library.git"
"""Relative to the origin's, so that content is the same on every machine."""

COMMITS: Mapping[LibraryCommit, Oid] = {
    "one": Oid("9524f1b3c0e369c5c07ffe78740f554ece745472"),
    "two": Oid("534307587a406d78b757eb7790704d7e4a3b72a0"),
    "three": Oid("f1d52b4a135556acfd92ba2170b45a11672c2dc1"),
}


def build_library(place: Path) -> None:
    """Make the library's bare repository, with a branch for each commit and `main` at the first."""
    repository = pygit2.init_repository(place, bare=True, initial_head="main")
    clock = Clock(HISTORY_BEGINS)
    written: dict[LibraryCommit, Oid] = {}
    for name in COMMITS:
        author = pygit2.Signature("Library", "library@example.invalid", clock.tick(), 0)
        blob = Oid(str(repository.create_blob(f"{name}\n".encode())))
        tree = write_tree(repository, {TreePath(b"library.txt"): Entry(FILE, blob)})
        parents = [] if name == "one" else [written["one"]]
        written[name] = Oid(str(repository.create_commit(f"refs/heads/{name}", author, author, name, tree, parents)))
    repository.create_reference("refs/heads/main", written["one"])
    if written != dict(COMMITS):
        raise WorldError(f"the library at {place} came out with other ids than it has everywhere: {written}.")


def gitmodules_section(path: TreePath) -> bytes:
    """Return the section of `.gitmodules` for a submodule at a path. Pure."""
    quoted = b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return b"[submodule " + quoted + b"]\n\tpath = " + quoted + b"\n\turl = " + URL.encode() + b"\n"


def add_gitmodules(content: bytes, path: TreePath) -> bytes:
    """Return the content of a `.gitmodules` that names a submodule, if it did not before. Pure."""
    section = gitmodules_section(path)
    header = section.partition(b"\n")[0] + b"\n"
    return content if header in content else content + section
