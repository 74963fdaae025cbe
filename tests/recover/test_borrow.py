"""Objects that a workspace borrows from outside: recover reads them as git does, and refs that name them come back."""

from __future__ import annotations

import pytest

from gitscen.recover.borrow import find_folders
from gitscen.recover.tell import sound
from tests.conftest import Place, Repository
from tests.recover.broken import mended


@pytest.fixture
def ws(place: Place) -> Repository:
    """Return a clone of a clone; both have none of the origin's objects of their own."""
    for source, name in (("origin.git", "first"), ("first", "ws")):
        Repository(place.root).git("clone", "-q", "--shared", source, name)
    return Repository(place.root / "ws")


def test_the_places_of_places_count_too(ws: Repository, place: Place) -> None:
    objects = ws.path / ".git/objects"
    alternates = objects / "info/alternates"
    alternates.write_text(alternates.read_text() + "/nowhere/at/all\n")
    assert find_folders(objects) == [objects, place.root / "first/.git/objects", place.root / "origin.git/objects"]
    assert find_folders(place.root) == [place.root]


def test_a_branch_whose_commit_is_borrowed_comes_back(ws: Repository) -> None:
    tip = ws.git("rev-parse", "main")
    ws.write({"app.txt": "staged\n"})
    ws.git("add", "app.txt")
    (ws.path / ".git/refs/heads/main").write_bytes(b"")
    assert sound(mended(ws.path))
    assert ws.git("rev-parse", "main") == tip
    assert ws.git("status", "--porcelain") == "M  app.txt"
