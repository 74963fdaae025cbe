"""Kills recover, or undo, at each of its moments in turn, in children of this process; prints what came out otherwise.

    python -m tests.recover.killer WORKSPACE FOLDER recover|undo recover|undo steps|own|all STRIDE

A moment is around the journal's lines that a step begins and ends with (steps); around each line of it, each file put
in place or moved away and each change of state (own); around each git command and each copy of a file too (all). Every
STRIDE-th is tried. For each: a
copy of WORKSPACE, a kill of the first verb, and the second verb to its end. Whichever was killed, recover then comes to
the end that it comes to by itself, and undo to the start. The tests take strides that are quick; 1 tries all.
"""

from __future__ import annotations

import os
import re
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
_Act = Callable[[Path], None]
_KILLED = 9
_NUMBER = re.compile(r"\b\d{4}\b")
"""What a recovery is called by: after an undo, the next one has another number."""
_MOMENTS: tuple[tuple[object, str], ...] = (
    (Journal, "note"), (place.Recovery, "become"), (durable, "place_file"), (doing, "place_file"),
    (doing, "displace"), (restore, "displace"),
)  # fmt: skip
_COMMANDS: tuple[tuple[object, str], ...] = ((command.Git, "try_"), (Git, "try_"), (restore, "_put"), (backup, "_copy"))
_KINDS = {"steps": ((Journal, "note"),), "own": _MOMENTS, "all": (*_MOMENTS, *_COMMANDS)}


def main(workspace: Path, folder: Path, *, verb: str, then: str, kind: str, stride: int) -> int:
    """Try every moment and return 1 if any came out otherwise."""
    act, again, undone = _ACTS[verb], _ACTS[then], then == "undo"
    start, whole = folder / "start", folder / "whole"
    shutil.copytree(workspace, start, symlinks=True)
    shutil.copytree(workspace, whole, symlinks=True)
    if not undone:
        _in_child(whole, _recover, at=0)
    wanted = _outcome(whole, undone=undone)
    if verb == "undo":
        _in_child(start, _recover, at=0)
    moment, tried = 1, 0
    while True:
        ws = folder / f"at-{moment}"
        if not _run(start, ws, act, again, at=moment, kind=kind):
            break
        if (found := _outcome(ws, undone=undone)) != wanted:
            sys.stdout.write(f"killed at {moment}: {_first_difference(wanted, found)}\n")
            return 1
        shutil.rmtree(ws)
        moment += stride
        tried += 1
    sys.stdout.write(f"{tried} moments\n")
    return 0 if tried > 3 else 1


def _run(start: Path, ws: Path, act: _Act, again: _Act, *, at: int, kind: str) -> bool:
    """Let it act on a copy; where it is killed, go on with the other. Return whether it was killed."""
    shutil.copytree(start, ws, symlinks=True)
    code = _in_child(ws, act, at=at, kind=kind)
    if code == _KILLED and (code := _in_child(ws, again, at=0)) == 0:
        return True
    if code:
        raise SystemExit(f"killed at {at}: the second run ended with {code}")
    return False


def _in_child(ws: Path, act: _Act, *, at: int, kind: str = "own") -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.fsync = _unsynced  # a kill, no power cut: each would wait for the disk
    os.sync = lambda: None
    if at:
        _arm(at, _KINDS[kind], steps=kind == "steps")
    try:
        act(ws)
    except BaseException as error:  # noqa: BLE001 - told by the exit code; nothing of the parent's may run here
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        sys.stdout.flush()
        os._exit(7)
    os._exit(0)


def _unsynced(fd: object) -> None:
    del fd


def _arm(at: int, moments: Iterable[tuple[object, str]], *, steps: bool) -> None:
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == at:
            os._exit(_KILLED)

    for owner, name in moments:
        setattr(owner, name, _wrapped(getattr(owner, name), step, only={"step", "did"} if steps else None))


def _wrapped(function: Callable[P, T], step: Callable[[], None], only: set[str] | None) -> Callable[P, T]:
    def call(*args: P.args, **named: P.kwargs) -> T:
        if only and args[1] not in only:
            return function(*args, **named)
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


_ACTS = {"recover": _recover, "undo": _undo}


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
        **{_NUMBER.sub("N", name): tree if name.startswith("refs/gitscen/") else oid for name, oid, tree in refs},
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
    _, _workspace, _folder, _verb, _then, _which, _stride = sys.argv
    sys.exit(main(Path(_workspace), Path(_folder), verb=_verb, then=_then, kind=_which, stride=int(_stride)))
