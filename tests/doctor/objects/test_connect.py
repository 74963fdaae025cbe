"""What the references between objects say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.doctor.objects.connect import Connections, connect
from gitscen.names import Oid
from tests.doctor.objects.conftest import git
from tests.doctor.objects.test_store import store_of


def walk(place: Path, *more: tuple[str, str], name: str = "") -> Connections:
    refs = git(place, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    tips = [(label, Oid(oid)) for label, oid in (*(line.split() for line in refs), *more)]
    return connect(store_of(place, name), tips, staged(place))


def staged(place: Path) -> list[tuple[bytes, Oid]]:
    lines = [line.split() for line in git(place, "ls-files", "-s").splitlines()]
    return [(words[3].encode(), Oid(words[1])) for words in lines]


def loose(place: Path, oid: str) -> Path:
    return place / f".git/objects/{oid[:2]}/{oid[2:]}"


@pytest.mark.parametrize("name", ["loose", "packed", "mixed", "refdelta", "indexv1", "sha256"])
def test_a_whole_repository_hangs_together(originals: dict[str, Path], name: str) -> None:
    place = originals[name]
    found = walk(place, name=name)
    assert (found.missing, found.complete) == ((), True)
    assert {one.kind for one in found.dangling} <= {"tree"}  # what the index was of when a commit was made
    assert found.commits.keys() == set(git(place, "rev-list", "--all").split())


@pytest.mark.parametrize(
    ("expression", "kind", "path"),
    [
        ("HEAD~2", "commit", b""),
        ("HEAD~2:src", "tree", b"src/"),
        ("HEAD~2:src/long.txt", "blob", b"src/long.txt"),
        (":staged.txt", "blob", b"staged.txt"),
    ],
)
def test_what_is_gone_is_told_with_what_wants_it(
    copies: dict[str, Path], expression: str, kind: str, path: bytes
) -> None:
    place = copies["loose"]
    oid = git(place, "rev-parse", expression)
    tip, child = git(place, "rev-parse", "HEAD", "HEAD~1").split()
    loose(place, oid).unlink()
    [missing] = connect(store_of(place), [("refs/heads/main", Oid(tip))], staged(place)).missing
    assert (missing.oid, missing.kind, missing.why) == (oid, kind, "it is missing")
    assert missing.path == path
    assert missing.below == ("index" if kind == "blob" and path == b"staged.txt" else "refs/heads/main")
    assert missing.parent_of == (child if kind == "commit" else None)


def test_nothing_is_wanted_below_a_shallow_boundary(copies: dict[str, Path]) -> None:
    place = copies["loose"]
    boundary, parent = git(place, "rev-parse", "HEAD~1", "HEAD~2").split()
    tip = Oid(git(place, "rev-parse", "HEAD"))
    loose(place, parent).unlink()
    assert connect(store_of(place), [("HEAD", tip)]).missing
    assert not connect(store_of(place), [("HEAD", tip)], (), [Oid(boundary)]).missing


def test_a_dropped_stash_dangles_as_one_thing(copies: dict[str, Path]) -> None:
    place = copies["loose"]
    (place / "src/long.txt").write_text("changed\n")
    (place / "new.txt").write_text("new\n")
    git(place, "stash", "push", "-qu", "-m", "mine")
    entry = git(place, "rev-parse", "refs/stash")
    git(place, "stash", "drop", "-q")
    found = [one for one in walk(place).dangling if one.kind == "commit"]
    assert [(one.oid, one.is_stash) for one in found] == [(entry, True)]
    assert found[0].commit
    assert found[0].commit.subject == "On main: mine"
    assert len(found[0].commit.parents) == 3


def test_firm_tips_name_what_they_reach_first(copies: dict[str, Path]) -> None:
    place = copies["loose"]
    git(place, "commit", "-qm", "lost")
    lost = git(place, "rev-parse", "HEAD")
    git(place, "reset", "-q", "--soft", "HEAD~1")
    found = walk(place, ("reflog of HEAD", lost))
    assert found.commits[Oid(lost)] == "reflog of HEAD"
    assert [oid for oid, label in found.commits.items() if label == "reflog of HEAD"] == [lost]
