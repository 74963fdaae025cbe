"""Back to the byte copy: whatever has become of the files, and however often it is begun."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.recover.backup import copy_of, is_object, make_backup
from gitscen.recover.manifest import (
    Fact,
    Ground,
    Kind,
    Spot,
    find_ground,
    format_manifest,
    parse_manifest,
    read_fact,
    read_manifest,
)
from gitscen.recover.place import Recovery, State, find_last, list_recoveries, new_recovery
from gitscen.recover.restore import bring_back, plan_return
from tests.recover.broken import photograph

NAMES = ("HEAD", "refs/heads/main", "objects/ab/" + "c" * 38, "logs/HEAD", "config")


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    """Return the ground of a thing like a repository, with a link, a pipe, a mode and times that matter."""
    git_dir = tmp_path / "ws/.git"
    for number, name in enumerate(NAMES):
        path = git_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{number}\n".encode())
        path.chmod(0o400 + number)
        os.utime(path, ns=(number * 10**9 + 7, number * 10**9 + 7))
    (git_dir / "hooks").symlink_to("/nowhere")
    os.mkfifo(git_dir / "pipe")
    (tmp_path / "ws/file.txt").write_text("of the working tree\n")
    return find_ground(tmp_path / "ws", git_dir, git_dir)


def begun(ground: Ground) -> tuple[Recovery, dict[Spot, Fact]]:
    recovery = new_recovery(ground.own.parent.parent)
    manifest = read_manifest(ground)
    spots = [spot for spot, fact in manifest.items() if fact.kind is Kind.FILE and spot.way.startswith(".git/")]
    assert make_backup(recovery, ground, manifest, spots) == ()
    assert recovery.state is State.WORKING
    return recovery, manifest


def back(recovery: Recovery, ground: Ground, before: dict[Spot, Fact]) -> tuple[Spot, ...]:
    now = read_manifest(ground)
    mine = {spot for spot in {*before, *now} if spot.way.startswith(".git/")}
    displaced = recovery.new_folder("undone")
    displaced.mkdir()
    return bring_back(recovery, ground, before, now, plan_return(before, now, mine), displaced=displaced)


def spoil(git_dir: Path, how: int, name: str) -> None:
    path = git_dir / name
    match how % 7:
        case 0:
            path.unlink()
        case 1:
            path.unlink()  # as git does: objects are shared with the copy
            path.write_bytes(b"other\n")
        case 2:
            path.chmod(0o777)
        case 3:
            path.unlink()
            path.mkdir()
            (path / "inside").write_text("x")
        case 4:
            path.unlink()
            path.symlink_to("/etc/passwd")
        case 5:
            shutil.rmtree(path.parent) if path.parent != git_dir else path.unlink()
        case _:
            (path.parent / "new").write_text("new")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", range(7))
def test_every_byte_mode_and_time_comes_back(ground: Ground, how: int, name: str) -> None:
    ws = ground.roots[0]
    recovery, before = begun(ground)
    was = photograph(ws)
    spoil(ws / ".git", how, name)
    assert photograph(ws) != was
    assert back(recovery, ground, before) == ()
    assert photograph(ws) == was
    assert back(recovery, ground, before) == ()
    assert photograph(ws) == was


def test_what_was_in_the_way_is_kept(ground: Ground) -> None:
    recovery, before = begun(ground)
    (ground.roots[0] / ".git/HEAD").chmod(0o600)
    (ground.roots[0] / ".git/HEAD").write_text("newer\n")
    back(recovery, ground, before)
    assert (recovery.folder / "undone-1/0/.git/HEAD").read_text() == "newer\n"


def test_objects_are_linked_and_other_files_are_copied(ground: Ground) -> None:
    recovery, before = begun(ground)
    for spot, fact in before.items():
        if fact.kind is Kind.FILE and spot.way.startswith(".git/"):
            copy = copy_of(recovery, spot).stat()
            assert (copy.st_ino == fact.node) is is_object(spot)
    assert not copy_of(recovery, Spot(0, "file.txt")).exists()


def test_a_file_that_went_without_a_copy_is_told(ground: Ground) -> None:
    recovery, before = begun(ground)
    copy_of(recovery, Spot(0, ".git/HEAD")).unlink()
    (ground.roots[0] / ".git/HEAD").unlink()
    assert back(recovery, ground, before) == (Spot(0, ".git/HEAD"),)


def test_a_recovery_that_never_came_to_work_is_taken_again(tmp_path: Path) -> None:
    assert find_last(tmp_path) is None
    one = new_recovery(tmp_path)
    assert (one.number, one.state, find_last(tmp_path)) == (1, State.COPYING, None)
    assert new_recovery(tmp_path) == one
    one.become(State.ENDED)
    two = new_recovery(tmp_path)
    assert (two.number, find_last(tmp_path)) == (2, one)
    two.become(State.WORKING)
    assert find_last(tmp_path) == two
    two.become(State.UNDONE)
    assert [each.name for each in list_recoveries(tmp_path)] == ["0001", "0002"]
    assert new_recovery(tmp_path).number == 3


FACTS = st.builds(
    Fact, st.sampled_from(list(Kind)), *[st.integers(0, 2**63 - 1)] * 3, st.text(), *[st.integers(0, 2**63 - 1)] * 2
)
WAYS = st.text(min_size=1) | st.binary(min_size=1).map(lambda raw: raw.decode("utf-8", "surrogateescape"))


@given(st.dictionaries(st.builds(Spot, st.integers(0, 2), WAYS), FACTS))
def test_a_manifest_is_read_as_it_was_written(manifest: dict[Spot, Fact]) -> None:
    ground = Ground((Path("/a"), Path("/b\udcff")), Path("/a/.git/gitscen/recover"))
    assert parse_manifest(format_manifest(ground, manifest)) == (["/a", "/b\udcff"], manifest)


def test_what_is_no_manifest_is_refused() -> None:
    for text in (
        b"",
        b"[]\n[1]\n",
        b"x",
        b'["/a"]\n[0, "a", "file", 1]\n',
        b'["/a"]\n[0, "a", "horse", 1, 2, 3, "", 4, 5]\n',
    ):
        with pytest.raises(ValueError, match=r"."):
            parse_manifest(text)


def test_nothing_is_at_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert read_fact(tmp_path / "none") is None
    (tmp_path / "file").touch()
    assert read_fact(tmp_path / "file/below") is None
