"""Killed at every git call, and inside git with its locks held: recover loses no byte and the next switch works.

The killed process is a fork that ends itself as SIGKILL would: no handler, no `finally`, nothing closed by hand.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gitscen.git.done import Done
from gitscen.outcome import Status
from gitscen.workflow import SwitchPolicy, Workspace
from gitscen.workflow.git import Git
from tests.conftest import Place, Repository
from tests.processes import session_gone

MAIN = {"app.txt": "main staged\n", "both.txt": "main staged\n", "added.txt": "main added\n"}
MAIN_EDITS = {"both.txt": "main unstaged\n", "loose/-x": "main loose\n", 'quo"te\n': "main quoted\n"}
THREAD = {"app.txt": "thread staged\n", "both.txt": "thread staged\n"}
THREAD_EDITS = {"both.txt": "thread unstaged\n", "loose/-x": "thread loose\n", "more.txt": "thread more\n"}
TOKENS = {text.encode() for files in (MAIN, MAIN_EDITS, THREAD, THREAD_EDITS) for text in files.values()}
POINTS = 30
"""More than a switch that puts work away and brings other work back has git calls."""
SEEN = set[bytes]()
"""What killed workspaces looked like that have been recovered already: most git calls only read."""


def _dirty(repository: Repository, staged: Mapping[str, str], edits: Mapping[str, str]) -> str:
    repository.write(staged)
    repository.git("add", "-A")
    repository.write(edits)
    (repository.path / "gone.txt").unlink()
    return _state(repository)


def _state(repository: Repository) -> str:
    return "\n".join(
        repository.git(*question)
        for question in (("status", "--porcelain", "-uall"), ("diff",), ("diff", "--cached"), ("symbolic-ref", "HEAD"))
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a workspace on main with dirty work, other work parked on thread-a, and both branches' states."""
    home = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Dev")
            patch.setenv(f"GIT_{role}_EMAIL", "dev@example.invalid")
        subprocess.run(["git", "init", "-q", "-b", "main", "--template=", str(home / "ws")], check=True)
        ws = Repository(home / "ws")
        ws.commit("one", {"app.txt": "one\n", "both.txt": "one\n", "gone.txt": "gone\n", "dir/a": "a\n"})
        ws.git("switch", "-q", "-c", "thread-a")
        ws.commit("two", {"dir/a": "other\n", "dir/b": "b\n", "both.txt": "two\n"})
        states = {"thread-a": _dirty(ws, THREAD, THREAD_EDITS)}
        assert Workspace(ws.path).switch("main").ok
        states["main"] = _dirty(ws, MAIN, MAIN_EDITS)
    return ws.path, states


@pytest.fixture
def ws(template: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "1700000000 +0000")
    shutil.copytree(template[0], tmp_path / "ws", symlinks=True)
    return Repository(tmp_path / "ws")


