"""The adapters of `examples/`, judged as docs/adapters.md tells people to: by the installed command, in their folder.

`python -m tests.examples.adapters NAME` judges one over the catalogue and writes what it breaks into its known.txt.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
GITSCEN = Path(sys.executable).parent / "gitscen"
RULES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Adapter:
    """One adapter: its folder below `examples/`, and how it is started there."""

    name: str
    workflow: str

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return EXAMPLES / self.name


ADAPTERS = (
    Adapter("shell", "sh adapter.sh"),
    Adapter("node", "node adapter.mjs"),
    Adapter("gitpython", "adapter:Workflow"),
    Adapter("pygit2", "adapter:Workflow"),
)


def judge(adapter: Adapter, *options: str) -> dict[str, Any]:
    """Return the JSON report on an adapter."""
    argv = [str(GITSCEN), "run", "--workflow", adapter.workflow, "--format", "json", "--keep", "none", *options]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(argv, cwd=adapter.folder, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), (done.returncode, done.stderr.decode(errors="replace"))
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def known_lines(cases: list[dict[str, Any]]) -> list[str]:
    """Return what fails as lines of a known.txt: a story once if it fails on all its clones, with the first rules."""
    lines = []
    judged = [case for case in cases if case["verdict"] != "skipped"]
    for story, group in groupby(sorted(judged, key=lambda case: case["id"]), key=lambda case: case["scenario"]):
        clones = list(group)
        failed = [case for case in clones if case["verdict"] in ("failed", "known")]
        names = {story: failed[0]} if len(failed) == len(clones) else {case["id"]: case for case in failed}
        for name, case in names.items():
            rules = dict.fromkeys(failure["rule"] for failure in case["failures"])
            lines.append(f"{name}  {', '.join(list(rules)[:RULES_SHOWN])}")
    return lines


def declare(adapter: Adapter) -> None:
    """Write what an adapter breaks into its known.txt, over what stood there."""
    report = judge(adapter)
    head = f"# What gitscen says of this adapter: python -m tests.examples.adapters {adapter.name}\n"
    (adapter.folder / "known.txt").write_text(head + "".join(f"{line}\n" for line in known_lines(report["cases"])))
    print(report["summary"])  # noqa: T201 - it is for a person


if __name__ == "__main__":
    for one in ADAPTERS:
        if one.name in sys.argv[1:]:
            declare(one)
