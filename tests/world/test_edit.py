"""The same edits on a tree and on files come to the same tree."""

from pathlib import Path

import pytest

from gitscen.errors import WorldError
from gitscen.scenario.acts import Push, Write
from gitscen.scenario.content import Content, Edits, FileSpec
from gitscen.world.act import Actors
from gitscen.world.world import World
from tests.world.stories import build, git

EDITS: dict[str, Edits] = {
    "new and nested": Edits(files={"x/y/z": "z\n", '"n\\377"': "n\n"}),
    "names around a folder's": Edits(files={"folder-x": "-\n", "folder.txt": ".\n", "folder0": "0\n"}),
    "binary": Edits(files={"app.txt": FileSpec(base64="AAEC/w==")}),
    "file to folder": Edits(files={"app.txt/x": "x\n"}),
    "folder to file": Edits(files={"folder": "file\n"}),
    "link to folder": Edits(files={"link/x": "x\n"}),
    "file to link": Edits(files={"app.txt": FileSpec(link="run.sh")}),
    "delete folder": Edits(delete=("folder", "-n")),
    "rename file": Edits(rename={"app.txt": "deep/down/app.txt"}),
    "rename folder": Edits(rename={"folder": "other"}, append={"other/a.txt": "more\n"}),
    "swap by three": Edits(rename={"app.txt": "t", "run.sh": "app.txt", "t": "run.sh"}),
    "modes": Edits(chmod={"app.txt": "+x", "run.sh": "-x"}),
    "plain over executable": Edits(files={"run.sh": "plain\n"}),
    "submodule moved": Edits(submodules={"lib": "two"}),
    "second submodule": Edits(submodules={"vendor/lib": "three", "app.txt": "one"}),
    "submodule gone": Edits(delete=("lib",)),
}


def tree_after(world: World, edits: dict[str, object], *, pushed: bool) -> str:
    actors = Actors(world)
    if pushed:
        actors.act(Push(branch="main", **edits))  # type: ignore[arg-type]
        return git(world, "rev-parse", "main^{tree}", place=world.origin)
    actors.act(Write(**edits))  # type: ignore[arg-type]
    git(world, "add", "-A")
    return git(world, "write-tree")


def fields(edits: Edits) -> dict[str, object]:
    return {name: getattr(edits, name) for name in edits.__struct_fields__}


@pytest.mark.parametrize("name", EDITS)
def test_files_and_trees_agree(tmp_path: Path, name: str) -> None:
    world = build(tmp_path)
    before = git(world, "rev-parse", "HEAD^{tree}")
    written = tree_after(world, fields(EDITS[name]), pushed=False)
    assert written == tree_after(world, fields(EDITS[name]), pushed=True)
    assert written != before
    assert git(world, "fsck", "--strict", "--no-dangling", place=world.origin) == ""


REFUSED: dict[str, tuple[Edits, str]] = {
    "delete": (Edits(delete=("gone",)), "gone is not there"),
    "rename": (Edits(rename={"gone": "x"}), "gone is not there"),
    "onto": (Edits(rename={"app.txt": "folder"}), "folder is there already"),
    "append": (Edits(append={"link": "x"}), "no file link"),
    "folder": (Edits(append={"folder": "x"}), "no file folder|folder is not there"),
    "mode": (Edits(chmod={"link": "+x"}), "no file link"),
    "through": (Edits(delete=("link/x",)), "link/x is not there"),
    "linked": (Edits(files={"way": FileSpec(link="folder")}, append={"way/a.txt": "x"}), "way/a.txt"),
    "replaced": (Edits(files={"app.txt/x": "x"}, append={"app.txt": "x"}), "no file app.txt"),
    "outside": (Edits(files={"/etc/x": "x"}), "no path inside"),
    "git": (Edits(files={".git/config": "x"}), r"lies in a \.git"),
}


@pytest.mark.parametrize("pushed", [True, False])
@pytest.mark.parametrize("name", REFUSED)
def test_files_and_trees_refuse_the_same(tmp_path: Path, name: str, *, pushed: bool) -> None:
    edits, said = REFUSED[name]
    world = build(tmp_path)
    with pytest.raises(WorldError, match=said):
        tree_after(world, fields(edits), pushed=pushed)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    world = build(tmp_path)
    (world.workspace / "way").symlink_to(world.outside)
    files: dict[str, Content] = {"way/notes.txt": "touched\n"}
    Actors(world).act(Write(files=files))
    assert (world.outside / "notes.txt").read_text() == "Nobody may change this.\n"
    assert not (world.workspace / "way").is_symlink()


def test_a_deleted_submodule_is_gone_and_a_moved_one_is_in_the_index(tmp_path: Path) -> None:
    world = build(tmp_path)
    Actors(world).act(Write(submodules={"lib": "two"}))
    assert git(world, "status", "--porcelain") == "M  lib"
    assert list((world.workspace / "lib").iterdir()) == []
