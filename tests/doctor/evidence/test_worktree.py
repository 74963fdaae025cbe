from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem, reset_ids, set_uid

from gitscen.doctor.evidence.compare import Comparer
from gitscen.doctor.evidence.filetree import Change, FileTree
from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.evidence.index import parse_index
from gitscen.doctor.evidence.indexfile import IndexFile
from gitscen.doctor.evidence.plain import Kind, Plain
from gitscen.doctor.evidence.worktree import read_worktree
from tests.conftest import Repository
from tests.doctor.evidence.build import A, Entry, blob, build_index, lay

LATER = 4_000_000_000 * 10**9


def index_of(entries: Sequence[Entry], *, mtime: int = LATER) -> IndexFile:
    data = build_index(sorted(entries, key=lambda one: (one.path, one.stage)), version=3)
    return parse_index(Plain(path="index", kind=Kind.FILE, content=data, size=len(data), mtime=mtime))


def tracked(path: str, content: str, mode: int = 0o100644) -> Entry:
    return Entry(path.encode(), blob(content.encode()), mode, place=f"/w/{path}")


def changes(tree: FileTree) -> dict[bytes, Change]:
    return {one.path: one.change for one in tree.changed}


def test_what_is_as_the_index_has_it_is_counted_and_no_more(
    fs: FakeFilesystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(fs, {"/w/a": "a\n", "/w/d/b": "b\n", "/w/.git/HEAD": "x"})
    fs.create_symlink("/w/link", "a")
    index = index_of([tracked("a", "a\n"), tracked("d/b", "b\n"), tracked("link", "a", mode=0o120000)])
    monkeypatch.setattr(Comparer, "_judge", None)  # nothing is opened
    tree = read_worktree("/w", index)
    assert (tree.known, tree.files, tree.folders, tree.changed, tree.touched) == (True, 3, 2, (), 0)
    assert (tree.loose, tree.pointing, tree.nested, tree.unreadable) == ((), (), (), ())


def test_every_way_to_differ_is_told(fs: FakeFilesystem) -> None:
    names = ("edited", "emptied", "deleted", "executable", "folder", "link", "empty before", "touched", "same size")
    lay(fs, {f"/w/{name}": "" if name == "empty before" else "one\n" for name in names})
    index = index_of([tracked(name, "" if name == "empty before" else "one\n") for name in names])
    for name in ("deleted", "folder", "link"):
        fs.remove(f"/w/{name}")
    fs.get_object("/w/edited").set_contents("longer\n")
    fs.get_object("/w/same size").set_contents("two\n")
    fs.get_object("/w/emptied").set_contents("")
    fs.chmod("/w/executable", 0o755)
    lay(fs, {"/w/folder/inside": "x"})
    fs.create_symlink("/w/link", "edited")
    for name in ("touched", "same size"):
        os.utime(f"/w/{name}", (1, 1))
    tree = read_worktree("/w", index)
    assert changes(tree) == {
        b"edited": Change.EDITED,
        b"same size": Change.EDITED,
        b"emptied": Change.EMPTIED,
        b"deleted": Change.DELETED,
        b"executable": Change.MODE,
        b"folder": Change.KIND,
        b"link": Change.KIND,
    }
    assert [one.oid for one in tree.changed if one.path == b"edited"] == [blob(b"longer\n")]
    assert [one.path for one in tree.loose] == [b"folder/inside"]
    assert tree.touched == 1
    assert b"executable" not in changes(read_worktree("/w", index, file_mode=False))


def test_a_file_as_young_as_the_index_is_looked_into(fs: FakeFilesystem) -> None:
    """It may have been written after the index was, within one tick of the clock, with the same size."""
    lay(fs, {"/w/a": "one\n"})
    entry = tracked("a", "one\n")
    info = os.lstat("/w/a")
    fs.get_object("/w/a").set_contents("two\n")
    os.utime("/w/a", ns=(info.st_mtime_ns, info.st_mtime_ns))
    assert changes(read_worktree("/w", index_of([entry], mtime=info.st_mtime_ns + 1))) == {}
    assert changes(read_worktree("/w", index_of([entry], mtime=info.st_mtime_ns))) == {b"a": Change.EDITED}


def test_line_ends_and_large_file_pointers_are_no_edits(fs: FakeFilesystem) -> None:
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        "oid sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\nsize 6\n"
    )
    lay(fs, {"/w/text": "a\r\nb\r\n", "/w/large": "hello\n"})
    index = index_of([Entry(b"text", blob(b"a\nb\n")), Entry(b"large", blob(pointer.encode()))])
    tree = read_worktree("/w", index)
    assert (tree.changed, tree.touched) == ((), 2)


