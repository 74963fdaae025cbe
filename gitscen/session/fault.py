"""A container that is killed at a named moment, once, with whatever it has started: for tests, scenarios and drills.

    python -m gitscen.session.fault --kill 'after stash push'      # in place of the container's own command line

The moments are those of scenarios (`before switch`, `after commit #2`: a git command of the workflow's) and

    during agent        the agent has begun to work
    during push         the remote has taken the push, and git does not know it yet
    before|after answer        the row of the answer is put
    before|after send          the answer is sent
    before|after acknowledge   the command is taken off its queue

each with `#2` for the second time. Counts are kept in `faults` in the container's folder: a moment comes once, however
often the container is started again.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from gitscen.errors import GitMissing, UsageError
from gitscen.scenario.moments import Moment, moment_fault, parse_moment
from gitscen.session import container, process
from gitscen.session.log import say
from gitscen.session.patient import PatientTransport
from gitscen.session.record import ANSWERS
from gitscen.session.transport.protocol import Transport
from gitscen.subject.shim import shim_text

_FORM = re.compile(r"(before|after|during) (answer|send|acknowledge|agent|push)(?: #([1-9][0-9]*))?")


def parse_kill(text: str) -> Moment:
    """Return the moment of a kill. Raises `UsageError`."""
    found = _FORM.fullmatch(text)
    if found and (found[1] == "during") == (found[2] in ("agent", "push")):
        return Moment(found[1], found[2], int(found[3] or 1))
    try:
        moment = parse_moment(text)
        fault = moment_fault(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if fault:
        raise UsageError(fault)
    return moment


class Killer:
    """Ends this process with its group, when a moment has come the right number of times."""

    def __init__(self, moment: Moment, folder: Path) -> None:
        self._moment, self._folder = moment, folder

    def come(self, when: str, command: str) -> None:
        """Say that a moment has come."""
        moment = self._moment
        if (moment.when, moment.command) != (when, command):
            return
        count = len(list(self._folder.glob("came.*"))) + 1
        (self._folder / f"came.{count}").touch()
        if count == moment.number:
            say(f"killed {when} {command}")
            _die()


class KillingTransport(PatientTransport):
    """A transport whose user is killed at moments of an answer."""

    def __init__(self, inner: Transport, killer: Killer) -> None:
        super().__init__(inner, seconds=0.0)
        self._killer = killer

    def put(self, table: str, key: str, row: Mapping[str, Any], *, expect: int | None = None) -> int:
        """Put a row; the first one of an answer is a moment."""
        if table != ANSWERS or expect is None:
            return super().put(table, key, row, expect=expect)
        self._killer.come("before", "answer")
        version = super().put(table, key, row, expect=expect)
        self._killer.come("after", "answer")
        return version

    def send(self, queue: str, body: bytes, *, group: str, key: str) -> None:
        """Send a message, which is a moment."""
        self._killer.come("before", "send")
        super().send(queue, body, group=group, key=key)
        self._killer.come("after", "send")

    def acknowledge(self, queue: str, receipt: str) -> None:
        """Acknowledge a message, which is a moment."""
        self._killer.come("before", "acknowledge")
        super().acknowledge(queue, receipt)
        self._killer.come("after", "acknowledge")


def set_trap(moment: Moment, folder: Path) -> Killer:
    """Make this process one that is killed at the moment."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "group").write_text(str(os.getpgrp()))
    killer = Killer(moment, folder)
    if (moment.when, moment.command) == ("during", "push"):
        _replace_receiver(moment.number, folder)
    elif (moment.when, moment.command) == ("during", "agent"):
        _follow_agent(killer)
    elif moment.command not in ("answer", "send", "acknowledge"):
        _replace_git(moment, folder)
    return killer


def _replace_git(moment: Moment, folder: Path) -> None:
    git = shutil.which("git")
    if git is None:
        raise GitMissing("there is no git program on PATH. Install git.")
    shim = folder / "git"
    if not shim.exists():
        shim.write_text(shim_text(git, str(folder), (), moment))
        shim.chmod(0o755)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"


def _replace_receiver(number: int, folder: Path) -> None:
    """Have git push to a program that kills once the remote's refs have moved, before it says so."""
    here, hooks = shlex.quote(str(folder)), folder / "hooks"
    hooks.mkdir(exist_ok=True)
    kill = f'[ "$1" != committed ] || kill -s KILL -- "-$(cat {here}/group)"\n'
    _write_program(hooks / "reference-transaction", kill)
    _write_program(
        folder / "receive-pack",
        f"n=1\nwhile ! mkdir {here}/push.$n 2> /dev/null; do n=$((n + 1)); done\n"
        f'[ "$n" = {number} ] || exec git receive-pack "$@"\n'
        f'exec git -c core.hooksPath={here}/hooks receive-pack "$@"\n',
    )
    count = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    os.environ[f"GIT_CONFIG_KEY_{count}"] = "remote.origin.receivepack"
    os.environ[f"GIT_CONFIG_VALUE_{count}"] = shlex.quote(str(folder / "receive-pack"))
    os.environ["GIT_CONFIG_COUNT"] = str(count + 1)


def _write_program(place: Path, text: str) -> None:
    place.write_text(f"#!/bin/sh\n{text}")
    place.chmod(0o755)


def _follow_agent(killer: Killer) -> None:
    """Have the moment come once an agent has said something: there is work of its in the workspace then."""
    start = process.start_agent

    def start_and_follow(argv: Sequence[str], *, said: Path, **given: Any) -> process.Child:  # noqa: ANN401 - handed on
        child = start(argv, said=said, **given)
        out = said.with_suffix(".out")
        while not out.stat().st_size and child.wait(0.01) is None:
            pass
        killer.come("during", "agent")
        return child

    process.start_agent = start_and_follow


def _die() -> NoReturn:
    os.killpg(os.getpgrp(), signal.SIGKILL)
    raise SystemExit(1)


def main() -> int:
    """Run a container that is killed; return the exit code where the moment does not come."""
    parser = argparse.ArgumentParser(prog="python -m gitscen.session.fault", allow_abbrev=False)
    parser.add_argument("--kill", required=True, metavar="MOMENT")
    try:
        moment = parse_kill(parser.parse_args().kill)
        killer = set_trap(moment, Path(os.environ["GITSCEN_FOLDER"]) / "faults")
    except (UsageError, KeyError) as error:
        say(str(error))
        return 2
    return container.main(lambda transport: KillingTransport(transport, killer))


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)
