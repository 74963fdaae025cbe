from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitscen.names import TreePath
from gitscen.observe.index import IndexReader, parse_index
from gitscen.observe.listing import list_git_dir
from tests.conftest import Place, Repository

NAMES = {"a", "ab/c", "ab/cd", "x" * 200, "x" * 200 + "y", "1234567", "12345678", os.fsdecode(b"caf\xe9\n")}


@pytest.fixture
def workspace(place: Place) -> Repository:
    workspace = place.clone("workspace")
    workspace.commit("more", dict.fromkeys(NAMES, "text\n"))
    return workspace


def read(repository: Repository) -> bytes:
    return (repository.path / ".git/index").read_bytes()


def show(data: bytes) -> set[str]:
    """Return an index as `git ls-files --stage` prints it."""
    index = parse_index(data)
    lines = [(entry, 0, path) for path, entry in index.staged.items()]
    lines += [
        (entry, stage, path)
        for path, stages in index.unmerged.items()
        for stage, entry in enumerate(stages, 1)
        if entry is not None
    ]
    return {f"{entry.mode:o} {entry.oid} {stage}\t{os.fsdecode(path)}" for entry, stage, path in lines}


@pytest.mark.parametrize("version", [2, 3, 4])
def test_every_format_is_read_as_git_reads_it(workspace: Repository, version: int) -> None:
    workspace.write({"later.txt": "later\n"})
    workspace.git("add", "--intent-to-add", "later.txt")  # extended flags: git makes format 3 of 2
    if version == 2:
        workspace.git("rm", "-q", "--cached", "later.txt")
    workspace.git("update-index", f"--index-version={version}")
    assert read(workspace)[7] == version
    assert show(read(workspace)) == set(workspace.git("ls-files", "--stage", "-z").removesuffix("\0").split("\0"))


def test_unmerged_paths_have_their_stages(workspace: Repository) -> None:
    workspace.git("switch", "-q", "-c", "other", "HEAD~1")
    workspace.commit("other", {"app.txt": "other\n", "a": "added\n"})
    workspace.git("merge", "-q", "main", code=1)
    assert show(read(workspace)) == set(workspace.git("ls-files", "--stage", "-z").removesuffix("\0").split("\0"))
    unmerged = parse_index(read(workspace)).unmerged
    assert [bool(stage) for stage in unmerged[TreePath(b"a")]] == [False, True, True]


def test_the_optional_checksum_may_be_left_out(workspace: Repository) -> None:
    data = read(workspace)
    assert parse_index(data[:-20] + bytes(20)) == parse_index(data)


def test_what_cannot_be_read_is_told(workspace: Repository) -> None:
    data = read(workspace)
    workspace.git("update-index", "--split-index")
    for broken in (b"", data[:100], data[:-1] + b"x", b"X" + data[1:], read(workspace)):
        with pytest.raises(ValueError, match="index"):
            parse_index(broken)


def test_a_missing_index_is_empty_and_a_damaged_one_is_broken(workspace: Repository) -> None:
    reader, file = IndexReader("index"), workspace.path / ".git/index"
    git_dir = Path(workspace.path / ".git")
    assert len(reader.look(list_git_dir(git_dir)).staged) == len(NAMES) + 1
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    assert reader.look(list_git_dir(git_dir)).broken
    file.write_bytes(whole)
    assert not reader.look(list_git_dir(git_dir)).broken
    file.unlink()
    assert not reader.look(list_git_dir(git_dir)).broken
    assert not reader.look(list_git_dir(git_dir)).staged