def _killed(act: Callable[[], object]) -> bool:
    """Run `act` in a fork; return whether it was killed (False: it came to its end), once all its git has ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on: the test runner has threads
        pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            act()
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must see it
            sys.excepthook(*sys.exc_info())
            os._exit(3)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL)
    assert session_gone(pid)
    return code != 0


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_before(point: int) -> None:
    """Make this process die just before its git call number `point`."""
    calls = 0
    real = Git.try_

    def try_(self: Git, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        nonlocal calls
        calls += 1
        if calls == point:
            _die()
        return real(self, *args, stdin=stdin, env=env)

    Git.try_ = try_  # type: ignore[method-assign]


def _contents(repository: Repository) -> bytes:
    """Return every content in the tree, the index, the refs and the stash list."""
    stashes = repository.git("stash", "list", "--format=%H").split()
    listed = repository.git("rev-list", "--objects", "--all", *stashes).splitlines()
    objects = [line.split(" ")[0] for line in listed]
    objects += [line.split()[1] for line in repository.git("ls-files", "-s").splitlines()]
    asked = "\n".join(objects).encode() + b"\n"
    batch = subprocess.run(
        ["git", "cat-file", "--batch"], cwd=repository.path, input=asked, capture_output=True, check=True
    )
    files = [path for path in repository.path.rglob("*") if ".git" not in path.parts and path.is_file()]
    return b"\0".join([batch.stdout, *(path.read_bytes() for path in files)])


def _is_new(ws: Repository) -> bool:
    """Whether no workspace like this one, times and inode numbers apart, was recovered before."""
    digest = hashlib.sha256(ws.git("ls-files", "--stage").encode())
    for path in sorted(ws.path.rglob("*")):
        name = str(path.relative_to(ws.path))
        if path.is_file() and not name.startswith((".git/gitscen/index-", ".git/index")):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    new = digest.digest() not in SEEN
    SEEN.add(digest.digest())
    return new


def _check(ws: Repository, states: Mapping[str, str], **settings: object) -> None:
    """Recover, find every byte, and find each branch with exactly its own work."""
    recovered = Workspace(ws.path, **settings).recover()
    assert recovered.status in (Status.DONE, Status.RESOLVED), recovered
    contents = _contents(ws)
    assert not [token for token in TOKENS if token not in contents]
    assert not list((ws.path / ".git").rglob("*.lock"))
    assert not (ws.path / ".git" / "gitscen" / "operation.json").exists()
    assert ws.git("for-each-ref", "refs/gitscen/pins") == ""
    again = Workspace(ws.path, **settings).recover()
    assert (again.status, again.deeds) == (Status.DONE, ())
    here = str(recovered.branch)
    assert _state(ws) == states[here]
    there = "main" if here == "thread-a" else "thread-a"
    assert Workspace(ws.path, **settings).switch(there).ok
    assert _state(ws) == states[there]


@pytest.mark.parametrize("point", range(1, POINTS))
def test_a_switch_killed_before_any_git_call(ws: Repository, template: tuple[Path, dict[str, str]], point: int) -> None:
    def act() -> None:
        workspace = Workspace(ws.path)
        _die_before(point)
        workspace.switch("thread-a")

    if not _killed(act):
        assert point > 20, "the sweep has hardly begun"
    if _is_new(ws):
        _check(ws, template[1])


def test_the_sweep_reaches_the_end_of_the_switch(ws: Repository) -> None:
    def act() -> None:
        workspace = Workspace(ws.path)
        _die_before(POINTS)
        workspace.switch("thread-a")

    assert not _killed(act)


HOOK = """\
#!/bin/sh
cat >/dev/null
count=$(($(cat "{count}") + 1))
echo $count >"{count}"
if [ $count -eq {point} ]; then
    kill -STOP "$(cat "{pid}")"  # it must not go on without its git, nor end before that has its signal
    kill -9 $PPID "$(cat "{pid}")"
