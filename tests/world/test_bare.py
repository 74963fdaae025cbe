from __future__ import annotations

import subprocess
from pathlib import Path

import pygit2

from gitscen.scenario.content import Content, Edits
from gitscen.world.bare import init_bare, pack_bare
from gitscen.world.history import History
from tests.conftest import Repository


def read(top: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(top)): (path.stat().st_mode, b"" if path.is_dir() else path.read_bytes())
        for path in top.rglob("*")
    }


def test_it_is_what_git_makes(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "--template=", "-b", "trunk", str(tmp_path / "gits")], check=True)
    init_bare(tmp_path / "ours", "trunk")
    assert read(tmp_path / "ours") == read(tmp_path / "gits")


def test_packing_leaves_one_pack_and_one_file_of_refs(tmp_path: Path) -> None:
    place = tmp_path / "origin.git"
    init_bare(place)
    history = History(place, "origin")
    for number, branch in enumerate(("main", "a/b/c", "a/d")):
        files: dict[str, Content] = {"f": f"{number}\n"}
        history.commit(branch, Edits(files=files), message="m", time=0, parents=[], base=None)
    repository = Repository(place)
    before = {str(oid) for oid in pygit2.Repository(str(place)).odb}, repository.git("for-each-ref")
    pack_bare(place)
    assert (set(repository.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()),
            repository.git("for-each-ref")) == before  # fmt: skip
    assert repository.git("fsck", "--strict", "--full") == ""
    assert repository.git("count-objects", "-v").split("\n")[:4] == [
        "count: 0", "size: 0", f"in-pack: {len(before[0])}", "packs: 1",
    ]  # fmt: skip
    assert {path.name for path in (place / "objects").iterdir()} == {"info", "pack"}
    assert not any(path.is_file() for path in (place / "refs").rglob("*"))
    repository.git("update-ref", "-d", "refs/heads/a/b/c")
    repository.git("update-ref", "refs/heads/a/b", "main")


def test_an_empty_one_can_be_packed(tmp_path: Path) -> None:
    init_bare(tmp_path / "empty.git")
    pack_bare(tmp_path / "empty.git")
    assert Repository(tmp_path / "empty.git").git("fsck") == ""
