"""The commits of the library that submodules of stories come from. Pure; `gitscen.world.library` builds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitscen.names import Oid

LibraryCommit = Literal["one", "two", "three"]
"""Two and three both follow one, so that neither follows the other."""

COMMITS: Mapping[LibraryCommit, Oid] = {
    "one": Oid("9524f1b3c0e369c5c07ffe78740f554ece745472"),
    "two": Oid("534307587a406d78b757eb7790704d7e4a3b72a0"),
    "three": Oid("f1d52b4a135556acfd92ba2170b45a11672c2dc1"),
}
"""Constants, so that submodules can be named in a tree wherever the library lies."""
