"""The names of sessions: which ids are taken, and the queues, container and branch that are named after them. Pure.

Ids become names of queues, directories, branches and keys, so hostile ones are refused here, before anything is made
of them: nothing taken can be an option, leave a directory, or mean something to a shell. Different ids never share a
name. `.fifo` and whatever else a service wants at its names is the transport's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from gitscen.errors import BadName
from gitscen.names import BranchName, parse_branch


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of id looks like."""

    field: str
    pattern: re.Pattern[str]
    longest: int
    wording: str


def _rule(field: str, inner: str, longest: int, *, prefix: str = "") -> Rule:
    # Letter or digit at both ends: no option, no hidden file, no `..`, and one dash between two ids is a border.
    pattern = re.compile(rf"{prefix}[A-Za-z0-9](?:[A-Za-z0-9{inner}]*[A-Za-z0-9])?")
    signs = " ".join(inner.replace("\\", ""))
    begins = f" after '{prefix}'" if prefix else ""
    wording = f"letters, digits and {signs}{begins}, a letter or digit at both ends, at most {longest} characters"
    return Rule(field, pattern, longest, wording)


class Id(Enum):
    """The kinds of ids, by the documents' field names. A queue's name has 80 characters at most on SQS."""

    SESSION = _rule("sessionId", r"_\-", 48)
    COMMAND = _rule("commandId", r"._\-", 96)
    THREAD = _rule("chatThreadId", r"._\-", 96, prefix="thread-")
    CLIENT = _rule("clientId", r"._\-", 30)
    PROJECT = _rule("projectId", r"._\-", 30)
    USER = _rule("userId", r"._@+\-", 60)


def check_id(kind: Id, text: str) -> str:
    """Return an id as it is. Raises `BadName`, which names the field, for one that is not taken."""
    rule = kind.value
    if len(text) > rule.longest or not rule.pattern.fullmatch(text):
        shown = ascii(text if len(text) <= 100 else text[:100] + "...")
        raise BadName(f"{rule.field} {shown} is not taken. Use {rule.wording}.")
    return text


class QueueKind(Enum):
    """The three queues of a session, by the word in their names."""

    INPUT = "input"
    OUTPUT = "output"
    DEAD = "dlq"


QUEUES = "webordinary-"
"""What the names of all queues begin with."""


def queue_name(kind: QueueKind, session: str) -> str:
    """Return the name of a session's queue. Raises `BadName`."""
    return f"{QUEUES}{kind.value}-{check_id(Id.SESSION, session)}"


def parse_queue(name: str) -> tuple[QueueKind, str] | None:
    """Return whose queue this is and which, or None for a queue that is not a session's."""
    for kind in QueueKind:
        begin = f"{QUEUES}{kind.value}-"
        session = name.removeprefix(begin)
        if name.startswith(begin) and len(session) <= Id.SESSION.value.longest:
            return (kind, session) if Id.SESSION.value.pattern.fullmatch(session) else None
    return None


def container_id(client: str, project: str, user: str) -> str:
    """Return `<client>-<project>-<user>`, as one file name that no other three ids have. Raises `BadName`.

    Dashes in project and user are doubled, so that single ones are borders; `_` stands before capitals and itself, as
    some file systems do not tell capitals: `test-client-project--a-test@example.com`. At most 242 bytes.
    """
    parts = (
        check_id(Id.CLIENT, client),
        check_id(Id.PROJECT, project).replace("-", "--"),
        check_id(Id.USER, user).replace("-", "--"),
    )
    return re.sub("[A-Z_]", lambda found: "_" + found[0].lower(), "-".join(parts))


def thread_branch(thread: str) -> BranchName:
    """Return the branch of a chat thread: its id, which begins with `thread-`. Raises `BadName`."""
    return parse_branch(check_id(Id.THREAD, thread))