fi
"""


@pytest.mark.parametrize("hook", ["reference-transaction", "post-index-change"])
@pytest.mark.parametrize("point", range(1, 12))
def test_a_switch_killed_inside_git(
    ws: Repository, template: tuple[Path, dict[str, str]], tmp_path: Path, hook: str, point: int
) -> None:
    count, pid, hooks = tmp_path / "count", tmp_path / "pid", tmp_path / "hooks"
    count.write_text("0")
    hooks.mkdir()
    (hooks / hook).write_text(HOOK.format(count=count, pid=pid, point=point))
    (hooks / hook).chmod(0o755)

    def act() -> None:
        os.environ |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": str(hooks)}
        pid.write_text(str(os.getpid()))
        Workspace(ws.path).switch("thread-a")

    _killed(act)
    if _is_new(ws):
        _check(ws, template[1])


@pytest.mark.parametrize("point", range(2, 40, 4))
def test_a_carrying_switch_killed(ws: Repository, point: int) -> None:
    def act() -> None:
        workspace = Workspace(ws.path, policy=SwitchPolicy.CARRY)
        _die_before(point)
        workspace.switch("thread-a")

    _killed(act)
    assert Workspace(ws.path, policy=SwitchPolicy.CARRY).recover().ok
    contents = _contents(ws)
    assert not [token for token in TOKENS if token not in contents]
    assert ws.read("loose/-x") == "main loose\n"


@pytest.mark.parametrize("point", range(2, 32, 3))
def test_a_commit_killed(ws: Repository, point: int) -> None:
    def act() -> None:
        workspace = Workspace(ws.path)
        _die_before(point)
        workspace.commit("work")

    _killed(act)
    assert Workspace(ws.path).recover().ok
    contents = _contents(ws)
    assert not [token for token in TOKENS if token not in contents]
    assert Workspace(ws.path).commit("again").ok
    assert ws.git("status", "--porcelain") == ""
    assert Workspace(ws.path).switch("thread-a").ok


@pytest.mark.parametrize("point", range(2, 9))
def test_a_plain_commit_killed_leaves_the_index_as_it_was(place: Place, point: int) -> None:
    ws = place.clone("plain")
    ws.write({"app.txt": "unstaged\n", "staged.txt": "staged\n", "loose.txt": "loose\n"})
    ws.git("add", "staged.txt")
    before, head = ws.git("status", "--porcelain"), ws.git("rev-parse", "HEAD")

    def act() -> None:
        workspace = Workspace(ws.path)
        _die_before(point)
        workspace.commit("work")

    killed = _killed(act)
    assert ws.git("for-each-ref", "refs/gitscen/pins") == ""
    assert Workspace(ws.path).recover().ok
    assert ws.git("status", "--porcelain") == (before if ws.git("rev-parse", "HEAD") == head else "")
    assert killed or ws.git("rev-parse", "HEAD") != head
    assert ws.read("app.txt") == "unstaged\n"


@pytest.mark.parametrize("point", range(2, 80, 7))
def test_a_recover_killed_is_recovered(ws: Repository, template: tuple[Path, dict[str, str]], point: int) -> None:
    def switch() -> None:
        workspace = Workspace(ws.path)
        _die_before(21)  # before the entry is dropped that has been brought back
        workspace.switch("thread-a")

    def recover() -> None:
        workspace = Workspace(ws.path)
        _die_before(point)
        workspace.recover()

    assert _killed(switch)
    _killed(recover)
    _check(ws, template[1])


@pytest.mark.parametrize(
    ("operation", "point"),
    [("sync", point) for point in range(5, 80, 6)]
    + [(name, point) for name in ("resolve", "interrupt") for point in range(8, 68, 15)],
)
def test_integration_killed(place: Place, operation: str, point: int) -> None:
    ws, peer = place.clone("ws"), place.clone("peer")
    ws.git("switch", "-q", "thread-a")
    peer.git("switch", "-q", "thread-a")
    peer.commit("peer", {"app.txt": "peer\n", "peer.txt": "peer\n"})
    peer.git("push", "-q", "origin", "thread-a")
    ws.commit("local", {"app.txt": "local\n"})
    tokens = {b"local\n", b"loose work\n"}
    if operation == "sync":
        ws.write({"thread.txt": "staged work\n"})
        ws.git("add", "-A")
        ws.write({"thread.txt": "unstaged work\n"})
        tokens |= {b"staged work\n", b"unstaged work\n"}
    else:
        ws.git("fetch", "-q")
        ws.git("rebase", "-q", "origin/thread-a", code=1)
    ws.write({"loose": "loose work\n"})
    before = ws.git("status", "--porcelain")

    def act() -> None:
        workspace = Workspace(ws.path)
        _die_before(point)
        getattr(workspace, operation)()

    _killed(act)
    outcome = Workspace(ws.path).recover()
    assert (outcome.ok, outcome.branch) == (True, "thread-a")
    contents = _contents(ws)
    assert not [token for token in tokens if token not in contents]
    assert Workspace(ws.path).recover().deeds == ()
    if operation == "sync":
        assert ws.git("status", "--porcelain") == before
    assert Workspace(ws.path).switch("main").ok


def test_a_plain_commit_killed_is_not_undone_where_head_has_moved(place: Place) -> None:
    ws = place.clone("plain")
    ws.write({"staged.txt": "staged\n"})
    ws.git("add", "staged.txt")

    def act() -> None:
        workspace = Workspace(ws.path)
        real = Git.try_

        def try_(self: Git, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
            if args[0] == "commit":
                _die()
            return real(self, *args, stdin=stdin, env=env)

        Git.try_ = try_  # type: ignore[method-assign]
        workspace.commit("work")

    assert _killed(act)
    ws.git("switch", "-q", "thread-a")
    before = ws.git("status", "--porcelain")
    outcome = Workspace(ws.path).recover()
    assert (outcome.ok, outcome.branch, ws.git("status", "--porcelain")) == (True, "thread-a", before)
    assert "index" in ws.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue")
