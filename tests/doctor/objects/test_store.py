"""The reader of objects, held against git's own, on whole and on damaged repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitscen.doctor.objects.form import Broken, Object, TooLarge, object_id
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid
from tests.doctor.objects.conftest import IDENTITY, git

REPOSITORIES = ("loose", "packed", "mixed", "refdelta", "indexv1", "sha256")


def store_of(place: Path, name: str = "", **options: int) -> ObjectStore:
    return ObjectStore([place / ".git/objects"], "sha256" if name == "sha256" else "sha1", **options)


def objects_of(place: Path) -> dict[Oid, tuple[str, int]]:
    said = git(place, "cat-file", "--batch-check", "--batch-all-objects").splitlines()
    return {Oid(oid): (kind, int(size)) for oid, kind, size in map(str.split, said)}


def replace(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_every_object_of_git_is_read(originals: dict[str, Path], name: str) -> None:
    place = originals[name]
    store = store_of(place, name)
    wanted = objects_of(place)
    assert len(wanted) > 30
    for oid, (kind, size) in wanted.items():
        found = store.read(oid)
        assert isinstance(found, Object), (oid, found)
        assert (found.kind, len(found.content)) == (kind, size)
        assert object_id(kind, found.content, store.algorithm) == oid
        assert store.has(oid)
    assert {*store.loose, *store.packed} == wanted.keys()


def test_deltas_were_among_them(originals: dict[str, Path]) -> None:
    for name in ("packed", "refdelta"):
        [pack] = (originals[name] / ".git/objects/pack").glob("*.idx")
        said = subprocess.run(["git", "verify-pack", "-v", pack], env=IDENTITY, capture_output=True, check=True).stdout
        assert b"chain length = 1" in said


@pytest.mark.parametrize("name", REPOSITORIES)
def test_an_object_that_is_not_there_is_none(originals: dict[str, Path], name: str) -> None:
    store = store_of(originals[name], name)
    oid = Oid("12" * (store.digits // 2))
    assert store.read(oid) is None
    assert not store.has(oid)


@pytest.mark.parametrize("name", ["loose", "packed"])
def test_a_large_object_is_told_and_not_read(originals: dict[str, Path], name: str) -> None:
    place = originals[name]
    oid = Oid(git(place, "rev-parse", "HEAD:src/long.txt"))
    assert store_of(place, limit=100).read(oid) == TooLarge("blob", objects_of(place)[oid][1])


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (b"", "it is empty"),
        (b"garbage", "it does not inflate"),
    ],
)
def test_a_damaged_loose_object_is_broken(copies: dict[str, Path], damage: bytes, why: str) -> None:
    place = copies["loose"]
    oid = git(place, "rev-parse", "HEAD")
    path = place / f".git/objects/{oid[:2]}/{oid[2:]}"
    replace(path, damage)
    assert store_of(place).read(Oid(oid)) == Broken(str(path), why)


def test_a_swapped_loose_object_is_broken(copies: dict[str, Path]) -> None:
    place = copies["loose"]
    oid, other = git(place, "rev-parse", "HEAD", "HEAD~1").split()
    path = place / f".git/objects/{oid[:2]}/{oid[2:]}"
    replace(path, (place / f".git/objects/{other[:2]}/{other[2:]}").read_bytes())
    assert store_of(place).read(Oid(oid)) == Broken(str(path), "its content is another object's")


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_plain_file_is_never_opened(copies: dict[str, Path], kind: str) -> None:
    place = copies["loose"]
    oid = git(place, "rev-parse", "HEAD")
    path = place / f".git/objects/{oid[:2]}/{oid[2:]}"
    path.rename(place / "elsewhere")
    match kind:
        case "link":
            path.symlink_to(place / "elsewhere")
        case "pipe":
            os.mkfifo(path)
        case _:
            path.mkdir()
    assert isinstance(store_of(place).read(Oid(oid)), Broken)


def test_a_damaged_pack_still_gives_what_is_whole(copies: dict[str, Path]) -> None:
    place = copies["packed"]
    wanted = objects_of(place)
    [path] = (place / ".git/objects/pack").glob("*.pack")
    content = path.read_bytes()
    middle = len(content) // 2
    replace(path, content[:middle] + bytes(byte ^ 255 for byte in content[middle : middle + 8]) + content[middle + 8 :])
    store = store_of(place)
    read = {oid: store.read(oid) for oid in wanted}
    broken = {oid for oid, found in read.items() if isinstance(found, Broken)}
    assert 0 < len(broken) < len(wanted)
    [pack] = store.packs
    assert pack.check(1 << 30) == "its checksum is wrong"
    assert {*pack.damaged()} <= broken
    assert {*pack.damaged()}


def test_a_second_copy_of_an_object_is_found(copies: dict[str, Path]) -> None:
    place = copies["mixed"]
    [path] = (place / ".git/objects/pack").glob("*.pack")
    replace(path, path.read_bytes()[:40])
    store = store_of(place)
    assert all(isinstance(store.read(oid), Object) for oid in store.loose)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_to_any_file_makes_the_reader_raise_or_lie(copies: dict[str, Path], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["loose", "packed", "refdelta", "indexv1"]))
    place = copies[name]
    files = sorted(path for path in (place / ".git/objects").rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    noise = data.draw(st.binary(max_size=30))
    replace(path, data.draw(st.sampled_from([content[:at], content[:at] + noise, content[:at] + noise + content[at:]])))
    try:
        store = store_of(place)
        for oid in [*store.loose, *store.packed]:
            found = store.read(oid)
            if isinstance(found, Object):
                assert object_id(found.kind, found.content, "sha1") == oid
    finally:
        replace(path, content)
