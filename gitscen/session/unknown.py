"""Answers for sessions of a project that the host does not know: no container ever would."""

from __future__ import annotations

import time

from gitscen.session.message import BadMessage, parse_command
from gitscen.session.naming import QueueKind
from gitscen.session.record import SessionRecord
from gitscen.session.reply import Replies
from gitscen.session.transport.protocol import NoSuchQueue, Transport

_VISIBILITY = 30.0


def refuse_all(transport: Transport, session: SessionRecord) -> None:
    """Move everything that the session was sent to its dead letters, with an answer to each."""
    replies = Replies(transport, session.container_id)
    queue = session.queue(QueueKind.INPUT)
    try:
        while received := transport.receive(queue, wait=0.0, visibility=_VISIBILITY):
            replies.refuse(received, session.session_id, _explain(received.body, session))
    except NoSuchQueue:
        return


def _explain(body: bytes, session: SessionRecord) -> BadMessage:
    try:
        command = parse_command(body, now=time.time(), session=session.session_id)
    except BadMessage as bad:
        return bad
    return BadMessage(
        f"project {session.project_id!r} is unknown to this host. Start it with --project {session.project_id}=URL.",
        command.session_id,
        command.command_id,
    )
