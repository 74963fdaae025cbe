"""What asking a program costs: `python -m benchmarks.subject`, in milliseconds beyond the program's own.

The same small shell program is asked by `ProgramSubject`, as in a case, and by nothing but pipes. A case is its start,
the handshake and its end, with the look for processes left behind; a request is one line there and back.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from gitscen.run.session import end_marked, last_pid
from gitscen.scenario.asks import AskPush
from gitscen.scenario.model import Workflow
from gitscen.subject.message import Close, Hello, Push, encode_request
from gitscen.subject.program import ProgramSubject
from gitscen.subject.translate import to_open

PROGRAM = """\
while read -r request; do
    case $request in
    *hello*) echo '{"gitscen": 1, "name": "x", "operations": ["push"]}' ;;
    *) echo '{"status": "done"}' ;;
    esac
done
"""
ARGV = ("sh", "-c", PROGRAM)
PLACE = Path("/")
ROUNDS = 50
REQUESTS = 50
LIMITS = {"a case": 5.0, "a request": 0.3}


def measure() -> dict[str, float]:
    """Return what is added to a case and to a request, in milliseconds: medians of differences, taken in turns."""
    added: dict[str, list[float]] = {what: [] for what in LIMITS}
    for _ in range(ROUNDS):
        (case, request), (bare_case, bare_request) = _by_subject(), _by_pipes()
        added["a case"].append(case - bare_case)
        added["a request"].append(request - bare_request)
    return {what: statistics.median(times) * 1000 for what, times in added.items()}


def _by_subject() -> tuple[float, float]:
    began = last_pid()
    subject = ProgramSubject(ARGV, PLACE, PLACE, Workflow())

    def ask() -> None:
        subject.begin()
        subject.ask(AskPush(), None)

    def end() -> None:
        subject.end()
        end_marked("GITSCEN_WORLD", "/none", since=began)

    return _time(subject.begin, ask, end)


def _by_pipes() -> tuple[float, float]:
    programs: list[subprocess.Popen[bytes]] = []

    def talk(line: bytes) -> None:
        stdin, stdout = programs[0].stdin, programs[0].stdout
        if stdin is not None and stdout is not None:
            stdin.write(line)
            stdout.readline()

    def begin() -> None:
        programs.append(subprocess.Popen(ARGV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=PLACE))
        talk(encode_request(Hello()))
        talk(encode_request(to_open(b"/", Workflow())))

    def end() -> None:
        talk(encode_request(Close()))
        programs[0].communicate()

    push = encode_request(Push())
    return _time(begin, lambda: talk(push), end)


def _time(begin: Callable[[], object], ask: Callable[[], object], end: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of beginning and ending together, and of one request."""
    times = [time.perf_counter()]
    begin()
    times.append(time.perf_counter())
    for _ in range(REQUESTS):
        ask()
    times.append(time.perf_counter())
    end()
    times.append(time.perf_counter())
    return times[1] - times[0] + times[3] - times[2], (times[2] - times[1]) / REQUESTS


def main() -> int:
    """Print both figures; 1 if one misses its limit."""
    added = measure()
    for what, limit in LIMITS.items():
        verdict = "reached" if added[what] <= limit else "missed"
        print(f"{what:<10} {added[what]:6.2f} ms more than the program's own, at most {limit} ms: {verdict}")  # noqa: T201
    return int(any(added[what] > limit for what, limit in LIMITS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
