"""A host in a process of its own: its command line, and how it is started from another program.

    python -m gitscen.session.serve --transport URL --home DIR --project NAME=URL ...

It prints `ready` once it serves, and stops on SIGINT and SIGTERM; with `--attached` also when its standard input
closes, so that it does not outlive who started it.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from gitscen.errors import GitscenError
from gitscen.session.host import Host
from gitscen.session.log import say
from gitscen.session.process import Child, NotStarted, start_listening
from gitscen.session.settings import Habits, HostSettings, parse_projects

READY = b"ready\n"
_LIMIT = 60.0
_DEFAULTS = Habits()


def host_argv(settings: HostSettings) -> list[str]:
    """Return the command line of a host with these settings."""
    habits = settings.habits
    told = [
        ("--transport", settings.transport),
        ("--home", str(settings.home)),
        *(("--project", f"{name}={url}") for name, url in settings.projects.items()),
        ("--idle", str(settings.idle)),
        ("--most", str(settings.most)),
        ("--turn", str(settings.turn)),
        *(("--container", word) for word in settings.container),
        *(("--agent", word) for word in habits.agent),
        ("--limit", str(habits.limit)),
        ("--head-start", str(habits.head_start)),
        ("--grace", str(habits.grace)),
        ("--visibility", str(habits.visibility)),
        ("--lease", str(habits.lease)),
        ("--git-limit", str(habits.git_limit)),
        *((("--depth", str(habits.depth)),) if habits.depth else ()),
    ]
    return [sys.executable, "-m", "gitscen.session.serve", *(f"{name}={value}" for name, value in told)]


def start_host(settings: HostSettings, *, environment: Mapping[str, str] | None = None) -> Child:
    """Start a host's process and return once it serves. Its log is `host.log` in its home. Raises `NotStarted`.

    Stop it with `signal(SIGTERM)` and `wait`, and `end` it in any case.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    log = settings.home / "host.log"
    child = start_listening(
        [*host_argv(settings), "--attached"],
        directory=settings.home,
        environment=os.environ if environment is None else environment,
        log=log,
    )
    if child.read_line(_LIMIT) != READY:
        child.end()
        said = log.read_text(errors="replace").strip().rpartition("\n")[2]
        raise NotStarted(f"the host in {settings.home} did not start: {said or 'it said nothing'}")
    return child


def parse_host(argv: Sequence[str]) -> tuple[HostSettings, bool]:
    """Return the settings of a command line, and whether the host is attached. Raises SystemExit and `UsageError`."""
    parser = argparse.ArgumentParser(prog="python -m gitscen.session.serve", allow_abbrev=False)
    parser.add_argument("--transport", required=True, metavar="URL")
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--project", action="append", default=[], metavar="NAME=URL")
    parser.add_argument("--idle", type=float, default=300.0, help="seconds")
    parser.add_argument("--most", type=int, default=8, help="containers at once")
    parser.add_argument("--turn", type=float, default=10.0, help="seconds")
    parser.add_argument("--container", action="append", default=[], help="a word of its command line; repeat it")
    parser.add_argument("--agent", action="append", default=[], help="a word of its command line; repeat it")
    for name in ("limit", "head_start", "grace", "visibility", "lease", "git_limit"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=getattr(_DEFAULTS, name), help="seconds")
    parser.add_argument("--depth", type=int, default=None)
    parser.add_argument("--attached", action="store_true")
    told = parser.parse_args(argv)
    habits = Habits(
        agent=tuple(told.agent),
        limit=told.limit,
        head_start=told.head_start,
        grace=told.grace,
        visibility=told.visibility,
        lease=told.lease,
        git_limit=told.git_limit,
        depth=told.depth,
    )
    settings = HostSettings(
        transport=told.transport,
        home=told.home.absolute(),
        projects={name: _locate(url) for name, url in parse_projects(told.project).items()},
        idle=told.idle,
        most=told.most,
        turn=told.turn,
        container=tuple(told.container),
        habits=habits,
    )
    return settings, told.attached


def _locate(url: str) -> str:
    """Return a remote as a container can find it, which works in a folder of its own."""
    return str(Path(url).absolute()) if Path(url).exists() else url


def main() -> int:
    """Serve until a signal comes; return the exit code."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings, attached = parse_host(sys.argv[1:])
        if attached:
            threading.Thread(target=_watch_input, args=(stop,), name="standard input", daemon=True).start()
        with Host(settings) as host:
            os.write(1, READY)
            host.run(stop)
    except GitscenError as error:
        say(str(error))
        return error.exit_code
    return 0


def _watch_input(stop: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stop.set()


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # a signal in the interpreter's own end would change the exit code
