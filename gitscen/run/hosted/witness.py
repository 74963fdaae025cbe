"""The scripted agent under a witness: `python -I -S witness.py LEDGER`, the instruction on standard input.

Whatever it writes, changes or deletes is put down in the ledger, a line of JSON each, before it goes on; so that the
judge knows what is whose without asking anybody. Killed between the two, it leaves one line out.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType

_AGENT = Path(__file__).parents[2] / "session/agent/scripted.py"
MOST = 1 << 16
"""Bytes of a content that is put down whole."""
Seen = dict[str, tuple[int, int, int]]


def main(ledger: str) -> int:
    """Carry out the instruction and put down what it does; return the agent's exit code."""
    agent, top = _load_agent(), Path.cwd()
    witness = Witness(ledger, top)
    try:
        for act in agent.parse_instruction(sys.stdin.buffer.read().decode("utf-8", errors="replace")):
            for told in agent.perform(act, top):
                witness.note()
                sys.stdout.write(f"{told}\n")
                sys.stdout.flush()
    except KeyboardInterrupt:
        return int(agent.INTERRUPTED)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        witness.note()
    return 0


class Witness:
    """Knows the files of a folder as they were at the last look."""

    def __init__(self, ledger: str, top: Path) -> None:
        """Look for the first time."""
        self._ledger, self._top = ledger, top
        self._seen = self._look()
        names = ("SESSION", "COMMAND", "THREAD")
        self._who = {name.lower(): os.environ.get(f"GITSCEN_{name}", "") for name in names} | {"run": os.getpid()}

    def note(self) -> None:
        """Put down what has changed since the last look."""
        before, self._seen = self._seen, self._look()
        changed = [
            path for path in sorted(before.keys() | self._seen.keys()) if before.get(path) != self._seen.get(path)
        ]
        for path in changed:
            line = json.dumps({**self._who, "path": path, **self._tell(path)}).encode() + b"\n"
            file = os.open(self._ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                os.write(file, line)
            finally:
                os.close(file)

    def _tell(self, path: str) -> dict[str, str]:
        """Return the content of a file, of a large one its blob only; nothing for one that is gone."""
        if path not in self._seen:
            return {}
        content = (self._top / path).read_bytes()
        blob = {"blob": hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()}  # noqa: S324 - git's name
        return blob | ({"content": base64.b64encode(content).decode()} if len(content) <= MOST else {})

    def _look(self) -> Seen:
        found: Seen = {}
        for folder, folders, files in os.walk(self._top):
            folders[:] = [name for name in folders if name != ".git"]
            for name in files:
                about = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - many files
                place = os.path.relpath(os.path.join(folder, name), self._top)  # noqa: PTH118
                found[place] = (about.st_ino, about.st_size, about.st_mtime_ns)
        return found


def _load_agent() -> ModuleType:
    """Return the agent's module. It is a program of its own, and this one is run without a path to the package."""
    spec = importlib.util.spec_from_file_location("scripted", _AGENT)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_AGENT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["scripted"] = module  # where its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
