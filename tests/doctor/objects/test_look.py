"""What the object directory shows by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.doctor.objects.look import ObjectFacts, look_at_objects
from gitscen.doctor.objects.store import ObjectStore
from tests.doctor.objects.conftest import git
from tests.doctor.objects.test_store import replace


def look(place: Path, name: str = "") -> ObjectFacts:
    algorithm = "sha256" if name == "sha256" else "sha1"
    return look_at_objects(ObjectStore([place / ".git/objects"], algorithm), (str(place),))


@pytest.mark.parametrize("name", ["loose", "packed", "mixed", "refdelta", "indexv1", "sha256"])
def test_a_whole_repository_shows_nothing(originals: dict[str, Path], name: str) -> None:
    assert look(originals[name], name) == ObjectFacts()


def test_derived_files_are_nothing_as_long_as_they_are_whole(copies: dict[str, Path]) -> None:
    place = copies["packed"]
    git(place, "commit-graph", "write", "--reachable")
    git(place, "multi-pack-index", "write")
    assert look(place) == ObjectFacts()
    for path in [place / ".git/objects/info/commit-graph", place / ".git/objects/pack/multi-pack-index"]:
        replace(path, path.read_bytes()[:-30] + bytes(30))
    found = look(place)
    assert found.graphs == (("info/commit-graph", "its checksum is wrong"),)
    assert found.midx == "its checksum is wrong"


def test_a_midx_that_names_a_pack_which_is_gone(copies: dict[str, Path]) -> None:
    place = copies["packed"]
    git(place, "multi-pack-index", "write")
    [pack] = (place / ".git/objects/pack").glob("*.pack")
    pack.rename(pack.with_name("pack-other.pack"))
    assert look(place).midx == f"it names {pack.with_suffix('.idx').name}, which is not there"


def test_an_object_directory_that_is_gone(tmp_path: Path) -> None:
    assert look(tmp_path) == ObjectFacts(missing=True)


@pytest.mark.parametrize(
    ("damage", "index", "content"),
    [
        ("missing", "it is missing", None),
        ("empty", "it is too short", None),
        ("flipped", "its checksum is wrong", None),
        ("pack cut", None, "its end is missing, or another pack's"),
        ("pack flipped", None, "its checksum is wrong"),
    ],
)
def test_a_pack_that_cannot_be_read(
    copies: dict[str, Path], damage: str, index: str | None, content: str | None
) -> None:
    place = copies["packed"]
    [path] = (place / ".git/objects/pack").glob("*.pack")
    match damage:
        case "missing":
            path.with_suffix(".idx").unlink()
        case "empty":
            replace(path.with_suffix(".idx"), b"")
        case "flipped":
            whole = path.with_suffix(".idx").read_bytes()
            replace(path.with_suffix(".idx"), whole[:1500] + b"\xff\xff\xff" + whole[1503:])
        case "pack cut":
            replace(path, path.read_bytes()[:-30])
        case _:
            whole = path.read_bytes()
            replace(path, whole[:100] + b"\0\0" + whole[102:])
    [fault] = look(place).packs
    assert (fault.path, fault.index, fault.content) == (str(path), index, content)
    assert bool(fault.damaged) == (content is not None)


def test_what_was_cut_short_is_temporary(copies: dict[str, Path]) -> None:
    place = copies["loose"]
    objects = place / ".git/objects"
    left = ["ab/tmp_obj_x1", "pack/tmp_pack_y2", "pack/.tmp-9-pack-1.idx", "tmp_objdir-incoming-z3"]
    for name in left[:3]:
        (objects / name).parent.mkdir(exist_ok=True)
        (objects / name).write_bytes(b"x")
    (objects / left[3]).mkdir()
    assert sorted(look(place).temporary) == sorted(left)


@pytest.mark.parametrize("where", ["inside", "outside", "gone"])
def test_alternates_are_told_and_never_entered(copies: dict[str, Path], tmp_path: Path, where: str) -> None:
    place = copies["loose"]
    target = {"inside": place / ".git/modules/x/objects", "outside": tmp_path / "far", "gone": place / "gone"}[where]
    if where != "gone":
        target.mkdir(parents=True)
    (place / ".git/objects/info/alternates").write_text(f"# borrowed\n{target}\n")
    found = look(place).alternates
    assert not isinstance(found, str)
    [alternate] = found
    assert (alternate.exists, alternate.outside) == (where != "gone", where == "outside")
