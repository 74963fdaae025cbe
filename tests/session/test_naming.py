"""Names of sessions: what is taken, what is refused, and that no two share one."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gitscen.errors import BadName
from gitscen.session.naming import (
    Id,
    QueueKind,
    check_id,
    container_id,
    parse_queue,
    queue_name,
    thread_branch,
)

INNER = {
    Id.SESSION: "_-",
    Id.COMMAND: "._-",
    Id.THREAD: "._-",
    Id.CLIENT: "._-",
    Id.PROJECT: "._-",
    Id.USER: "._@+-",
}
ENDS = string.ascii_letters + string.digits


def ids(kind: Id) -> st.SearchStrategy[str]:
    inner = st.text(ENDS + INNER[kind], max_size=kind.value.longest - 2)
    both = st.tuples(st.sampled_from(ENDS), inner, st.sampled_from(ENDS)).map("".join)
    return st.sampled_from(ENDS) | both


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Id.SESSION, "session-xxx-001"),
        (Id.SESSION, "test-client-thread-123"),
        (Id.COMMAND, "cmd-001"),
        (Id.THREAD, "thread-1"),
        (Id.THREAD, "thread-a.b_c"),
        (Id.CLIENT, "ameliastamps"),
        (Id.PROJECT, "project-0"),
        (Id.USER, "test-user-1"),
        (Id.USER, "user0+x@example.com"),
        (Id.SESSION, "s" * 48),
    ],
)
def test_ids_as_the_documents_have_them_are_taken(kind: Id, text: str) -> None:
    assert check_id(kind, text) == text


HOSTILE = [
    "", " ", "-", "--help", "-oProxyCommand=x", ".", "..", "../x", "a/b", "a\\b", "a b", "a\n", "\na", "a\0b", "a;b",
    "$(x)", "`x`", "a|b", "a&b", "~", "a~1", "a:b", "a*", "a?", "[a]", "a^", "@{u}", "@", "a@{1}", "ä", "a\u202eb",
    "\ud800", "a'b", 'a"b', "%2e%2e", "a-", "-a", "_a", ".git", "a.", "x" * 500,
]  # fmt: skip


@pytest.mark.parametrize("kind", Id)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_ids_are_refused_with_the_fields_name(kind: Id, text: str) -> None:
    for one in (text, f"thread-{text}") if kind is Id.THREAD else (text,):
        with pytest.raises(BadName, match=kind.value.field) as caught:
            check_id(kind, one)
        said = str(caught.value)
        assert said.isascii()
        assert "\n" not in said
        assert len(said) < 800


@pytest.mark.parametrize("text", ["1", "main", "Thread-1", "thread-", "threads-1", "refs/heads/thread-1"])
def test_a_thread_says_that_it_is_one(text: str) -> None:
    with pytest.raises(BadName, match="after 'thread-'"):
        thread_branch(text)


@pytest.mark.parametrize("text", ["thread-a..b", "thread-a.lock"])
def test_a_thread_whose_branch_git_refuses_is_refused(text: str) -> None:
    with pytest.raises(BadName, match="is not a branch name"):
        thread_branch(text)


def test_a_threads_branch_is_its_id() -> None:
    assert thread_branch("thread-42") == "thread-42"


@given(st.sampled_from(QueueKind), ids(Id.SESSION))
def test_a_queues_name_tells_whose_it_is(kind: QueueKind, session: str) -> None:
    name = queue_name(kind, session)
    assert re.fullmatch("webordinary-(input|output|dlq)-[A-Za-z0-9_-]+", name)
    assert len(name + ".fifo") <= 80  # what SQS takes
    assert parse_queue(name) == (kind, session)


@pytest.mark.parametrize(
    "name",
    ["", "webordinary-", "webordinary-input-", "webordinary-else-s", "input-s", "webordinary-input-a b",
     "webordinary-input--s", f"webordinary-input-{'s' * 49}", "webordinary-input-s\n", "webordinary-input-s.fifo"],
)  # fmt: skip
def test_other_queues_are_nobodys(name: str) -> None:
    assert parse_queue(name) is None


def test_a_queue_for_a_bad_session_is_refused() -> None:
    with pytest.raises(BadName, match="sessionId"):
        queue_name(QueueKind.INPUT, "../x")


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (("test-client", "project", "user"), "test-client-project-user"),  # as the documents have it
        (("test-client", "project-a", "test@example.com"), "test-client-project--a-test@example.com"),
        (("a-b", "c", "d"), "a-b-c-d"),
        (("a", "b-c", "d"), "a-b--c-d"),
        (("a", "b", "c-d"), "a-b-c--d"),
        (("a--b", "c", "d"), "a--b-c-d"),
        (("Amelia", "my_site", "x"), "_amelia-my__site-x"),
    ],
)
def test_containers_are_named_after_client_project_and_user(ids: tuple[str, str, str], expected: str) -> None:
    assert container_id(*ids) == expected


THREE = st.tuples(ids(Id.CLIENT), ids(Id.PROJECT), ids(Id.USER))
# Few letters, so that what might be mistaken for one another comes up.
CLOSE = st.from_regex("[aA]([-_aA]{0,3}[aA])?", fullmatch=True)


@given(THREE)
def test_a_containers_name_is_one_directory_on_any_file_system(one: tuple[str, str, str]) -> None:
    name = container_id(*one)
    assert re.fullmatch("[a-z0-9_][a-z0-9._@+-]*[a-z0-9]", name) or len(name) < 2
    assert len(name) <= 242


@given(st.tuples(CLOSE, CLOSE, CLOSE), st.tuples(CLOSE, CLOSE, CLOSE))
@example(("a-a", "a", "a"), ("a", "a-a", "a"))
@example(("a", "a", "a_a"), ("a", "a", "aA"))
def test_no_two_containers_share_a_name(one: tuple[str, str, str], two: tuple[str, str, str]) -> None:
    assert (container_id(*one) == container_id(*two)) == (one == two)


def read_back(name: str) -> tuple[str, ...]:
    """Return the ids that a container was named after: that there is a way back is what makes it nobody else's."""
    parts = re.split("(?<!-)-(?!-)", name)
    joined = ["-".join(parts[:-2]), *(part.replace("--", "-") for part in parts[-2:])]
    return tuple(re.sub("_(.)", lambda found: found[1].upper(), part) for part in joined)


@given(THREE)
def test_a_containers_name_can_be_read_back(one: tuple[str, str, str]) -> None:
    assert read_back(container_id(*one)) == one
