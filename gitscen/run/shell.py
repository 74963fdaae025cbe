"""The person's shell in a world: started, waited for, and ended with everything that was started in it.

It is a child in this session, so that it has the terminal; a shell with job control takes a process group of its
own there. Whatever it started carries a mark in its environment and is killed with it, also what it left behind.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gitscen.errors import UsageError
from gitscen.run.session import end_marked

MARK = "GITSCEN_SHELL"
"""The variable that every process of the shell has: the place of its world."""

TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES")
"""What a shell needs to know of the terminal; all else is the world's."""

PATIENCE = 1.0
"""Seconds in which a shell must have ended when it is hung up on."""


def open_shell(folder: Path, *, environment: Mapping[str, str], note: str, files: Path) -> int:
    """Run the person's shell in a folder and return its exit code, 128 and the number where a signal ended it.

    `note` goes before its prompt, and the files for that into the folder `files`. Raises `UsageError` where it cannot
    be started.
    """
    shell = os.environ.get("SHELL") or "sh"
    told = {name: os.environ[name] for name in TERMINAL if name in os.environ}
    prompt = f"({re.sub(r'[^]A-Za-z0-9 ./:_+@=,[-]', '_', note)}) "
    arguments, more = _with_prompt(Path(shell).name, prompt, files)
    env = {**environment, **told, **more, "SHELL": shell, MARK: str(files)}
    with _undisturbed(), _held_back() as let_go:
        try:
            process = subprocess.Popen([shell, *arguments], cwd=folder, env=env)
        except OSError as error:
            raise UsageError(
                f"your shell {shell} cannot be started: {error.strerror}. Set SHELL to another."
            ) from error
        try:
            let_go()
            code = process.wait()
        finally:
            _hang_up(process)
            end_marked(MARK, str(files))
    return 128 - code if code < 0 else code


def _with_prompt(shell: str, prompt: str, files: Path) -> tuple[list[str], dict[str, str]]:
    """Return the arguments and variables with which a shell shows a prompt, after writing the files it reads that from.

    bash and zsh read a file at their start that would set a prompt of its own.
    """
    match shell:
        case "bash":
            file = files / "bashrc"
            file.write_text(f"PS1={shlex.quote(prompt + chr(92) + 'W$ ')}\n")
            return ["--rcfile", str(file)], {}
        case "zsh":
            (files / ".zshrc").write_text(f"PS1={shlex.quote(prompt + '%1~%# ')}\n")
            return [], {"ZDOTDIR": str(files)}
        case _:
            return [], {"PS1": f"{prompt}$ "}


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave ^C and ^\\ to the shell within the block: they go to everything at the terminal."""  # noqa: D301 - a key
    numbers = [number for number in (signal.SIGINT, signal.SIGQUIT) if signal.getsignal(number) is not signal.SIG_IGN]
    # No SIG_IGN: the shell would inherit that.
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _held_back() -> Iterator[Callable[[], None]]:
    """Keep signals that end this process until they are let go: a child that nobody knows yet would outlive it."""
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN
    }

    def let_go() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        before.clear()
        while came:
            signal.raise_signal(came.pop())

    try:
        yield let_go
    finally:
        let_go()


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """End a shell that is still there as a closed terminal does: an interactive one takes no notice of SIGTERM."""
    if process.poll() is not None:
        return
    for number in (signal.SIGHUP, signal.SIGCONT):
        process.send_signal(number)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
        return
    process.kill()
    process.wait()
