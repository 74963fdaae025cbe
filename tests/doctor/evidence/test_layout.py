from __future__ import annotations

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence.layout import parse_pointer, read_layout
from gitscen.doctor.evidence.model import LayoutFault, LayoutKind
from tests.doctor.evidence.build import CONFIG, lay


def make_repository(fs: FakeFilesystem, git_dir: str) -> None:
    lay(fs, {f"{git_dir}/HEAD": "ref: refs/heads/main\n", f"{git_dir}/config": CONFIG})
    fs.create_dir(f"{git_dir}/objects")
    fs.create_dir(f"{git_dir}/refs")


def test_a_folder_is_the_main_worktree(fs: FakeFilesystem) -> None:
    make_repository(fs, "/w/.git")
    layout = read_layout("/w/")
    assert (layout.kind, layout.workspace, layout.git_dir, layout.common_dir, layout.fault, layout.missing) == (
        LayoutKind.MAIN,
        "/w",
        "/w/.git",
        "/w/.git",
        None,
        (),
    )


@pytest.mark.parametrize("piece", ["HEAD", "objects", "refs"])
def test_a_piece_that_git_needs_is_missed(fs: FakeFilesystem, piece: str) -> None:
    make_repository(fs, "/w/.git")
    fs.remove_object(f"/w/.git/{piece}")
    assert read_layout("/w").missing == (piece,)


def test_a_bare_repository_is_known(fs: FakeFilesystem) -> None:
    make_repository(fs, "/r.git")
    layout = read_layout("/r.git")
    assert (layout.kind, layout.git_dir) == (LayoutKind.BARE, "/r.git")


def test_a_linked_worktree_is_believed_where_both_name_each_other(fs: FakeFilesystem) -> None:
    make_repository(fs, "/main/.git")
    lay(
        fs,
        {
            "/w/.git": "gitdir: /main/.git/worktrees/w\n",
            "/main/.git/worktrees/w/gitdir": "/w/.git\n",
            "/main/.git/worktrees/w/commondir": "../..\n",
            "/main/.git/worktrees/w/HEAD": "ref: refs/heads/w\n",
        },
    )
    layout = read_layout("/w")
    assert (layout.kind, layout.git_dir, layout.common_dir, layout.fault) == (
        LayoutKind.LINKED,
        "/main/.git/worktrees/w",
        "/main/.git",
        None,
    )


@pytest.mark.parametrize("commondir", [None, "", "/elsewhere\n", "\0"])
def test_a_wrong_commondir_is_told_and_the_right_one_found(fs: FakeFilesystem, commondir: str | None) -> None:
    make_repository(fs, "/main/.git")
    lay(fs, {"/w/.git": "gitdir: ../main/.git/worktrees/w\n", "/main/.git/worktrees/w/gitdir": "/w/.git\n"})
    if commondir is not None:
        lay(fs, {"/main/.git/worktrees/w/commondir": commondir})
    layout = read_layout("/w")
    assert (layout.fault, layout.common_dir) == (LayoutFault.COMMONDIR, "/main/.git")


def test_a_submodule_is_believed_where_both_name_each_other(fs: FakeFilesystem) -> None:
    make_repository(fs, "/main/.git/modules/lib")
    fs.get_object("/main/.git/modules/lib/config").set_contents(CONFIG + "\tworktree = ../../../lib\n")
    lay(fs, {"/main/lib/.git": "gitdir: ../.git/modules/lib\n"})
    layout = read_layout("/main/lib")
    assert (layout.kind, layout.git_dir) == (LayoutKind.SUBMODULE, "/main/.git/modules/lib")


def test_a_pointer_inside_the_workspace_needs_no_answer(fs: FakeFilesystem) -> None:
    make_repository(fs, "/w/real.git")
    lay(fs, {"/w/.git": "gitdir: real.git\n"})
    assert (read_layout("/w").kind, read_layout("/w").git_dir) == (LayoutKind.MAIN, "/w/real.git")


@pytest.mark.parametrize(
    ("answer", "pointer"),
    [
        ({}, "/other/.git"),
        ({"/other/.git/gitdir": "/another/.git\n"}, "/other/.git"),
        ({"/other/.git/gitdir": "\0\n"}, "/other/.git"),
        ({}, "in"),
    ],
)
def test_a_pointer_that_leads_elsewhere_is_told_and_not_followed(
    fs: FakeFilesystem, answer: dict[str, str], pointer: str
) -> None:
    make_repository(fs, "/other/.git")
    lay(fs, {"/w/.git": f"gitdir: {pointer}\n", **answer})
    fs.create_symlink("/w/in", "/other/.git")
    layout = read_layout("/w")
    assert (layout.kind, layout.git_dir, layout.fault, layout.target) == (
        LayoutKind.NONE,
        None,
        LayoutFault.POINTER_ELSEWHERE,
        "/other/.git",
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, LayoutFault.NO_GIT),
        (b"", LayoutFault.POINTER_GARBAGE),
        (b"\xff\0", LayoutFault.POINTER_GARBAGE),
        (b"gitdir: /nowhere", LayoutFault.POINTER_DANGLING),
    ],
)
def test_what_leads_nowhere_is_told(fs: FakeFilesystem, content: bytes | None, fault: LayoutFault) -> None:
    fs.create_dir("/w")
    if content is not None:
        fs.create_file("/w/.git", contents=content)
    layout = read_layout("/w")
    assert (layout.kind, layout.git_dir, layout.fault) == (LayoutKind.NONE, None, fault)


def test_a_folder_with_nothing_but_gitscens_own_book_is_no_repository(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/.git/gitscen/recover/0001/journal": "x"})
    assert read_layout("/w").fault is LayoutFault.NO_GIT
    lay(fs, {"/w/.git/HEAD": ""})
    assert read_layout("/w").kind is LayoutKind.MAIN


def test_a_link_in_place_of_git_is_not_followed(fs: FakeFilesystem) -> None:
    make_repository(fs, "/other/.git")
    fs.create_dir("/w")
    fs.create_symlink("/w/.git", "/other/.git")
    layout = read_layout("/w")
    assert (layout.git_dir, layout.fault, layout.pointer) == (None, LayoutFault.LINK, "/other/.git")


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"gitdir: a b\n", "a b"),
        (b"gitdir: x\r\n", "x"),
        (b"gitdir:x", None),
        (b"gitdir: \n", None),
        (b"gitdir: a\0b", None),
    ],
)
def test_pointers_are_read_as_git_reads_them(content: bytes, path: str | None) -> None:
    assert parse_pointer(content) == path
