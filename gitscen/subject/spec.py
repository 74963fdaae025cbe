"""The text that names a workflow: a Python class or the command line of a program, told apart and made absolute.

`module:Class` without a space is Python; everything else is a command line. It looks which files there are; what the
text names is found elsewhere.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from gitscen.errors import UsageError

WORKFLOW = "gitscen.workflow:Workspace"
"""gitscen's own."""

_PYTHON = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


def is_class(spec: str) -> bool:
    """Tell whether a text names a Python class. Pure."""
    return _PYTHON.fullmatch(spec) is not None


def settle_spec(spec: str, directory: Path) -> str:
    """Return the text that names the same workflow wherever it is read, for somebody who stands in `directory`.

    In a command line, a program with a slash and every later word that names a file there become absolute; options
    are left alone. Raises `UsageError` for a text that is no command line.
    """
    if is_class(spec):
        return spec
    try:
        program, *rest = shlex.split(spec) or [""]
    except ValueError as error:
        raise UsageError(f"the workflow {spec!r} is no command line: {error}. {_FORMS}") from error
    if not program:
        raise UsageError(f"the workflow {spec!r} names nothing. {_FORMS}")
    if "/" not in program and ":" in program:
        raise UsageError(f"the workflow {spec!r} is neither a Python class nor a program. {_FORMS}")
    words = [_absolute(program, directory) if "/" in program else program]
    words += [_absolute(word, directory) if _names_file(word, directory) else word for word in rest]
    return shlex.join(words)


_FORMS = "Name a Python class as module:Class, or a program as its command line, 'node adapter.js'."


def _absolute(word: str, directory: Path) -> str:
    return os.path.abspath(directory / word)  # noqa: PTH100 - keeps links


def _names_file(word: str, directory: Path) -> bool:
    return not word.startswith("-") and (directory / word).is_file()
