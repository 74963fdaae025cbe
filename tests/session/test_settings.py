from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.errors import UsageError
from gitscen.session.serve import host_argv, parse_host
from gitscen.session.settings import (
    ContainerSettings,
    Habits,
    HostSettings,
    container_environment,
    parse_container,
    parse_projects,
)

HABITS = Habits(agent=("run", "-p", "{instruction}"), limit=1.5, head_start=0.25, depth=3)
CONTAINER = ContainerSettings(
    transport="sqlite:///x.db",
    container="a-b-c",
    client="a",
    project="b",
    user="c",
    folder=Path("/home/a-b-c"),
    remote="/origin.git",
    run="1",
    habits=HABITS,
)


@pytest.mark.parametrize("habits", [HABITS, Habits()])
def test_a_container_is_told_everything(habits: Habits) -> None:
    settings = ContainerSettings(
        **{name: getattr(CONTAINER, name) for name in CONTAINER.__slots__} | {"habits": habits}
    )
    assert parse_container(container_environment(settings)) == settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("GITSCEN_REMOTE", None, "GITSCEN_REMOTE, which is not set"),
        ("GITSCEN_LIMIT", "soon", "soon"),
        ("GITSCEN_AGENT", "[1]", "no argument list"),
    ],
)
def test_what_is_missing_or_wrong_is_named(name: str, value: str | None, words: str) -> None:
    told = container_environment(CONTAINER)
    del told[name]
    with pytest.raises(UsageError, match=words):
        parse_container({**told, name: value} if value is not None else told)


@pytest.mark.parametrize(
    "settings",
    [
        HostSettings(transport="sqlite:///x.db", home=Path("/home"), projects={}),
        HostSettings(
            transport="sqs://?region=x&prefix=y",
            home=Path("/a home"),
            projects={"a": "/o.git", "b": "https://x/y=z"},
            idle=1.0,
            most=3,
            turn=2.0,
            container=("python", "-m", "x", "--kill", "after push"),
            habits=HABITS,
        ),
    ],
)
def test_a_host_is_told_everything(settings: HostSettings) -> None:
    assert parse_host(host_argv(settings)[3:]) == (settings, False)


@pytest.mark.parametrize("pair", ["x", "=url", "x=", "x=--upload-pack=y"])
def test_projects_are_pairs(pair: str) -> None:
    with pytest.raises(UsageError, match="is no project"):
        parse_projects([pair])
