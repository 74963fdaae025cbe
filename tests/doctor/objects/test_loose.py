"""Loose objects that git refuses although all of their content is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.doctor.objects.form import Broken, Object
from gitscen.doctor.objects.loose import read_loose, salvage_loose
from gitscen.names import Oid
from tests.doctor.objects.conftest import git

LIMIT = 1 << 20


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda whole: whole + b"x", "something follows its end"),
        (lambda whole: whole[:-4], "it ends in the middle"),
        (lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), "it does not inflate"),
        (lambda whole: b"\x79" + whole[1:], "it does not inflate"),
    ],
    ids=["behind it", "its checksum gone", "its checksum wrong", "its first byte"],
)
def test_it_is_broken_and_can_be_saved(copies: dict[str, Path], damage: Callable[[bytes], bytes], why: str) -> None:
    place = copies["loose"]
    oid = Oid(git(place, "rev-parse", "HEAD:src/long.txt"))
    path = place / ".git/objects" / oid[:2] / oid[2:]
    sound = read_loose(str(path), oid, "sha1", LIMIT)
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(damage(whole))

    found = read_loose(str(path), oid, "sha1", LIMIT)

    assert isinstance(sound, Object)
    assert isinstance(found, Broken)
    assert why in found.why
    assert salvage_loose(str(path), oid, "sha1", LIMIT) == sound


@pytest.mark.parametrize("damage", [b"", b"junk", b"\x78\x9c"])
def test_of_nothing_nothing_is_saved(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "x").write_bytes(damage)
    assert salvage_loose(str(tmp_path / "x"), Oid("1" * 40), "sha1", LIMIT) is None
    assert salvage_loose(str(tmp_path / "gone"), Oid("1" * 40), "sha1", LIMIT) is None
