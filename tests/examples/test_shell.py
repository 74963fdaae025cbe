"""The shell adapter reads requests with sed: what comes out of it is what went in, or it says that it cannot."""

from __future__ import annotations

import json
import subprocess

from tests.conftest import Place
from tests.examples.adapters import EXAMPLES

MESSAGES = (
    "plain",
    "two\nlines\n\nand a\ttab",
    "größer, 'single' \"double\" $HOME `id` 100% \\n \\\\ \\0134 /",
    '"branch": "x", "message": "y", ", "',
    "ends with a backslash\\",
)
PATHS = ("a b.txt", 'we"ird], [\\.txt', "größe.txt", '", "')


def quote(path: str) -> str:
    """Return a path as git quotes it, where it does."""
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"' if set(path) & set('"\\') else path


def test_messages_and_paths_come_through(place: Place) -> None:
    workspace = place.clone("workspace")
    requests: list[dict[str, object]] = [{"op": "open", "workspace": str(workspace.path), "remote": "origin"}]
    for number, message in enumerate(MESSAGES):
        workspace.write({f"{number}/{path}": message for path in PATHS})
        paths = [quote(f"{number}/{path}") for path in PATHS]
        requests.append({"op": "commit", "message": message, "paths": paths})
    requests.append({"op": "commit", "message": "a bell \a", "paths": None})
    lines = "".join(f"{json.dumps(request, ensure_ascii=False)}\n" for request in requests)
    done = subprocess.run(
        ["sh", str(EXAMPLES / "shell/adapter.sh")], input=lines.encode(), capture_output=True, check=True
    )
    *answers, last = map(json.loads, done.stdout.splitlines())
    assert answers == [{"status": "done"}] * (1 + len(MESSAGES)), done
    assert last == {"status": "refused", "reason": "this adapter reads no \\u escapes"}
    log = workspace.git("log", "--reverse", "--format=%B%x00", "-n", str(len(MESSAGES))).split("\0")
    assert tuple(text.strip("\n") for text in log[:-1]) == MESSAGES
    assert workspace.git("status", "--porcelain") == ""
