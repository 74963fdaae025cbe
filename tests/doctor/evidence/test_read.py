from __future__ import annotations

import os
from pathlib import Path

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem, reset_ids, set_uid

from gitscen.doctor.evidence import read
from gitscen.doctor.evidence.plain import Kind
from gitscen.doctor.evidence.read import look_at, read_listing, read_plain


def test_a_file_is_read_with_what_is_known_of_it(fs: FakeFilesystem) -> None:
    fs.create_file("/g/a/b", contents="x" * 40 + "\n", st_mode=0o100640)
    file = read_plain("/g", "a/b")
    assert (file.kind, file.content, file.size, file.mode) == (Kind.FILE, b"x" * 40 + b"\n", 41, 0o640)
    assert (file.exists, file.readable, file.clipped, file.oid) == (True, True, False, None)


def test_the_only_content_that_is_an_oid_is_one(fs: FakeFilesystem) -> None:
    fs.create_file("/g/a", contents="AB" * 20 + "\n")
    assert read_plain("/g", "a").oid == "ab" * 20


@pytest.mark.parametrize(("tail", "content"), [(False, b"012"), (True, b"789")])
def test_no_more_than_the_limit_is_read(fs: FakeFilesystem, content: bytes, *, tail: bool) -> None:
    fs.create_file("/g/a", contents="0123456789")
    file = read_plain("/g", "a", limit=3, tail=tail)
    assert (file.content, file.size, file.clipped) == (content, 10, True)


@pytest.mark.parametrize("path", ["nothing", "a/below-a-file", "no/folder", "nul\0"])
def test_what_is_not_there_is_missing_and_no_fault(fs: FakeFilesystem, path: str) -> None:
    fs.create_file("/g/a")
    file = read_plain("/g", path)
    assert (file.kind, file.exists, file.fault) == (Kind.MISSING, False, None)


def test_no_link_is_followed_neither_last_nor_in_the_middle(fs: FakeFilesystem) -> None:
    fs.create_file("/outside/secret", contents="secret")
    fs.create_symlink("/g/link", "/outside/secret")
    fs.create_symlink("/g/refs", "/outside")
    last, middle = read_plain("/g", "link"), read_plain("/g", "refs/secret")
    assert (last.kind, last.content, last.fault) == (Kind.LINK, b"", "it is a symbolic link to /outside/secret")
    assert (middle.readable, middle.content, middle.fault) == (False, b"", "refs is a symbolic link")
    assert set(read_listing("/g")) == {"link", "refs"}


def test_a_file_that_was_exchanged_for_a_link_is_not_opened(fs: FakeFilesystem) -> None:
    fs.create_file("/secret", contents="secret")
    fs.create_symlink("/g/exchanged", "/secret")
    with pytest.raises(OSError, match="symbolic links"):
        read._read_file("/g/exchanged", "exchanged", limit=9, tail=False)


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "HEAD")
    file = read_plain(str(tmp_path), "HEAD")
    assert (file.kind, file.fault) == (Kind.OTHER, "it is a pipe, socket or device")


def test_a_file_that_may_not_be_read_says_so(fs: FakeFilesystem) -> None:
    fs.create_file("/g/a", contents="x", st_mode=0o100000)
    set_uid(1000)
    try:
        file = read_plain("/g", "a")
    finally:
        reset_ids()
    assert (file.exists, file.readable, file.fault) == (True, False, "permission denied")


def test_a_listing_leaves_out_what_it_is_told_to_and_ends_at_its_limit(fs: FakeFilesystem) -> None:
    for number in range(9):
        fs.create_file(f"/g/objects/{number}")
        fs.create_file(f"/g/refs/heads/{number}")
    assert set(read_listing("/g", skip=frozenset({"objects"}))) == {
        "objects",
        "refs",
        "refs/heads",
        *(f"refs/heads/{number}" for number in range(9)),
    }
    assert len(read_listing("/g", limit=3)) < 20


def test_a_place_is_looked_at_without_raising(fs: FakeFilesystem) -> None:
    fs.create_dir("/g")
    assert [look_at(place).kind for place in ("/g", "/x", "/g\0")] == [Kind.FOLDER, Kind.MISSING, Kind.MISSING]
