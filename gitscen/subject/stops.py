"""Asks a subject that is stopped at moments of a story: killed there, or kept waiting while the world acts.

The git of `shim` stands before the real one on the subject's PATH: put there for a subject that acts in this process,
behind a door that was always there for a program that was started before. A subject that is to be killed has a process
group of its own, which ends as one. What starts git by an absolute path is not seen.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gitscen.errors import WorldError
from gitscen.scenario.moments import list_commands, parse_moment
from gitscen.subject.fault import SubjectKilled
from gitscen.subject.shim import door_text, shim_text

_END = b"end\n"
_DOOR = "door"
_NOW = "now"
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Missed:
    """A moment of the story that never came, and the git commands that the subject ran instead, in words."""

    moment: str
    ran: str


def make_door(root: Path) -> Path:
    """Make a folder below `root` whose git is the real one, but for requests with moments; return it.

    A program that has it first on its PATH is stopped however long it is running, and wherever it looked git up.
    Raises `WorldError` where there is no git.
    """
    door = root / _DOOR
    door.mkdir()
    (door / "git").write_text(door_text(_find_git(), str(door / _NOW)))
    (door / "git").chmod(0o755)
    return door


class Stops:
    """The moments of one request. `at` is called with a moment's text when it comes; the subject waits meanwhile."""

    def __init__(self, root: Path, *, kill: str | None, moments: Sequence[str], at: Callable[[str], None]) -> None:
        """Make the git that stops, in a folder of its own below `root`. Raises `WorldError` where there is no git."""
        git = _find_git()
        self._kill, self._at = kill, at
        self._moments = tuple(dict.fromkeys(moments))
        self._waiting = set(self._moments) | ({kill} if kill else set())
        self._error: BaseException | None = None
        self._door = root / _DOOR
        self._folder = Path(tempfile.mkdtemp(prefix="moments-", dir=root))
        shim = self._folder / "git"
        points = [parse_moment(text) for text in self._moments]
        shim.write_text(shim_text(git, str(self._folder), points, parse_moment(kill) if kill else None))
        shim.chmod(0o755)

    @property
    def missed(self) -> Missed | None:
        """The first moment that never came, None if all did."""
        left = [moment for moment in (*self._moments, self._kill) if moment in self._waiting]
        if not left or left[0] is None:
            return None
        ran = self._folder / "ran"
        lines = ran.read_text(errors="replace").splitlines() if ran.exists() else []
        return Missed(left[0], list_commands(map(str.split, lines)))

    def ask(self, ask: Callable[[], Answer], group: int | None = None) -> Answer | None:
        """Ask with the moments in place; None where the subject was killed. Raises what the world's acts raised.

        `group` is the process group that a subject acts in; without it, it acts in this process.
        """
        answer: Answer | None = None
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._in_the_way())
            pipes = [_make_pipe(self._folder / name, stack) for name in self._pipe_names()]
            if self._kill and group is None:
                self._ask_to_kill(ask, pipes)
            elif self._kill:
                self._ask_group_to_kill(ask, pipes, str(group))
            else:
                answer = self._serve_while(ask, pipes)
        if self._error is not None:
            raise self._error
        return answer

    @contextmanager
    def _in_the_way(self) -> Iterator[None]:
        """Have the git that stops found on PATH, and behind the door if there is one, within the block."""
        before = os.environ["PATH"]
        os.environ["PATH"] = f"{self._folder}{os.pathsep}{before}"
        if self._door.exists():
            (self._door / _NOW).symlink_to(self._folder)
        try:
            yield
        finally:
            os.environ["PATH"] = before
            (self._door / _NOW).unlink(missing_ok=True)

    def _pipe_names(self) -> list[str]:
        """Return the pipe in which moments are told, and one for each to let the subject go on."""
        return ["asked", *(f"go.{number}" for number in range(len(self._moments)))]

    def _ask_to_kill(self, ask: Callable[[], object], pipes: Sequence[int]) -> None:
        child = os.fork()  # before the thread that serves is there
        if child == 0:
            _ask_in_child(ask, self._folder / "group")
        _, status = self._serve_while(lambda: os.waitpid(child, 0), pipes)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            self._waiting.discard(self._kill or "")

    def _ask_group_to_kill(self, ask: Callable[[], object], pipes: Sequence[int], group: str) -> None:
        (self._folder / "group").write_text(group)
        try:
            self._serve_while(ask, pipes)
        except SubjectKilled:
            self._waiting.discard(self._kill or "")

    def _serve_while(self, ask: Callable[[], Answer], pipes: Sequence[int]) -> Answer:
        """Carry out what is wanted at each moment while `ask` runs, in a thread of its own."""
        if not self._moments:
            return ask()
        asked, *go = pipes
        server = threading.Thread(target=self._serve, args=(asked, go), daemon=True)
        server.start()
        try:
            return ask()
        finally:
            os.write(asked, _END)
            server.join()

    def _serve(self, asked: int, go: Sequence[int]) -> None:
        with os.fdopen(os.dup(asked), "rb") as lines:
            for line in iter(lines.readline, _END):
                moment = self._moments[int(line)]
                self._waiting.discard(moment)
                try:
                    if self._error is None:
                        self._at(moment)
                except BaseException as error:  # noqa: BLE001 - it is raised where the subject was asked
                    self._error = error
                os.write(go[int(line)], b"\n")


def _find_git() -> str:
    git = shutil.which("git")
    if git is None:
        raise WorldError("there is no git program on PATH. Install git.")
    return git


def _make_pipe(place: Path, stack: contextlib.ExitStack) -> int:
    """Make a named pipe that is open at both ends, so that nobody who opens it has to wait."""
    os.mkfifo(place)
    pipe = os.open(place, os.O_RDWR)
    stack.callback(os.close, pipe)
    return pipe


def _ask_in_child(ask: Callable[[], object], group: Path) -> None:
    """Ask, and leave without running anything that the parent has set up for its own end."""
    try:
        os.setsid()
        group.write_text(str(os.getpid()))
        ask()
    finally:
        os._exit(0)
