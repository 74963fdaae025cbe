"""Ordinary workspaces of many kinds: no alarm, and the ledger says of files what git status says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.doctor.diagnose import examine
from gitscen.doctor.evidence.model import Change
from gitscen.doctor.finding import Firmness
from tests.conftest import Repository

FILE = ("-c", "protocol.file.allow=always")
Make = Callable[[Path], Repository]


def begin(path: Path) -> Repository:
    path.mkdir()
    made = Repository(path)
    made.git("init", "-q", "-b", "main")
    made.commit("one", {"a.txt": "a\n", "d/b.txt": "b\n", ".gitignore": "*.o\nbuild/\n"})
    return made


def dirty(ws: Repository) -> Repository:
    ws.write({"a.txt": "staged\n", "new.txt": "new\n"})
    ws.git("add", "a.txt", "new.txt")
    ws.write({"a.txt": "edited\n", "d/b.txt": "edited\n", "untracked.txt": "u\n", "x.o": "o\n"})
    return ws


def linked(top: Path) -> Repository:
    """Return a linked worktree, whose main one is detached at a commit of its own and has something staged."""
    main = begin(top / "main")
    main.git("worktree", "add", "-q", "../ws", "-b", "side")
    main.git("checkout", "-q", "--detach")
    main.commit("detached", {"a.txt": "of main\n"})
    main.write({"staged.txt": "in main\n"})
    main.git("add", "staged.txt")
    return dirty(Repository(top / "ws"))


def with_linked(top: Path) -> Repository:
    ws = begin(top / "ws")
    ws.git("worktree", "add", "-q", "../side", "-b", "side")
    Repository(top / "side").write({"staged.txt": "in side\n"})
    Repository(top / "side").git("add", "staged.txt")
    return dirty(ws)


def bare_with_worktrees(top: Path) -> Repository:
    """Return a worktree of a repository that has core.bare and no other files: the others lie beside it."""
    origin = begin(top / "origin")
    (top / "all").mkdir()
    origin.git("clone", "-q", "--bare", ".", "../all/.git")
    hub = Repository(top / "all")
    hub.git("worktree", "add", "-q", "trunk", "main")
    assert [one.code for one in examine(hub.path).diagnosis.findings if one.loud] == []
    return dirty(Repository(top / "all/trunk"))


def submodule_in_linked(top: Path) -> Repository:
    main = begin(top / "main")
    begin(top / "part")
    main.git(*FILE, "submodule", "--quiet", "add", f"file://{top / 'part'}", "sub")
    main.commit("sub")
    main.git("worktree", "add", "-q", "../ws", "-b", "side")
    ws = Repository(top / "ws")
    ws.git(*FILE, "submodule", "--quiet", "update", "--init")
    return dirty(ws)


def cloned(*options: str) -> Make:
    def make(top: Path) -> Repository:
        begin(top / "origin").git("config", "uploadpack.allowFilter", "true")
        Repository(top / "origin").commit("two", {"c.txt": "c\n"})
        Repository(top).git("clone", "-q", *options, f"file://{top / 'origin'}", "ws")
        return dirty(Repository(top / "ws"))

    return make


def pruned(top: Path) -> Repository:
    """Return a clone whose remote has renamed its branch: origin's HEAD stands for one that is gone."""
    ws = cloned()(top)
    Repository(top / "origin").git("branch", "-m", "main", "trunk")
    ws.git("fetch", "-q", "--prune")
    return ws


def configured(*settings: str, files: dict[str, str | bytes] | None = None) -> Make:
    def make(top: Path) -> Repository:
        ws = begin(top / "ws")
        for one in settings:
            ws.git("config", *one.split("="))
        ws.commit("more", files or {})
        for name in ws.git("ls-files").splitlines():  # as in a copy: nothing can be told by its time
            (ws.path / name).unlink()
        ws.git("checkout", "-q", ".")
        for name in ws.git("ls-files").splitlines():
            os.utime(ws.path / name, (1_500_000_000, 1_500_000_000))
        return dirty(ws)

    return make


