"""What a host and its containers are told: values, and the environment variables that tell them to containers. Pure.

A container program of the user's own is told by the same variables: `GITSCEN_TRANSPORT` (a URL), `GITSCEN_CONTAINER`,
`GITSCEN_CLIENT`, `GITSCEN_PROJECT`, `GITSCEN_USER`, `GITSCEN_FOLDER` (its own), `GITSCEN_WORKSPACE` (in that folder),
`GITSCEN_REMOTE`, `GITSCEN_DEPTH` and `GITSCEN_RUN`, which names this life of the container.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.errors import UsageError

PREFIX = "GITSCEN_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How containers work. All times are in seconds.

    `agent` is the agent's argument list, empty for the scripted one; `limit` what one command may take; `head_start`
    what a command gets before a message of another session interrupts it; `grace` what an agent gets to end by itself;
    `visibility` how long a message stays with a container that says nothing; `lease` the same for the container's
    workspace; `git_limit` what one git command may take.
    """

    agent: tuple[str, ...] = ()
    limit: float = 3600.0
    head_start: float = 1.0
    grace: float = 5.0
    visibility: float = 30.0
    lease: float = 15.0
    git_limit: float = 120.0
    depth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSettings:
    """What one container is told."""

    transport: str
    container: str
    client: str
    project: str
    user: str
    folder: Path
    remote: str
    run: str
    habits: Habits = field(default_factory=Habits)

    @property
    def workspace(self) -> Path:
        """Where its workspace is."""
        return self.folder / "workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """What a host is told. `projects` maps a project's id to the URL or path of its remote.

    A container stops when it has had no session for `idle` seconds; at most `most` run at once, and one may go on for
    `turn` seconds while others wait for its place. `container` is a program in place of the built-in container.
    """

    transport: str
    home: Path
    projects: Mapping[str, str]
    idle: float = 300.0
    most: int = 8
    turn: float = 10.0
    container: tuple[str, ...] = ()
    habits: Habits = field(default_factory=Habits)


def container_environment(settings: ContainerSettings) -> dict[str, str]:
    """Return the variables that tell a container its settings."""
    habits = settings.habits
    return {
        "GITSCEN_TRANSPORT": settings.transport,
        "GITSCEN_CONTAINER": settings.container,
        "GITSCEN_CLIENT": settings.client,
        "GITSCEN_PROJECT": settings.project,
        "GITSCEN_USER": settings.user,
        "GITSCEN_FOLDER": str(settings.folder),
        "GITSCEN_WORKSPACE": str(settings.workspace),
        "GITSCEN_REMOTE": settings.remote,
        "GITSCEN_RUN": settings.run,
        "GITSCEN_DEPTH": str(habits.depth or ""),
        "GITSCEN_AGENT": json.dumps(habits.agent),
        "GITSCEN_LIMIT": str(habits.limit),
        "GITSCEN_HEAD_START": str(habits.head_start),
        "GITSCEN_GRACE": str(habits.grace),
        "GITSCEN_VISIBILITY": str(habits.visibility),
        "GITSCEN_LEASE": str(habits.lease),
        "GITSCEN_GIT_LIMIT": str(habits.git_limit),
    }


def parse_container(environment: Mapping[str, str]) -> ContainerSettings:
    """Return the settings that a container was told by its environment. Raises `UsageError` where one is missing."""
    told = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    try:
        return ContainerSettings(
            transport=told["TRANSPORT"],
            container=told["CONTAINER"],
            client=told["CLIENT"],
            project=told["PROJECT"],
            user=told["USER"],
            folder=Path(told["FOLDER"]),
            remote=told["REMOTE"],
            run=told["RUN"],
            habits=_parse_habits(told),
        )
    except KeyError as error:
        raise UsageError(f"a container is told {PREFIX}{error.args[0]}, which is not set. A host starts it.") from error
    except ValueError as error:
        raise UsageError(f"a variable of the container's is wrong: {error}. A host sets them.") from error


def parse_projects(pairs: Sequence[str]) -> dict[str, str]:
    """Return the projects that `NAME=URL` words name. Raises `UsageError`."""
    projects: dict[str, str] = {}
    for pair in pairs:
        name, _, url = pair.partition("=")
        if not name or not url or url.startswith("-"):
            raise UsageError(f"{pair!r} is no project. Write NAME=URL.")
        projects[name] = url
    return projects


def _parse_habits(told: Mapping[str, str]) -> Habits:
    agent = json.loads(told["AGENT"])
    if not isinstance(agent, list) or not all(isinstance(word, str) for word in agent):
        raise ValueError(f"{agent!r} is no argument list")
    return Habits(
        agent=tuple(agent),
        limit=float(told["LIMIT"]),
        head_start=float(told["HEAD_START"]),
        grace=float(told["GRACE"]),
        visibility=float(told["VISIBILITY"]),
        lease=float(told["LEASE"]),
        git_limit=float(told["GIT_LIMIT"]),
        depth=int(told["DEPTH"]) if told["DEPTH"] else None,
    )
