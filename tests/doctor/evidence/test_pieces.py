from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.evidence.model import Hook, LayoutFault, Owned
from gitscen.doctor.evidence.pieces import find_modules, find_owned, parse_shallow, read_own, read_space, read_state
from gitscen.doctor.evidence.plain import Kind, Plain
from gitscen.doctor.evidence.read import read_listing
from tests.doctor.evidence.build import A, B, Entry, build_index, lay, lay_healthy


def test_state_files_are_read_and_others_not(fs: FakeFilesystem) -> None:
    lay(
        fs,
        {
            "/g/MERGE_HEAD": A + "\n",
            "/g/rebase-merge/autostash": B + "\n",
            "/g/rebase-merge/rewritten/x": "",
            "/g/rebase-apply/patch": "x" * (1 << 20),
            "/g/description": "x",
        },
    )
    fs.create_dir("/g/sequencer")
    state = read_state("/g", read_listing("/g"))
    assert set(state.files) == {
        "MERGE_HEAD",
        "rebase-merge/autostash",
        "rebase-merge/rewritten/x",
        "rebase-apply/patch",
    }
    assert state.folders == {"rebase-merge", "rebase-apply", "sequencer"}
    assert (state.get("MERGE_HEAD").oid, state.get("rebase-merge/autostash").oid) == (A, B)
    assert (state.get("CHERRY_PICK_HEAD").exists, "MERGE_HEAD" in state) == (False, True)
    assert (len(state.get("rebase-apply/patch").content), state.get("rebase-apply/patch").clipped) == (1 << 18, True)


@pytest.mark.parametrize(
    ("content", "oids", "bad"),
    [(f"{A}\n{B}\n", (A, B), []), (f"{A}\nxxxx\n{B}", (A, B), [2]), ("", (), []), (f"\n{A[:-1]}\n", (), [1, 2])],
)
def test_the_boundary_of_a_shallow_clone_is_read(content: str, oids: tuple[str, ...], bad: list[int]) -> None:
    shallow = parse_shallow(Plain(path="shallow", kind=Kind.FILE, content=content.encode(), size=len(content)))
    assert (shallow.oids, [one.number for one in shallow.bad]) == (oids, bad)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_without_a_word(content: bytes) -> None:
    parse_shallow(Plain(path="shallow", kind=Kind.FILE, content=content, size=len(content)))


def test_hooks_are_told_but_for_samples(fs: FakeFilesystem) -> None:
    lay_healthy(fs)
    for name, mode in {"pre-commit": 0o100755, "post-merge": 0o100644, "pre-push.sample": 0o100755}.items():
        fs.create_file(f"/w/.git/hooks/{name}", st_mode=mode)
    assert gather("/w").hooks == (Hook("post-merge", executable=False), Hook("pre-commit", executable=True))


def test_pieces_of_another_owner_and_folders_shut_to_their_own_are_told(fs: FakeFilesystem) -> None:
    lay(fs, {"/g/refs/heads/main": A, "/g/logs/HEAD": "", "/g/objects/ab/cd": "", "/g/index": ""})
    os.chown("/g/refs/heads/main", 7, 7)
    fs.chmod("/g/objects/ab", 0o555)
    fs.chmod("/g/logs/HEAD", 0o444)
    fs.chmod("/g/index", 0o444)  # is replaced, never written
    owner = fs.get_object("/g").st_uid
    assert find_owned("/g", read_listing("/g", skip=frozenset({"objects"})), owner=owner) == (
        Owned("logs/HEAD", owner, 0o444),
        Owned("objects/ab", owner, 0o555),
        Owned("refs/heads/main", 7, 0o644),
    )


def test_repositories_of_submodules_are_found_by_name(fs: FakeFilesystem) -> None:
    for name in ("lib", "group/one", "group/two"):
        fs.create_dir(f"/g/modules/{name}/objects")
    fs.create_dir("/g/modules/empty")
    fs.create_dir("/other/objects")
    fs.create_symlink("/g/modules/link", "/other")
    assert find_modules("/g") == ("group/one", "group/two", "lib")
    fs.create_symlink("/h/modules", "/g/modules")
    assert find_modules("/h") == ()


