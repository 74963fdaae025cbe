"""Which environment variables a story may set for the subject: those that start no program of the machine's. Pure.

Values may hold `{trap}`, a program that must never run, and `{decoy}`, a repository outside the workspace.
"""

from __future__ import annotations

import re

from gitscen.scenario.fault import suggest
from gitscen.scenario.gitkeys import TRAP, parameters_fault

_PLAIN = frozenset({
    "LANG", "LANGUAGE", "TZ", "COLUMNS", "LINES", "NO_COLOR", "TERM", "GIT_NAMESPACE", "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    "GIT_REFLOG_ACTION", "GIT_DEFAULT_HASH", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL", "GIT_MERGE_AUTOEDIT", "GIT_OPTIONAL_LOCKS", "EMAIL",
})  # fmt: skip
_PLACES = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR", "GIT_QUARANTINE_PATH", "GIT_CEILING_DIRECTORIES",
})  # fmt: skip
_PROGRAMS = frozenset({
    "EDITOR", "VISUAL", "PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_PAGER", "GIT_ASKPASS", "SSH_ASKPASS",
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND",
})  # fmt: skip
_IDLE = frozenset({"", ":", "true", "false", "cat"})
_LOCALE = re.compile(r"LC_[A-Z]+")


def variable_fault(name: str, value: str) -> str | None:
    """Return what is wrong with setting an environment variable to a value; None if nothing is."""
    if "\0" in value:
        return f"The value of {name!r} has a NUL byte. No environment holds it."
    if name in _PLAIN or _LOCALE.fullmatch(name):
        return None
    if name == "GIT_CONFIG_PARAMETERS":
        return parameters_fault(value)
    if name in _PLACES:
        return None if all(map(_stays, value.split(":"))) else (
            f"{name!r} leaves the world with {value!r}. Write a path inside the workspace, or {{decoy}}."
        )  # fmt: skip
    if name in _PROGRAMS:
        return None if value in _IDLE or TRAP.fullmatch(value) else (
            f"{name!r} would start {value!r}. Take {{trap}}, or one of ':', 'true', 'false' and 'cat'."
        )  # fmt: skip
    known = _PLAIN | _PLACES | _PROGRAMS | {"GIT_CONFIG_PARAMETERS", "LC_ALL", "LC_MESSAGES"}
    return f"A story may not set {name!r}. {suggest(name, known)}"


def _stays(path: str) -> bool:
    inside = path.removeprefix("{decoy}").removeprefix("/") if path.startswith("{decoy}") else path
    return not inside.startswith(("/", "~")) and ".." not in inside.split("/")
