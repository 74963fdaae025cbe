"""The scripted agent: reads an instruction on standard input and carries it out in the current directory.

A program by itself, run in isolation: it imports the standard library only. One act a line:

    Create file1.txt with content "1"          Append "more" to file1.txt
    Replace "old" with "new" in file1.txt      Delete file1.txt
    Create big.bin with 5 MB                   Fail with "words"
    Refactor all components (steps: 40, pause: 0.05)
    Refactor all components (steps: 3, until: go)

"Refactor", "Migrate", "Rebuild", "Rewrite", "Build" and whatever says "step by step" is long-running: a file for each
step, with a pause after it; with `until` it waits after the last for a file of that name in `GITSCEN_EVENTS`. Any other
text becomes a line of a file that is named after it. SIGINT ends it where it is, with 130.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

INTERRUPTED = 130
LONGEST_WAIT = 120.0
"""Seconds after which an agent that waits for an event gives up."""

MEGABYTE = 1_000_000
_TICK = 0.01
_STEPS, _PAUSE = 100, 0.05

_CREATE = re.compile(r'create (\S+) with content "(.*)"\.?', re.IGNORECASE)
_LARGE = re.compile(r"create (\S+) with ([1-9]\d{0,3}) MB\.?", re.IGNORECASE)
_APPEND = re.compile(r'append "(.*)" to (\S+?)\.?', re.IGNORECASE)
_REPLACE = re.compile(r'(?:replace|edit) "(.+?)" with "(.*)" in (\S+?)\.?', re.IGNORECASE)
_DELETE = re.compile(r"delete (\S*[./]\S*)", re.IGNORECASE)
_FAIL = re.compile(r'fail with "(.*)"\.?', re.IGNORECASE)
_LONG = re.compile(r"(?:refactor|migrate|rebuild|rewrite|build)\b.*|.*\bstep by step\b.*", re.IGNORECASE)
_OPTIONS = re.compile(r"\(([a-z]+: [^,()]+(?:, [a-z]+: [^,()]+)*)\)\s*$")
_ADDED = re.compile(r"(?:please )?(?:add|create|make|write) (?:a |an |the |some )?(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of an instruction: what to do to which file, and with what."""

    verb: str
    path: str = ""
    text: str = ""
    other: str = ""
    number: int = 0
    pause: float = 0.0


def parse_instruction(text: str) -> list[Act]:
    """Return the acts of an instruction, one for each line that is not blank. Pure. Raises ValueError."""
    return [_parse(line.strip()) for line in text.splitlines() if line.strip()]


def perform(act: Act, top: Path) -> Iterator[str]:
    """Carry one act out below `top`, step by step, and tell each. Raises ValueError and OSError."""
    if act.verb == "fail":
        raise ValueError(act.text)
    if act.verb == "long":
        yield from _go_long(act, top)
        return
    place = _place(top, act.path)
    place.parent.mkdir(parents=True, exist_ok=True)
    match act.verb:
        case "create":
            place.write_text(act.text + "\n", encoding="utf-8")
        case "large":
            place.write_bytes((b"%062d\n\n" % act.number) * (act.number * MEGABYTE // 64))
        case "replace":
            found = place.read_text(encoding="utf-8")
            if act.text not in found:
                raise ValueError(f"{act.path} does not hold {act.text!r}.")
            place.write_text(found.replace(act.text, act.other), encoding="utf-8")
        case "delete":
            place.unlink()
        case _:
            with place.open("a", encoding="utf-8") as file:
                file.write(act.text + "\n")
    yield f"{act.verb} {act.path}"


def main() -> int:
    """Carry out what standard input says; tell the steps on standard output and what went wrong on standard error."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
        for act in parse_instruction(text):
            for told in perform(act, Path.cwd()):
                sys.stdout.write(told + "\n")
                sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parse(line: str) -> Act:
    for pattern, make in _FORMS:
        if found := pattern.fullmatch(line):
            return make(found)
    return Act("add", path=_name(line), text=line)


def _parse_long(match: re.Match[str]) -> Act:
    """Return a long-running act. Raises ValueError for a number of steps or a pause that is none."""
    line = match[0]
    found = _OPTIONS.search(line)
    options = dict(pair.split(": ", 1) for pair in found[1].split(", ")) if found else {}
    if unknown := options.keys() - {"steps", "pause", "until"}:
        raise ValueError(
            f"{unknown.pop()!r} is no option of a long-running instruction. There are steps, pause, until."
        )
    until = options.get("until", "").strip()
    if until and not re.fullmatch(r"[A-Za-z0-9_-]+", until):
        raise ValueError(f"{until!r} is no event. Use letters, digits, - and _.")
    steps = int(options.get("steps", _STEPS))
    pause = min(float(options.get("pause", 0.0 if until else _PAUSE)), LONGEST_WAIT)
    title = line[: found.start()] if found else line
    return Act("long", path=_slug(title), text=title.strip(), other=until, number=steps, pause=pause)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Act]], ...] = (
    (_CREATE, lambda found: Act("create", path=found[1], text=found[2])),
    (_LARGE, lambda found: Act("large", path=found[1], number=int(found[2]))),
    (_APPEND, lambda found: Act("append", path=found[2], text=found[1])),
    (_REPLACE, lambda found: Act("replace", path=found[3], text=found[1], other=found[2])),
    (_DELETE, lambda found: Act("delete", path=found[1])),
    (_FAIL, lambda found: Act("fail", text=found[1])),
    (_LONG, _parse_long),
)


def _go_long(act: Act, top: Path) -> Iterator[str]:
    parent = os.getppid()
    folder = _place(top, act.path)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, act.number + 1):
        (folder / f"step-{number:03}.txt").write_text(f"{act.text}: step {number}\n", encoding="utf-8")
        yield f"step {number} of {act.number}"
        time.sleep(act.pause)
        if os.getppid() != parent:  # nobody is left to interrupt it
            raise ValueError("whoever started the agent is gone.")
    if not act.other:
        return
    event, end = Path(os.environ.get("GITSCEN_EVENTS", "/nonexistent")) / act.other, time.monotonic() + LONGEST_WAIT
    while not event.exists():
        if time.monotonic() > end or os.getppid() != parent:
            raise ValueError(f"the event {act.other} did not come.")
        time.sleep(_TICK)


def _name(line: str) -> str:
    """Return the file that free text is about: `Add a hello world page` is about hello-world.html."""
    found = _ADDED.fullmatch(line.rstrip("."))
    words = _slug(found[1] if found else line)
    return f"{words.removesuffix('-page')}.html" if words.endswith("-page") else f"{words}.txt"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-") or "work"


def _place(top: Path, path: str) -> Path:
    """Return where a path lies. Raises ValueError for one outside the workspace or in a repository's own folder."""
    parts = path.split("/")
    if "" in parts or ".." in parts or any(re.fullmatch(r"(?i)\.git[ .]*|git~1", part) for part in parts):
        raise ValueError(f"{path!r} is no path in the workspace.")
    place = top / path
    if not place.parent.resolve().is_relative_to(top.resolve()) or place.is_symlink():
        raise ValueError(f"{path!r} leads out of the workspace.")
    return place


if __name__ == "__main__":
    sys.exit(main())
