"""What a workflow is asked, as shell commands: calls of a Python class, or lines to a program. Pure.

`$here` is the folder in which gitscen was called: modules are found from there. What happens in the middle of a request
(a kill, others' acts) is not told.
"""

from __future__ import annotations

import json
import posixpath
import shlex
from collections.abc import Iterator
from typing import assert_never

from gitscen.names import unquote_path
from gitscen.scenario.acts import Environment
from gitscen.scenario.asks import AskCommit, AskPush, AskStep, Interrupt, Recover, Resolve, Switch, Sync
from gitscen.scenario.model import Workflow
from gitscen.subject.message import Hello, encode_request
from gitscen.subject.spec import is_class
from gitscen.subject.translate import to_open, to_request
from gitscen.tell.shellword import expanded, word

_PYTHON = """\
subject() {{ # what it is asked, then variables of its environment
    call=$1 && shift
    (
        cd "$world/workspace" && umask "$mask" && export PYTHONPATH="$here${{PYTHONPATH:+:$PYTHONPATH}}"
        unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
        env "$@" "${{PYTHON:-python3}}" -P -c {program}"print(subject.$call)" "$world/workspace" "$job"
    )
}}"""
_PROGRAM = """\
mkfifo "$world/asked" "$world/answered"
start() {{ # the program, with variables of its environment
    (
        cd "$world/workspace" && umask "$mask"
        unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
        exec env "$@" {command}
    ) < "$world/asked" > "$world/answered" 3>&- 4<&- &
    exec 3> "$world/asked" 4< "$world/answered"
    subject {hello}
    subject {opening}
}}
subject() {{ # a request, as one line
    printf '%s\\n' "$1"
    (trap '' PIPE && printf '%s\\n' "$1" >&3) 2> /dev/null
    if read -r answer <&4; then printf '%s\\n' "$answer"; else echo '(no answer: it has ended)'; fi
}}"""


class Subject:
    """Tells the requests to one workflow, `module:Class` or a command line, opened with what a story wants of it."""

    def __init__(self, workflow: str, wanted: Workflow) -> None:
        """Take the workflow as the pool takes it: `subject.find` says which of the two it is."""
        self._workflow, self._wanted = workflow, wanted
        self._python = is_class(workflow)
        self._variables: dict[str, str] = {}
        self._started: tuple[str, ...] | None = None

    def begin(self) -> Iterator[str]:
        """Yield the functions that ask it."""
        yield 'mask=$(umask) job=""'
        if self._python:
            yield _PYTHON.format(program=word(_program(self._workflow, self._wanted)))
        else:
            hello = word(_line(encode_request(Hello())))
            command = shlex.join(shlex.split(self._workflow))
            yield _PROGRAM.format(command=command, hello=hello, opening=_opening(self._wanted))

    def change_environment(self, step: Environment) -> Iterator[str]:
        """Take note of the variables that it has from now on; yield what changes the mask of its files."""
        self._variables |= step.set
        if step.umask is not None:
            yield f"mask={step.umask:03o}"

    def ask(self, step: AskStep) -> Iterator[str]:
        """Yield the request of a step."""
        variables = tuple(f"{name}={expanded(value)}" for name, value in self._variables.items())
        if self._python:
            yield " ".join(("subject", word(python_call(step)), *variables))
            return
        if self._started is not None and self._started != variables:
            yield "exec 3>&- 4<&-  # it is started anew in its new environment"
        if self._started != variables:
            yield " ".join(("start", *variables))
        self._started = variables
        yield f"subject {_request(step)}"


def _line(encoded: bytes) -> str:
    return encoded.decode().removesuffix("\n")


def _opening(wanted: Workflow) -> str:
    """Return the request to look after the workspace, as a word with the world's own path."""
    place = posixpath.join(b"/workspace", unquote_path(wanted.folder)) if wanted.folder else b"/workspace"
    before, path, after = _line(encode_request(to_open(place, wanted))).partition("/workspace")
    return f'{word(before)}"$world"{word(path + after)}'


def _request(step: AskStep) -> str:
    """Return a request as a word, with the process of the job."""
    line = _line(encode_request(to_request(step, 0)))
    if not isinstance(step, Interrupt):
        return word(line)
    before, _, after = line.rpartition("0")
    return f'{word(before)}"${{job:-null}}"{word(after)}'


def python_call(step: AskStep) -> str:  # noqa: PLR0911 - one case a kind of request
    """Return the call of a method; `job` stands for the process that is to be interrupted, or None."""
    match step:
        case Switch():
            return f"switch({_text(step.branch)}, start={_text(step.start)})"
        case AskCommit():
            return f"commit({_text(step.message)}, paths={[*map(unquote_path, step.paths)] or None!r})"
        case Sync():
            return f"sync(source={_text(step.source)})"
        case Interrupt():
            return "interrupt(job)"
        case AskPush():
            return "push()"
        case Resolve():
            return "resolve()"
        case Recover():
            return "recover()"
        case _:
            assert_never(step)


def _program(workflow: str, wanted: Workflow) -> str:
    """Return the Python that makes the subject; its arguments are the workspace and the job, "" without one."""
    module, _, name = workflow.partition(":")
    folder = f", {_text(unquote_path(wanted.folder).decode('utf-8', 'surrogateescape'))}" if wanted.folder else ""
    settings = "".join(f", {key}={value}" for key, value in _settings(wanted))
    chosen = wanted.policy or wanted.integration
    choices = "from gitscen.workflow.settings import Integration, SwitchPolicy\n" if chosen else ""
    return (
        "import sys\n"
        "from pathlib import Path\n"
        f"{choices}"
        f"from {module} import {name}\n"
        f"subject = {name}(Path(sys.argv[1]{folder}){settings})\n"
        "job = int(sys.argv[2]) if sys.argv[2] else None\n"
    )


def _settings(wanted: Workflow) -> Iterator[tuple[str, str]]:
    """Yield the keywords that a class is made with (`subject.python.configure`), as Python."""
    yield "remote", _text(wanted.remote)
    if wanted.policy:
        yield "policy", f"SwitchPolicy({_text(wanted.policy)})"
    if wanted.integration:
        yield "integration", f"Integration({_text(wanted.integration)})"
    if wanted.session:
        yield "session", _text(wanted.session)
    if wanted.commit_on_switch:
        yield "commit_on_switch", "True"
    yield from ((name, repr(getattr(wanted, name))) for name in ("grace", "limit") if getattr(wanted, name) is not None)
    if not wanted.identity:
        yield "fallback_identity", "None"


def _text(text: str | None) -> str:
    """Return a text as Python has it, in the quotes that a shell takes inside its own."""
    return repr(text) if text is None else json.dumps(text, ensure_ascii=False)
