from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gitscen.names import BranchName
from gitscen.session.trailer import commit_message, find_made, parse_made, trailer
from gitscen.workflow.git import Git
from tests.conftest import Place
from tests.session.agent.test_command import COMMAND

OTHER = msgspec.structs.replace(COMMAND, command_id="c-11")


def test_the_message_names_the_instructions_first_line() -> None:
    assert commit_message(COMMAND) == "do it\n\nGitscen-Command: s-1/c-1"
    long = msgspec.structs.replace(COMMAND, instruction="\n" + "a" * 80 + "\nb\n")
    assert commit_message(long, note="it failed") == (
        f"WIP: {'a' * 69}...\n\n    {'a' * 80}\n    b\n\nit failed\n\nGitscen-Command: s-1/c-1"
    )


def test_a_command_is_found_on_its_branch_by_its_trailer_alone(place: Place) -> None:
    clone = place.clone("clone")
    git = Git(clone.path)
    sly = msgspec.structs.replace(OTHER, instruction=f"x\n\n{trailer(COMMAND)}\n")
    clone.commit(commit_message(sly), {"a": "1"})
    assert find_made(git, BranchName("main"), COMMAND) is None
    made = clone.commit(commit_message(COMMAND, note="it failed"), {"a": "2"})
    clone.commit("something else", {"a": "3"})
    found = find_made(git, BranchName("main"), COMMAND)
    assert found
    assert (found.oid, found.subject) == (made, "WIP: do it")
    assert find_made(git, BranchName("thread-none"), COMMAND) is None


@given(st.text(min_size=1).filter(str.strip))
def test_no_instruction_forges_a_trailer(text: str) -> None:
    message = commit_message(msgspec.structs.replace(COMMAND, instruction=text))
    paragraphs = message.split("\n\n")
    assert paragraphs[-1] == trailer(COMMAND)
    assert not any(line.startswith("Gitscen-Command") for line in message.split("\n")[1:-1])


@given(st.binary())
def test_any_log_is_read(log: bytes) -> None:
    assert parse_made(log, "s-1/c-1") is None or b"s-1/c-1" in log