def ignored_but_tracked(top: Path) -> Repository:
    ws = begin(top / "ws")
    ws.write({"build/in.txt": "x\n", "build/kept/in.txt": "x\n", "y.o": "y\n"})
    ws.git("add", "-f", "build/in.txt", "build/kept/in.txt", "y.o")
    ws.git("commit", "-qm", "forced")
    ws.write({"build/out.txt": "x\n", "build/kept/out.txt": "x\n", "build/more/x": "x\n", "y.o": "edited\n"})
    return ws


def unlinked(top: Path) -> Repository:
    ws = begin(top / "ws")
    (ws.path / "link").symlink_to("a.txt")
    ws.commit("link")
    ws.git("config", "core.symlinks", "false")
    (ws.path / "link").unlink()
    ws.git("checkout", "-q", "link")
    os.utime(ws.path / "link", (1_500_000_000, 1_500_000_000))
    return ws


KINDS: dict[str, Make] = {
    "linked worktree": linked,
    "main of a linked worktree": with_linked,
    "worktree of a bare repository": bare_with_worktrees,
    "submodule in a linked worktree": submodule_in_linked,
    "clone of no blobs": cloned("--filter=blob:none"),
    "sparse clone": cloned("--sparse"),
    "shallow clone": cloned("--depth=1"),
    "clone of a renamed branch": pruned,
    "line ends": configured("core.autocrlf=true", files={"t.txt": "one\ntwo\n"}),
    "ident and encoding": configured(files={
        ".gitattributes": "*.c ident\n*.wide text working-tree-encoding=UTF-16\n", "a.c": "$Id$\n",
        "a.wide": "\ufeffone\ntwo\n".encode("utf-16-le"),
    }),
    "large files": configured("filter.lfs.required=false", files={".gitattributes": "*.bin filter=lfs -text\n"}),
    "many settings": configured("core.autocrlf=input", "core.sharedRepository=group", "core.bigFileThreshold=1g",
                                "push.default=current", "core.logAllRefUpdates=always", "color.ui=auto",
                                "branch.autoSetupMerge=simple", "core.untrackedCache=keep", "core.abbrev=auto"),
    "no modes": configured("core.fileMode=false"),
    "split index": configured("core.splitIndex=true"),
    "no links": unlinked,
    "tracked though ignored": ignored_but_tracked,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_and_files_are_as_git_says(tmp_path: Path, kind: str) -> None:
    ws = KINDS[kind](tmp_path)
    seen = examine(ws.path)
    assert [one for one in seen.diagnosis.findings if one.loud] == []
    assert [one for one in seen.diagnosis.ledger if one.firmness is Firmness.DANGLING] == []
    files, staged = seen.evidence.files, seen.deep.staged
    assert staged is not None
    here = [one for one in files.changed if one.change is not Change.DELETED and not one.hidden]
    assert told(ws) == {
        "staged": sorted(os.fsdecode(one.path) for one in staged),
        "edited": sorted(os.fsdecode(one.path) for one in here),
        "untracked": sorted(os.fsdecode(one.path) for one in files.untracked),
        "ignored": sorted(os.fsdecode(one.path) for one in files.ignored),
    }


def told(ws: Repository) -> dict[str, list[str]]:
    """Return what git status says, a folder that is ignored whole as one."""
    said = ws.git(
        "--no-optional-locks", "status", "--porcelain=2", "-z", "-uall", "--ignored=matching", "--no-renames"
    ).split("\0")[:-1]
    changed = [(line.split(" ", 8)[1], line.split(" ", 8)[8]) for line in said if line.startswith("1 ")]
    return {
        "staged": sorted(path for signs, path in changed if signs[0] != "."),
        "edited": sorted(path for signs, path in changed if signs[1] not in ".D"),
        "untracked": sorted(line[2:] for line in said if line.startswith("? ")),
        "ignored": sorted(line[2:] for line in said if line.startswith("! ")),
    }