def test_what_git_converts_by_itself_is_no_edit(fs: FakeFilesystem) -> None:
    wide = "one\r\ntwo\r\n".encode("utf-16")
    lay(fs, {"/w/ident": "$Id: 0123 $ $Identity$\r\n", "/w/wide": wide, "/w/other": b"\xff\xfe\xff"})
    entries = [("ident", b"$Id$ $Identity$\n"), ("wide", b"one\ntwo\n"), ("other", b"x")]
    tree = read_worktree("/w", index_of([Entry(name.encode(), blob(content)) for name, content in entries]))
    assert (changes(tree), tree.touched) == ({b"other": Change.EDITED}, 2)


@pytest.mark.parametrize(
    ("symlinks", "found"), [(True, {b"a": Change.KIND, b"b": Change.KIND}), (False, {b"b": Change.EDITED})]
)
def test_without_links_a_file_stands_for_one(fs: FakeFilesystem, found: dict[bytes, Change], *, symlinks: bool) -> None:
    lay(fs, {"/w/a": "target", "/w/b": "elsewhere"})
    index = index_of([Entry(name, blob(b"target"), mode=0o120000) for name in (b"a", b"b")])
    assert changes(read_worktree("/w", index, symlinks=symlinks)) == found


@pytest.mark.parametrize("file_mode", [True, False])
def test_a_file_that_may_not_be_read_is_told_though_it_seems_unchanged(fs: FakeFilesystem, *, file_mode: bool) -> None:
    lay(fs, {"/w/a": "a", "/w/run": "x"})
    fs.chmod("/w/run", 0o755)
    index = index_of([tracked("a", "a"), tracked("run", "x", mode=0o100755)])
    assert read_worktree("/w", index, file_mode=file_mode).touched == 0
    fs.chmod("/w/a", 0o000)
    set_uid(1000)
    try:
        tree = read_worktree("/w", index, file_mode=file_mode)
    finally:
        reset_ids()
    assert changes(tree) == {b"a": Change.UNREADABLE}


