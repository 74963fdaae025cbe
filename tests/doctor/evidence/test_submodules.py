"""What git trips over in a submodule when it asks for the status of the whole, and the doctor tells."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.doctor.diagnose import examine
from tests.conftest import Repository

INSIDE = ".git/modules/sub"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    top = tmp_path_factory.mktemp("submodule")
    for name in ("part", "ws"):
        Repository(top / name).path.mkdir()
        Repository(top / name).git("init", "-q", "-b", "main")
        Repository(top / name).commit("one", {"a.txt": "a\n"})
    ws = Repository(top / "ws")
    ws.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{top}/part", "sub")
    ws.commit("sub")
    Repository(ws.path / "sub").git("pack-refs", "--all")
    return ws


def put(name: str, content: str) -> Callable[[Path], object]:
    return lambda inside: (inside / name).write_text(content)


def add(name: str, content: str) -> Callable[[Path], object]:
    return lambda inside: (inside / name).write_text((inside / name).read_text() + content)


def make_folder(inside: Path) -> None:
    (inside / "index").unlink()
    (inside / "index").mkdir()


BREAKS: dict[str, Callable[[Path], object]] = {
    "its HEAD is empty": put("HEAD", ""),
    "its HEAD is garbage": put("HEAD", "what"),
    "its HEAD is missing": lambda inside: (inside / "HEAD").unlink(),
    "of its config": add("config", "[core\n"),
    "core.bare = maybe": add("config", "[core]\n\tbare = maybe\n"),
    "its core.worktree is /nowhere": add("config", "[core]\n\tworktree = /nowhere\n"),
    "its index: it is a folder": make_folder,
    "its index: it is empty": put("index", ""),
    "its folder objects is missing": lambda inside: shutil.rmtree(inside / "objects"),
    "its folder refs is missing": lambda inside: shutil.rmtree(inside / "refs"),
    "its packed-refs cannot be read": add("packed-refs", "what\n"),
}


@pytest.mark.parametrize("told", BREAKS)
def test_what_breaks_the_status_of_the_whole_is_told(whole: Repository, tmp_path: Path, told: str) -> None:
    shutil.copytree(whole.path, tmp_path / "ws", symlinks=True)
    BREAKS[told](tmp_path / "ws" / INSIDE)
    died = subprocess.run(["git", "status", "-s"], cwd=tmp_path / "ws", capture_output=True, check=False)
    assert died.returncode == 128
    (found,) = [one for one in examine(tmp_path / "ws").diagnosis.findings if one.loud]
    assert (found.code, found.path) == ("submodule-broken", "sub")
    assert any(told in fact for fact in found.evidence), found.evidence


def test_of_a_sound_one_nothing_is_told(whole: Repository, tmp_path: Path) -> None:
    assert [(one.path, one.faults) for one in examine(whole.path).evidence.submodules] == [(b"sub", ())]
    whole.git("clone", "-q", ".", str(tmp_path / "clone"))  # not filled in
    assert examine(tmp_path / "clone").evidence.submodules == ()


def test_one_that_lies_outside_is_left_alone(whole: Repository, tmp_path: Path) -> None:
    shutil.copytree(whole.path, tmp_path / "ws", symlinks=True)
    (tmp_path / "ws" / INSIDE).rename(tmp_path / "away")
    (tmp_path / "away/HEAD").write_text("what")
    (tmp_path / "ws/sub/.git").write_text(f"gitdir: {tmp_path / 'away'}\n")
    seen = examine(tmp_path / "ws")
    assert [(one.path, one.faults, one.outside) for one in seen.evidence.submodules] == [
        (b"sub", (), str(tmp_path / "away"))
    ]
    assert [(one.code, one.path) for one in seen.diagnosis.findings if one.loud] == [("link-outside", "sub")]


def test_in_a_linked_worktree_they_lie_in_the_repository_that_it_shares(whole: Repository, tmp_path: Path) -> None:
    shutil.copytree(whole.path, tmp_path / "ws", symlinks=True)
    ws, linked = Repository(tmp_path / "ws"), Repository(tmp_path / "linked")
    ws.git("worktree", "add", "-q", "../linked")
    linked.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init")
    assert not [one for one in examine(linked.path).diagnosis.findings if one.loud]
    shutil.rmtree(tmp_path / "ws/.git/worktrees/linked/modules")
    (found,) = [one for one in examine(linked.path).diagnosis.findings if one.loud]
    assert (found.code, found.evidence) == ("submodule-broken", ("its repository is not there",))
