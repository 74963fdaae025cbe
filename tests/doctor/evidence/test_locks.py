from __future__ import annotations

import os
from pathlib import Path

from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.evidence.holders import read_holders
from gitscen.doctor.evidence.indexfile import IndexState
from gitscen.doctor.evidence.model import Holder, Holders
from tests.doctor.evidence.build import A, Entry, build_index, lay, lay_healthy

INDEX = build_index([Entry(b"a.txt", A)])


def make_process(
    fs: FakeFilesystem, pid: int, comm: str, *, cwd: str = "/", opened: str | None = None, **files: str
) -> None:
    lay(fs, {f"/proc/{pid}/comm": comm + "\n", f"/proc/{pid}/cmdline": files.get("cmdline", comm)})
    fs.create_symlink(f"/proc/{pid}/cwd", cwd)
    fs.create_dir(f"/proc/{pid}/fd")
    if opened:
        fs.create_symlink(f"/proc/{pid}/fd/3", opened)


def test_every_lock_is_told_with_what_it_stands_for(fs: FakeFilesystem) -> None:
    lay_healthy(fs)
    fs.create_dir("/proc/self")
    lay(
        fs,
        {
            "/w/.git/index.lock": INDEX,
            "/w/.git/next-index-77.lock": INDEX[:50],
            "/w/.git/index.stash.78": b"",
            "/w/.git/HEAD.lock": "ref: refs/heads/x\n",
            "/w/.git/refs/heads/a/b.lock": A,
            "/w/.git/packed-refs.new": "",
            "/w/.git/objects/pack/multi-pack-index.lock": "",
            "/w/.git/objects/maintenance.lock": "",
            "/w/.git/worktrees/x/index.lock": "",
            "/w/.git/lockless": "",
        },
    )
    locks = {lock.file.path: lock for lock in gather("/w").locks}
    assert {path: lock.locks for path, lock in locks.items()} == {
        "index.lock": "index",
        "next-index-77.lock": "index",
        "index.stash.78": "index",
        "HEAD.lock": "HEAD",
        "refs/heads/a/b.lock": "refs/heads/a/b",
        "packed-refs.new": "packed-refs",
        "objects/pack/multi-pack-index.lock": "objects/pack/multi-pack-index",
        "objects/maintenance.lock": "objects/maintenance",
        "worktrees/x/index.lock": "worktrees/x/index",
    }
    whole, half = locks["index.lock"].index, locks["next-index-77.lock"].index
    assert whole is not None
    assert (whole.state, list(whole.staged)) == (IndexState.GOOD, [b"a.txt"])
    assert half is not None
    assert half.state is IndexState.TRUNCATED
    assert (locks["index.stash.78"].index, locks["HEAD.lock"].file.content) == (None, b"ref: refs/heads/x\n")
    assert {lock.holder for lock in locks.values()} == {None}


def test_a_live_process_that_has_it_open_holds_it(fs: FakeFilesystem) -> None:
    lay_healthy(fs)
    lay(fs, {"/w/.git/index.lock": INDEX, "/w/.git/HEAD.lock": ""})
    fs.create_dir("/proc/self")
    make_process(fs, 41, "vim", cwd="/w", opened="/w/a.txt")
    make_process(fs, 42, "session", opened="/w/.git/index.lock")
    evidence = gather("/w", proc="/proc")
    assert evidence.holders == Holders(told=True, processes=(Holder(42, "session", "/w/.git/index.lock"),))
    assert {lock.file.path: lock.holder and lock.holder.pid for lock in evidence.locks} == {
        "HEAD.lock": None,
        "index.lock": 42,
    }


def test_git_at_work_in_the_workspace_is_told_and_elsewhere_not(fs: FakeFilesystem) -> None:
    fs.create_dir("/proc/self")
    for folder in ("/w/sub", "/w2"):
        fs.create_dir(folder)
    make_process(fs, 50, "git", cwd="/w/sub")
    make_process(fs, 51, "git-remote-http", cwd="/w")
    make_process(fs, 52, "git", cwd="/w2")
    make_process(fs, 53, "git", cwd="/w", cmdline="git\0fsmonitor--daemon\0run")
    make_process(fs, 54, "gitscen", cwd="/w")
    make_process(fs, 55, "git", cwd="/w")
    holders = read_holders({"/w"}, {}, own=55)
    assert holders.processes == (Holder(50, "git"), Holder(51, "git-remote-http"))


def test_without_proc_nothing_can_be_told(fs: FakeFilesystem) -> None:
    fs.create_dir("/proc")
    assert not read_holders({"/w"}, {}).told
    assert not read_holders({"/w"}, {}, proc="/nowhere").told


def test_the_process_that_looks_is_no_holder_and_the_real_proc_is_read() -> None:
    holders = read_holders({str(Path.cwd())}, {})
    assert all(one.pid != os.getpid() for one in holders.processes)
