"""Workspaces of several kinds, each with work of every sort in it, built once and laid out afresh for each trial."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import GITCONFIG, Place, Repository

DATE = "1700000000 +0000"


@dataclass(frozen=True, slots=True)
class World:
    """A kind of workspace. It always lies at `live`, because linked worktrees name absolute paths."""

    kind: str
    root: Path

    @property
    def live(self) -> Path:
        """Where it is laid out."""
        return self.root / self.kind / "live"

    @property
    def workspace(self) -> Path:
        """The workspace that is examined and mended."""
        return self.live / "ws"

    @property
    def repository(self) -> Path:
        """The git directory with objects and refs."""
        return self.live / ("main/.git" if self.kind == "linked" else "ws/.git")

    def build(self) -> None:
        """Make it, and keep a copy to lay out."""
        top = self.root / self.kind
        self.live.mkdir(parents=True)
        shutil.copytree(self.root / "origin.git", top / "origin.git")
        KINDS[self.kind](Place(self.live), f"file://{top}/origin.git")
        self.live.rename(top / "kept")

    def lay_out(self) -> None:
        """Put a fresh copy at its place."""
        remove(self.live)
        shutil.copytree(self.root / self.kind / "kept", self.live, symlinks=True)


def prepare(root: Path) -> None:
    """Make the origin that all clone, and set git's environment of this process."""
    (root / "gitconfig").write_text(GITCONFIG)
    for name in [name for name in os.environ if name.startswith(("GIT_", "LC_")) or name == "LANGUAGE"]:
        del os.environ[name]
    os.environ |= {
        "HOME": str(root), "XDG_CONFIG_HOME": str(root / "xdg"), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(root / "gitconfig"), "GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE,
        "LC_ALL": "C",
    }  # fmt: skip
    place = Place(root)
    root.joinpath("origin.git").mkdir()
    place.origin.git("init", "-q", "--bare", "-b", "main")
    seed = place.clone("seed")
    for number in (1, 2, 3):
        seed.commit(f"c{number}", {"app.txt": _lines(8 + number), "src/a.txt": f"a {number}\n", "src/b c.txt": "b\n"})
    seed.git("push", "-q", "origin", "HEAD:refs/heads/main", "HEAD~1:refs/heads/feature")
    shutil.rmtree(root / "seed")


def remove(folder: Path) -> None:
    """Remove a folder, whatever the modes in it."""
    for here, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(here, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _lines(count: int) -> str:
    return "".join(f"line {number}\n" for number in range(1, count))


def _clone(place: Place, url: str, *options: str, name: str = "ws") -> Repository:
    Repository(place.root).git("clone", "-q", *options, url, name)
    return Repository(place.root / name)


def _commits(ws: Repository) -> None:
    """Make unpushed commits, a branch that clashes, a tag, and two stash entries."""
    ws.write({".gitignore": "*.ign\n"})
    ws.git("switch", "-q", "-c", "clash")
    ws.commit("clash", {"app.txt": "clash\n", "clash.txt": "clash\n"})
    ws.git("switch", "-q", "main")
    ws.commit("mine", {".gitignore": "*.ign\n", "app.txt": "mine\n", "mine.txt": "mine\n"})
    ws.git("tag", "-a", "-m", "tagged", "v1")
    ws.commit("mine 2", {"mine.txt": "mine 2\n"})
    ws.write({"mine.txt": "stashed\n", "new.txt": "stashed untracked\n"})
    ws.git("stash", "push", "-q", "-u", "-m", "one")
    ws.write({"src/a.txt": "stashed again\n"})
    ws.git("stash", "push", "-q", "-m", "two")


def _edits(ws: Repository) -> None:
    """Leave staged, unstaged, untracked and ignored work."""
    ws.write({"staged.txt": "staged\n", "src/a.txt": "staged only\n"})
    ws.git("add", "staged.txt", "src/a.txt")
    ws.write({"src/a.txt": "over staged\n", "src/b c.txt": "unstaged\n"})
    ws.write({"loose.txt": "untracked\n", "deep/er/x.txt": "untracked too\n", "cache.ign": "ignored\n"})


def _full(place: Place, url: str) -> None:
    ws = _clone(place, url)
    _commits(ws)
    _edits(ws)


def _shallow(place: Place, url: str) -> None:
    ws = _clone(place, url, "--depth", "1", "--no-single-branch")
    _commits(ws)
    _edits(ws)


def _packed(place: Place, url: str) -> None:
    ws = _clone(place, url)
    _commits(ws)
    ws.git("-c", "gc.reflogExpire=never", "-c", "gc.reflogExpireUnreachable=never", "gc", "-q")
    ws.git("commit-graph", "write", "--reachable")
    _edits(ws)


def _expired(place: Place, url: str) -> None:
    """Make one whose reflogs, but for the stash's, gc has emptied: its commits are of long ago."""
    ws = _clone(place, url)
    _commits(ws)
    ws.git("gc", "-q")
    ws.git("commit-graph", "write", "--reachable")
    _edits(ws)


def _loose(place: Place, url: str) -> None:
    ws = Repository(place.root / "ws")
    ws.path.mkdir()
    ws.git("init", "-q", "-b", "main")
    ws.git("remote", "add", "origin", url)
    ws.git("pull", "-q", "--set-upstream", "origin", "main")
    _commits(ws)
    _edits(ws)


def _merge(place: Place, url: str) -> None:
    ws = _clone(place, url)
    _commits(ws)
    ws.git("merge", "-q", "clash", code=1)
    _edits(ws)


def _rebase(place: Place, url: str) -> None:
    ws = _clone(place, url)
    _commits(ws)
    _edits(ws)
    ws.git("rebase", "-q", "--autostash", "clash", code=1)
    ws.write({"loose.txt": "untracked and changed\n"})


def _linked(place: Place, url: str) -> None:
    main = _clone(place, url, name="main")
    _commits(main)
    _edits(main)
    main.git("worktree", "add", "-q", "-b", "side", "../ws", "clash")
    side = Repository(place.root / "ws")
    side.commit("side", {"side.txt": "side\n"})
    _edits(side)


def _host(place: Place, url: str) -> None:
    ws = _clone(place, url)
    _commits(ws)
    _edits(ws)
    ws.git("worktree", "add", "-q", "--detach", "../side", "clash")
    side = Repository(place.root / "side")
    side.commit("side, detached", {"side.txt": "side\n"})
    _edits(side)


def _submodule(place: Place, url: str) -> None:
    ws = _clone(place, url)
    ws.git("submodule", "--quiet", "add", url, "sub")
    ws.commit("with a submodule")
    sub = Repository(ws.path / "sub")
    sub.commit("in the submodule", {"sub.txt": "sub\n"})
    _commits(ws)
    _edits(ws)


KINDS: dict[str, Callable[[Place, str], None]] = {
    "full": _full, "shallow": _shallow, "packed": _packed, "expired": _expired,
    "loose": _loose, "merge": _merge, "rebase": _rebase, "linked": _linked, "host": _host, "submodule": _submodule,
}  # fmt: skip
