"""The library: the repository that submodules of stories come from, with the commits of `scenario.library`."""

from __future__ import annotations

from pathlib import Path

import pygit2

from gitscen.errors import WorldError
from gitscen.names import Oid, TreePath
from gitscen.scenario.library import COMMITS, LibraryCommit
from gitscen.world.bare import init_bare, pack_bare
from gitscen.world.clock import HISTORY_BEGINS, Clock
from gitscen.world.tree import FILE, Entry, write_tree

URL = "../library.git"
"""Relative to the origin's, so that content is the same on every machine."""


def build_library(place: Path) -> None:
    """Make the library's bare repository, with a branch for each commit and `main` at the first."""
    init_bare(place)
    repository = pygit2.Repository(str(place))
    clock = Clock(HISTORY_BEGINS)
    written: dict[LibraryCommit, Oid] = {}
    for name in COMMITS:
        author = pygit2.Signature("Library", "library@example.invalid", clock.tick(), 0)
        blob = Oid(str(repository.create_blob(f"{name}\n".encode())))
        tree = write_tree(repository, {TreePath(b"library.txt"): Entry(FILE, blob)})
        parents = [] if name == "one" else [written["one"]]
        written[name] = Oid(str(repository.create_commit(f"refs/heads/{name}", author, author, name, tree, parents)))
    repository.create_reference("refs/heads/main", written["one"])
    pack_bare(place)
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
