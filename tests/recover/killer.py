"""Kills recover, or undo, at each of its moments in turn, in children of this process; prints what came out otherwise.

    python -m tests.recover.killer WORKSPACE FOLDER recover|undo own|all STRIDE

A moment is before and after each line of the journal, each file put in place or moved away and each change of state
(own), and before and after each git command and each copy of a file too (all). Every STRIDE-th is tried. For each: a
copy of WORKSPACE, a kill, and a second run to the end. The tests take strides that are quick; 1 tries all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ParamSpec, TypeVar

from gitscen.doctor.diagnose import examine
from gitscen.doctor.evidence.gather import gather
from gitscen.git import command
from gitscen.recover import backup, doing, durable, place, restore
from gitscen.recover.journal import Journal
from gitscen.recover.recover import Wish, recover
from gitscen.recover.undo import undo
from gitscen.workflow.git import Git
from tests.recover.broken import photograph

P = ParamSpec("P")
T = TypeVar("T")
_KILLED = 9
_MOMENTS: tuple[tuple[object, str], ...] = (
    (Journal, "note"), (place.Recovery, "become"), (durable, "place_file"), (doing, "place_file"),
    (doing, "displace"), (restore, "displace"),
)  # fmt: skip
_COMMANDS: tuple[tuple[object, str], ...] = ((command.Git, "try_"), (Git, "try_"), (restore, "_put"), (backup, "_copy"))


def main(workspace: Path, folder: Path, *, verb: str, commands: bool, stride: int) -> int:
    """Try every moment and return 1 if any came out otherwise."""
    act = _recover if verb == "recover" else _undo
    start = folder / "start"
    shutil.copytree(workspace, start, symlinks=True)
    if verb == "undo":
        _in_child(start, _recover, at=0)
    _run(start, folder / "whole", act, at=0)
    wanted = _outcome(folder / "whole", undone=verb == "undo")
    moment, tried = 1, 0
    while True:
        ws = folder / f"at-{moment}"
        if not _run(start, ws, act, at=moment, commands=commands):
            break
        if (found := _outcome(ws, undone=verb == "undo")) != wanted:
            sys.stdout.write(f"killed at {moment}: {_first_difference(wanted, found)}\n")
            return 1
        shutil.rmtree(ws)
        moment += stride
        tried += 1
    sys.stdout.write(f"{tried} moments\n")
    return 0 if tried > 3 else 1


def _run(start: Path, ws: Path, act: Callable[[Path], None], *, at: int, commands: bool = False) -> bool:
    """Let it act on a copy; where it is killed, again to the end. Return whether it was killed."""
    shutil.copytree(start, ws, symlinks=True)
    code = _in_child(ws, act, at=at, commands=commands)
    if code == _KILLED and (code := _in_child(ws, act, at=0)) == 0:
        return True
    if code:
        raise SystemExit(f"killed at {at}: the second run ended with {code}")
    return False


def _in_child(ws: Path, act: Callable[[Path], None], *, at: int, commands: bool = False) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if at:
        _arm(at, (*_MOMENTS, *_COMMANDS) if commands else _MOMENTS)
    try:
        act(ws)
    except BaseException as error:  # noqa: BLE001 - told by the exit code; nothing of the parent's may run here
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        sys.stdout.flush()
        os._exit(7)
    os._exit(0)


def _arm(at: int, moments: Iterable[tuple[object, str]]) -> None:
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == at:
            os._exit(_KILLED)

    for owner, name in moments:
        setattr(owner, name, _wrapped(getattr(owner, name), step))


def _wrapped(function: Callable[P, T], step: Callable[[], None]) -> Callable[P, T]:
    def call(*args: P.args, **named: P.kwargs) -> T:
        step()
        result = function(*args, **named)
        step()
        return result

    return call


def _recover(ws: Path) -> None:
    result = recover(ws, Wish(), examine=examine, ask=lambda _plan, _evidence: True)
    if result.failed:
        raise AssertionError(result.failed)


def _undo(ws: Path) -> None:
    undo(gather(ws))


def _outcome(ws: Path, *, undone: bool) -> dict[str, object]:
    """Return what a workspace has come to. Commits of gitscen's own count by their trees: they have the time in."""
    if undone:
        return {name: fact for name, fact in photograph(ws, times=False).items() if not name.endswith("index")}
    files = {name: fact for name, fact in photograph(ws, times=False).items() if not name.startswith(".git/")}
    refs = [
        line.split(" ") for line in _git(ws, "for-each-ref", "--format=%(refname) %(objectname) %(tree)").splitlines()
    ]
    return {
        **files,
        **{name: tree if name.startswith("refs/gitscen/") else oid for name, oid, tree in refs},
        "status": _git(ws, "status", "--porcelain=v2", "--branch", "-uall", "--ignored"),
        "stash": _git(ws, "stash", "list", "--format=%H"),
        "index": _git(ws, "ls-files", "--stage"),
        "fsck": _git(ws, "fsck", "--no-progress", "--no-dangling"),
    }


def _git(ws: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=ws, capture_output=True, check=False)
    return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")


def _first_difference(wanted: dict[str, object], found: dict[str, object]) -> str:
    name = next(name for name in sorted({*wanted, *found}) if wanted.get(name) != found.get(name))
    return f"{name}: {wanted.get(name)!r} has become {found.get(name)!r}"


if __name__ == "__main__":
    _, _workspace, _folder, _verb, _which, _stride = sys.argv
    sys.exit(main(Path(_workspace), Path(_folder), verb=_verb, commands=_which == "all", stride=int(_stride)))
