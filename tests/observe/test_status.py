"""The letters of a status that was asked for in part are those of one that is asked for whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gitscen.names import TreePath
from gitscen.observe import status
from gitscen.observe.eye import Eye
from gitscen.observe.index import Index
from gitscen.observe.objects import Absorber
from gitscen.observe.observation import Store
from gitscen.observe.odb import Odb
from gitscen.observe.soundness import Soundness
from gitscen.observe.status import StatusReader
from gitscen.observe.worktree import Files, read_status
from tests.conftest import Place, Repository

NAMES = ("a", "b.txt", "dir/c", "weird\n[x]*", "\udcff")


class Looks:
    """Looks of one reader at one workspace; an index of the same bytes is the same value, as when it has settled."""

    def __init__(self, place: Place) -> None:
        self.repository = Repository(place.root / "workspace")
        odb = Odb({}, {})
        soundness = Soundness(self.repository.path, os.environ, odb)
        self._eye = Eye(self.repository.path, odb, Absorber({}, Store()), soundness)
        self._files = Files(self.repository.path, Store())
        self._reader = StatusReader(Path(os.environ["HOME"]))
        self._known: dict[bytes, Index] = {}
        self.sound = True

    def look(self) -> tuple[dict[TreePath, str], dict[TreePath, str]]:
        """Return the letters of the reader, and those that libgit2 tells of everything."""
        seen = self._eye.look()
        index = self._known.setdefault((seen.git_dir / "index").read_bytes(), seen.index)
        files, nested = self._files.look()
        told = self._reader.look(replace(seen, index=index), files, nested, sound=self.sound)
        return dict(told), read_status(self._eye.look().repository, index.unmerged)


@pytest.fixture
def looks(place: Place) -> Looks:
    workspace = place.clone("workspace")
    workspace.commit("files", {".gitignore": "build/\n", **dict.fromkeys(NAMES, "one\n")})
    return Looks(place)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often all letters are asked for."""
    times: list[int] = []

    def counted(*args: object) -> dict[TreePath, str]:
        times.append(1)
        return read_status(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(status, "read_status", counted)
    return times


def test_only_what_changed_is_asked_for(looks: Looks, asked: list[int]) -> None:
    ws = looks.repository
    ws.write({"loose": "1", "b.txt": "edited\n"})
    looks.look()
    for number in range(3):
        ws.write({"loose": f"{number}", "build/out": "x", "a": f"{number}"} if number else {"loose": "2"})
        told, whole = looks.look()
        assert told == whole
    ws.write({"a": "one\n", "b.txt": "one\n"})
    told, whole = looks.look()
    assert told == whole == {b"loose": "??", b"build/": "!!"}
    assert len(asked) == 2  # the first look, and when build/out was new


def _write_home(name: str, text: str) -> None:
    place = Path(os.environ["HOME"], name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def _nest(place: Path) -> None:
    place.mkdir(exist_ok=True)
    Repository(place).git("init", "-q")
    Repository(place).git("commit", "-qm", "inside", "--allow-empty")


def _link(place: Path) -> None:
    place.unlink(missing_ok=True)
    place.symlink_to("elsewhere")


def _merge(ws: Repository) -> None:
    ws.commit("here", {"a": "here\n"})
    ws.git("switch", "-q", "-c", "other", "HEAD^")
    ws.commit("there", {"a": "there\n"})
    ws.git("merge", "-q", "main", code=1)


Act = Callable[[Repository], object]

ACTS: dict[str, tuple[Act, ...]] = {
    "stage": (lambda ws: ws.git("add", "-A"), lambda ws: ws.git("reset", "-q"), lambda ws: ws.commit("more")),
    "back": (lambda ws: ws.git("reset", "-q", "--soft", "HEAD^"),),
    "ignore": (lambda ws: ws.write({".gitignore": "loose\n"}), lambda ws: ws.write({"dir/.gitignore": "new\n"})),
    "exclude": (lambda ws: ws.write({".git/info/exclude": "loose\n"}),),
    "ignore at home": (lambda _: _write_home(".config/git/ignore", "loose\n"),),
    "convert": (lambda ws: ws.git("config", "core.autocrlf", "true"),),
    "ignore modes": (lambda ws: ws.git("config", "core.fileMode", "false"), lambda ws: (ws.path / "a").chmod(0o755)),
    "mode": (lambda ws: (ws.path / "a").chmod(0o755), lambda ws: (ws.path / "a").chmod(0o644)),
    "attributes": (lambda ws: ws.write({".gitattributes": "*.txt text eol=crlf\n"}),),
    "rules elsewhere": (
        lambda ws: ws.git("config", "core.excludesFile", str(ws.path.parent / "rules")),
        lambda ws: (ws.path.parent / "rules").write_text("loose\n"),
        lambda ws: (ws.path.parent / "rules").write_text("dir\n"),
    ),
    "link": (lambda ws: _link(ws.path / "b.txt"),),
    "gone": (lambda ws: (ws.path / "a").unlink(), lambda ws: ws.write({"a": "one\n"})),
    "new": (lambda ws: ws.write({"dir/newer": "1"}), lambda ws: (ws.path / "loose").unlink()),
    "do not look": (lambda ws: ws.git("update-index", "--assume-unchanged", "dir/c"),),
    "no content yet": (lambda ws: ws.git("add", "-N", "loose"),),
    "a merge": (lambda ws: ws.git("add", "-A"), _merge),
    "nested": (lambda ws: _nest(ws.path / "inner"), lambda ws: ws.write({"inner/file": "x"})),
    "submodule": (
        lambda ws: _nest(ws.path / "inner"),
        lambda ws: ws.git("add", "inner"),
        lambda ws: Repository(ws.path / "inner").git("commit", "-qm", "next", "--allow-empty"),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_status_asked_for_in_part_is_the_whole_one(looks: Looks, name: str) -> None:
    ws = looks.repository
    ws.write({"loose": "one\n", "dir/new": "one\n", "build/out": "one\n"})
    edits: list[Act] = [
        lambda ws: ws.write({"loose": "two\n", "b.txt": "two\n"}),
        lambda ws: ws.write({"a": "three\r\n", "dir/c": "three\r\n", **dict.fromkeys(NAMES[3:], "two\n")}),
        lambda ws: ws.write({"b.txt": "one\r\n", "dir/c": "one\n", "dir/new": "two\n"}),
    ]
    for act in (lambda _: None, edits[0], *ACTS[name], *edits):
        act(ws)
        told, whole = looks.look()
        assert told == whole


def test_what_a_damaged_repository_looked_like_is_not_remembered(looks: Looks) -> None:
    looks.repository.write({"new.txt": "new\n"})
    oid = looks.repository.git("rev-parse", "HEAD^{tree}")
    tree = looks.repository.path / ".git/objects" / oid[:2] / oid[2:]
    away = tree.with_name("away")
    looks.repository.git("config", "core.logAllRefUpdates", "true")
    if not tree.exists():
        pytest.fail("the tree is expected to be a loose object")
    tree.rename(away)
    looks.sound = False
    looks.look()
    away.rename(tree)
    looks.sound = True
    told, whole = looks.look()
    assert told == whole == {b"new.txt": "??"}
