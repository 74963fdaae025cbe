"""The end of a session: its queues go once everything that it was sent is answered.

Whoever finds that so may do it, desk or host. The row is marked first, against its version: a session that was opened
again meanwhile keeps its queues.
"""

from __future__ import annotations

import contextlib

import msgspec

from gitscen.session.naming import QUEUES, QueueKind, parse_queue, queue_name
from gitscen.session.record import SESSIONS, SessionRecord, SessionState, from_row, to_row
from gitscen.session.transport.protocol import Conflict, NoSuchQueue, Transport


def remove_queues(transport: Transport, session: str) -> bool:
    """Delete the queues of a closing session if nothing is left to do in it; return whether it is closed now."""
    row = transport.get(SESSIONS, session)
    if row is None:
        return True
    record = from_row(row.data, SessionRecord)
    if record.state is not SessionState.CLOSING:
        return record.state is SessionState.CLOSED
    with contextlib.suppress(NoSuchQueue):
        depth = transport.depth(record.queue(QueueKind.INPUT))
        if depth.waiting or depth.in_flight:
            return False
    try:
        closed = msgspec.structs.replace(record, state=SessionState.CLOSED)
        transport.put(SESSIONS, session, to_row(closed), expect=row.version)
    except Conflict:
        return False
    _delete(transport, session)
    return True


def sweep_queues(transport: Transport) -> None:
    """Delete the queues of closed sessions that somebody was killed in deleting."""
    sessions = {named[1] for name in transport.list_queues(QUEUES) if (named := parse_queue(name))}
    for session in sorted(sessions):
        row = transport.get(SESSIONS, session)
        if row and row.data.get("state") == SessionState.CLOSED.value:
            _delete(transport, session)


def _delete(transport: Transport, session: str) -> None:
    for kind in QueueKind:
        transport.delete_queue(queue_name(kind, session))
