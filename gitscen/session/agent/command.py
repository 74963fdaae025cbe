"""The command line and environment of a command's agent: the scripted one, or the operator's own program. Pure."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from gitscen.session.agent import scripted
from gitscen.session.message import Command

INSTRUCTION = "{instruction}"
"""Stands in an agent's argument list for the instruction; it is given on standard input too."""

SCRIPTED = (sys.executable, "-I", "-S", scripted.__file__)

_OWN = "GITSCEN_"


def agent_argv(agent: Sequence[str], instruction: str) -> list[str]:
    """Return the argument list for one instruction; the scripted agent's where none is given.

    A word that is the instruction and begins with a dash gets a space before it: it must never be an option.
    """
    told = f" {instruction}" if instruction.startswith("-") else instruction
    return [told if word == INSTRUCTION else word for word in agent or SCRIPTED]


def agent_environment(around: Mapping[str, str], command: Command, *, events: str, run: str) -> dict[str, str]:
    """Return an agent's environment: the container's, without what the container itself was told.

    `run` marks what belongs to this life of the container, so that nothing outlives it unseen.
    """
    kept = {name: value for name, value in around.items() if not name.startswith(_OWN)}
    return {
        **kept,
        "GITSCEN_RUN": run,
        "GITSCEN_EVENTS": events,
        "GITSCEN_SESSION": command.session_id,
        "GITSCEN_COMMAND": command.command_id,
        "GITSCEN_THREAD": command.chat_thread_id,
        "GITSCEN_CLIENT": command.client_id,
        "GITSCEN_PROJECT": command.project_id,
        "GITSCEN_USER": command.user_id,
    }
