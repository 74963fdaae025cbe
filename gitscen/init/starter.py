"""From a language to the files of a starting point and the command that plays it. Reads the templates, writes nothing.

A template is the whole text of a file; `@WORKFLOW@`, `@SETUP@` and `@VERSION@` stand for what differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from pathlib import PurePosixPath

import gitscen

SCENARIO = PurePosixPath("scenarios/first.toml")
SNIPPET = PurePosixPath(".github/workflows/gitscen.yml")


class Language(Enum):
    """What an adapter may be written in."""

    PYTHON = "python"
    GITPYTHON = "gitpython"
    PYGIT2 = "pygit2"
    SHELL = "shell"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write, by its path below the user's folder."""

    path: PurePosixPath
    text: str
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Starter:
    """The files of a starting point, and the workflow as `gitscen run --workflow` takes it."""

    files: tuple[NewFile, ...]
    workflow: str

    @property
    def command(self) -> str:
        """The command that plays the scenario with the adapter, in the folder of both."""
        return f"gitscen run --workflow {self._quoted} ./{SCENARIO}"

    @property
    def next_command(self) -> str:
        """The command that plays the whole catalogue with the adapter."""
        return f"gitscen run --workflow {self._quoted}"

    @property
    def _quoted(self) -> str:
        return f"'{self.workflow}'" if " " in self.workflow else self.workflow


def read_starter(language: Language) -> Starter:
    """Return the starting point for a language."""
    adapter, workflow, needs = _ADAPTERS[language]
    marks = {"@WORKFLOW@": workflow, "@SETUP@": needs, "@VERSION@": gitscen.__version__}
    named = (
        (SCENARIO, "first.toml", False),
        (PurePosixPath(adapter), f"{language.value}.template", adapter.endswith(".sh")),
        (SNIPPET, "github.yml", False),
    )
    return Starter(
        tuple(NewFile(path, _fill(name, marks), executable=executable) for path, name, executable in named), workflow
    )


def _fill(name: str, marks: dict[str, str]) -> str:
    text = (files("gitscen.init") / "templates" / name).read_text(encoding="utf-8")
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


_CLASS = "gitscen_adapter:Workflow"
_SETUP_NODE = '      - uses: actions/setup-node@v4\n        with:\n          node-version: "20"\n'
_ADAPTERS = {
    Language.PYTHON: ("gitscen_adapter.py", _CLASS, ""),
    Language.GITPYTHON: ("gitscen_adapter.py", _CLASS, ""),
    Language.PYGIT2: ("gitscen_adapter.py", _CLASS, ""),
    Language.SHELL: ("gitscen-adapter.sh", "sh gitscen-adapter.sh", ""),
    Language.NODE: ("gitscen-adapter.mjs", "node gitscen-adapter.mjs", _SETUP_NODE),
}
"""The adapter's file, how gitscen starts it, and what a runner has to set up for it."""
