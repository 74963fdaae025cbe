from __future__ import annotations

from gitscen.session.agent.command import SCRIPTED, agent_argv, agent_environment
from gitscen.session.message import Command

COMMAND = Command(
    session_id="s-1",
    command_id="c-1",
    chat_thread_id="thread-x",
    client_id="client",
    project_id="site",
    user_id="user",
    instruction="do it",
    timestamp=0,
)


def test_the_instruction_is_one_argument_and_never_an_option() -> None:
    assert agent_argv((), "do it") == list(SCRIPTED)
    assert agent_argv(("run", "-p", "{instruction}", "a{instruction}"), "a b; c") == [
        "run", "-p", "a b; c", "a{instruction}",
    ]  # fmt: skip
    assert agent_argv(("run", "{instruction}"), "--force") == ["run", " --force"]


def test_an_agent_is_not_told_what_the_container_was() -> None:
    around = {"PATH": "/bin", "GITSCEN_TRANSPORT": "sqlite:///x", "GITSCEN_RUN": "old"}
    told = agent_environment(around, COMMAND, events="/events", run="new")
    assert told["PATH"] == "/bin"
    assert (told["GITSCEN_RUN"], told["GITSCEN_COMMAND"], told["GITSCEN_EVENTS"]) == ("new", "c-1", "/events")
    assert "GITSCEN_TRANSPORT" not in told