def test_gitscens_own_folder_is_read(fs: FakeFilesystem) -> None:
    lay(
        fs,
        {"/g/gitscen/operation.json": "{}", "/g/gitscen/recover/0002/journal": "x", "/g/gitscen/recover/0001/plan": ""},
    )
    fs.create_dir("/g/gitscen/recover/0001/files")
    own = read_own("/g")
    assert own.operation.content == b"{}"
    assert {number: set(files) for number, files in own.recoveries.items()} == {"0001": {"plan"}, "0002": {"journal"}}


def test_the_space_left_is_told_where_it_can_be() -> None:
    assert (read_space("/").bytes or 0) >= 0
    assert read_space("/nowhere").bytes is None


def test_linked_worktrees_are_told_with_their_work(fs: FakeFilesystem) -> None:
    lay_healthy(fs)
    lay(
        fs,
        {
            "/w/.git/worktrees/gone/gitdir": "/elsewhere/gone/.git\n",
            "/w/.git/worktrees/gone/commondir": "../..\n",
            "/w/.git/worktrees/gone/HEAD": A + "\n",
            "/w/.git/worktrees/gone/index": build_index([Entry(b"staged", B)]),
            "/w/.git/worktrees/gone/MERGE_HEAD": B + "\n",
            "/w/.git/worktrees/inside/gitdir": "/w/inside/.git\n",
            "/w/.git/worktrees/inside/locked": "on a stick\n",
            "/w/inside/.git": "gitdir: /w/.git/worktrees/inside\n",
            "/w/.git/worktrees/stolen/gitdir": "/w/inside/.git\n",
            "/w/.git/worktrees/half/HEAD": "",
        },
    )
    found = {one.name: one for one in gather("/w").worktrees}
    assert {name: (one.place, one.found, one.answers) for name, one in found.items()} == {
        "gone": ("/elsewhere/gone", False, None),
        "half": (None, None, None),
        "inside": ("/w/inside", True, True),
        "stolen": ("/w/inside", True, False),
    }
    assert {name for name, one in found.items() if one.returns} == {"gone"}
    gone = found["gone"]
    assert (gone.head.oid, list(gone.index.staged), gone.state.get("MERGE_HEAD").oid) == (A, [b"staged"], B)
    assert (found["inside"].locked.content, gone.locked.exists) == (b"on a stick\n", False)


def test_a_linked_worktree_itself_reads_its_own_and_the_shared_files(fs: FakeFilesystem) -> None:
    lay_healthy(fs)
    lay(
        fs,
        {
            "/linked/.git": "gitdir: /w/.git/worktrees/linked\n",
            "/linked/new": "x",
            "/w/.git/worktrees/linked/gitdir": "/linked/.git\n",
            "/w/.git/worktrees/linked/HEAD": "ref: refs/heads/side\n",
            "/w/.git/worktrees/linked/logs/HEAD": "",
            "/w/.git/worktrees/linked/index.lock": "",
            "/w/.git/packed-refs.lock": "",
        },
    )
    evidence = gather("/linked")
    assert evidence.layout.fault is LayoutFault.COMMONDIR
    assert (evidence.head.ref, evidence.refs.oid("refs/heads/main")) == ("refs/heads/side", B)
    assert evidence.main is not None
    assert (evidence.main.place, evidence.main.head.ref) == ("/w", "refs/heads/main")
    assert (evidence.main.index.usable, gather("/w").main) == (True, None)
    assert (len(evidence.reflogs["HEAD"].lines), len(evidence.reflogs["refs/heads/main"].lines)) == (0, 2)
    assert [(lock.file.path, lock.shared) for lock in evidence.locks if "worktrees" not in lock.file.path] == [
        ("index.lock", False),
        ("packed-refs.lock", True),
    ]
    assert [one.itself for one in evidence.worktrees] == [True]
    assert evidence.faults == ()