def test_edits_below_hiding_flags_are_told_as_hidden(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/assumed": "edited\n", "/w/skipped": "edited\n"})
    entries = [
        Entry(b"assumed", blob(b"old\n"), flags=0x8000),
        Entry(b"skipped", blob(b"old\n"), extended=0x4000),
        Entry(b"away", A, extended=0x4000),
        Entry(b"out/", A, mode=0o040000, extended=0x4000),
    ]
    tree = read_worktree("/w", index_of(entries))
    assert [(one.path, one.hidden) for one in tree.changed] == [(b"assumed", True), (b"skipped", True)]
    assert tree.gone == 2


def test_what_the_index_does_not_have_is_untracked_ignored_or_unmerged(fs: FakeFilesystem) -> None:
    lay(
        fs,
        {
            "/w/.gitignore": "*.log\nbuild/\n",
            "/w/new": "x",
            "/w/d/x.log": "x",
            "/w/build/a/b": "x",
            "/w/kept/build/tracked": "x",
            "/w/kept/build/a/b": "x",
            "/w/fight": "<<<<<<<",
            "/w/excluded": "x",
        },
    )
    entries = [tracked(".gitignore", "*.log\nbuild/\n"), tracked("kept/build/tracked", "x")]
    index = index_of([*entries, Entry(b"fight", stage=1), Entry(b"fight", stage=2)])
    tree = read_worktree("/w", index, exclude=b"excluded\n")
    assert [one.path for one in tree.untracked] == [b"new"]
    assert [(one.path, one.kind) for one in tree.ignored] == [
        (b"build/", Kind.FOLDER),
        (b"d/x.log", Kind.FILE),
        (b"excluded", Kind.FILE),
        (b"kept/build/a/", Kind.FOLDER),
    ]
    assert [one.path for one in tree.loose if one.unmerged] == [b"fight"]


def test_repositories_inside_are_told_and_not_entered(fs: FakeFilesystem) -> None:
    lay(
        fs,
        {
            "/w/nested/.git/HEAD": "x",
            "/w/nested/file": "x",
            "/w/lib/.git": "gitdir: ../.git/modules/lib\n",
            "/w/lib/file": "x",
            "/w/.git/modules/lib/HEAD": "x",
            "/w/lost/.git": "gitdir: ../.git/modules/lost\n",
            "/w/out/.git": "gitdir: /other/.git\n",
            "/w/odd/.git": "garbage",
        },
    )
    fs.create_dir("/w/unfilled")
    links = [Entry(name, mode=0o160000) for name in (b"lib", b"lost", b"unfilled", b"absent")]
    tree = read_worktree("/w", index_of(links))
    assert [(one.path, one.tracked, one.target, one.found) for one in tree.nested] == [
        (b"lib", True, ".git/modules/lib", True),
        (b"lost", True, ".git/modules/lost", False),
        (b"nested", False, None, True),
        (b"odd", False, None, False),
        (b"out", False, None, True),
    ]
    assert tree.missing_submodules == (b"absent", b"unfilled")
    assert (tree.changed, tree.loose) == ((), ())


def test_links_that_lead_nowhere_or_out_are_told_and_not_followed(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/a": "a", "/w/d/b": "b", "/secret": "x"})
    for name, target in {
        "fine": "d/b",
        "d/up": "../a",
        "whole": "/w/a",
        "nothing": "d/c",
        "loop": "loop",
        "out": "../secret",
        "absolute": "/secret",
        "sly": "d/../../secret",
        "through": "away/x",
        "away": "/",
    }.items():
        fs.create_symlink(f"/w/{name}", target)
    tree = read_worktree("/w", index_of([]))
    assert {one.path: (one.outside, one.broken) for one in tree.pointing} == {
        b"nothing": (False, True),
        b"loop": (False, True),
        b"out": (True, None),
        b"absolute": (True, None),
        b"sly": (True, None),
        b"through": (True, None),
        b"away": (True, None),
    }


def test_a_folder_that_cannot_be_listed_takes_its_files_out_of_sight(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/shut/a": "a", "/w/open": "x"})
    index = index_of([tracked("shut/a", "a"), tracked("open", "x")])
    fs.chmod("/w/shut", 0o000)
    set_uid(1000)
    try:
        tree = read_worktree("/w", index)
    finally:
        reset_ids()
    assert tree.unreadable == ((b"shut", "permission denied"),)
    assert changes(tree) == {b"shut/a": Change.UNREADABLE}


def test_beyond_the_limit_of_bytes_nothing_is_compared(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/a": "x" * 100, "/w/b": "y", "/w/c": "z" * 50})
    comparer = Comparer(b"/w", hash_name="sha1", file_mode=True, most_bytes=50)
    suspects = [(name, (bytes(40), bytes(20), 0), os.lstat(f"/w/{name.decode()}")) for name in (b"a", b"b", b"c")]
    assert [one.change for one in comparer.compare(suspects)] == [Change.UNSURE, Change.EDITED, Change.UNSURE]


def test_an_index_that_is_not_usable_is_not_held_against_the_files(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/a": "a"})
    tree = read_worktree("/w", IndexFile())
    assert (tree.known, tree.changed, [one.path for one in tree.loose]) == (False, (), [b"a"])


@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
def test_it_says_what_git_status_says(tmp_path: Path, hash_name: str) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "-q", f"--object-format={hash_name}")
    repository.commit(
        "one", {f"d{number % 3}/{number}": f"{number}\n" for number in range(12)} | {".gitignore": "*.o\n"}
    )
    repository.write(
        {"d0/0": "", "d1/1": "9\n", "d2/2": "longer\n", "new/a": "x", "new/b.o": "x", "d0/c.o": "x", "é": "x"}
    )
    (tmp_path / "d0/3").unlink()
    (tmp_path / "d1/4").chmod(0o755)
    (tmp_path / "d2/5").unlink()
    (tmp_path / "d2/5").symlink_to("2")
    os.utime(tmp_path / "d0/6")
    evidence = gather(tmp_path)
    said = repository.git("--no-optional-locks", "status", "--porcelain", "-uall", "--ignored", "-z").split("\0")[:-1]
    by = {sign: sorted(line[3:] for line in said if line[:2] == sign) for sign in (" M", " D", " T", "??", "!!")}
    signs = {Change.DELETED: " D", Change.KIND: " T"}
    found = [(signs.get(one.change, " M"), os.fsdecode(one.path)) for one in evidence.files.changed]
    found += [("!!" if one.ignored else "??", os.fsdecode(one.path)) for one in evidence.files.loose]
    assert {sign: sorted(path for other, path in found if other == sign) for sign in by} == by
    assert evidence.files.touched >= 1
    assert (evidence.hash, evidence.faults) == (hash_name, ())
