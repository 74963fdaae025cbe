"""Reflogs: files below logs/ into lines, and the lines that do not parse. `parse_reflog` is pure.

Of a log larger than the limit the end is read: what happened last matters most, and line numbers count from there.
Source: show_one_reflog_ent in refs/files-backend.c of git 2.39.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gitscen.doctor.evidence.plain import BadLine, Kind, Plain, Seen
from gitscen.doctor.evidence.read import MIB, read_plain
from gitscen.doctor.evidence.refset import Logged, Reflog
from gitscen.names import Oid

_LIMIT = 16 * MIB
_LINE = re.compile(
    rb"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([^\n]*?>) ([0-9]{1,18}) [+-][0-9]{4}(?:\t([^\n]*))?"
)


def read_reflogs(top: str, listing: Mapping[str, Seen], *, own: bool | None = None) -> dict[str, Reflog]:
    """Return the reflogs below `top` by what they are of.

    `own` restricts them where linked worktrees share a repository: True to a worktree's own, False to shared ones.
    """
    found = {}
    for path, seen in listing.items():
        if not path.startswith("logs/") or seen.kind is Kind.FOLDER or path.endswith(".lock"):
            continue
        name = path.removeprefix("logs/")
        shared = name.startswith("refs/") and not name.startswith(("refs/bisect/", "refs/worktree/", "refs/rewritten/"))
        if own is None or own is not shared:
            found[name] = parse_reflog(name, read_plain(top, path, limit=_LIMIT, tail=True))
    return found


def parse_reflog(name: str, file: Plain) -> Reflog:
    """Return the lines of a reflog. Pure, for any bytes."""
    content = file.content
    if file.clipped:
        content = content[content.find(b"\n") + 1 :]
    texts = content.split(b"\n")
    torn = bool(texts.pop())
    lines: list[Logged] = []
    bad: list[BadLine] = []
    for number, text in enumerate(texts, 1):
        found = _LINE.fullmatch(text)
        if found and len(found[1]) == len(found[2]):
            old, new, who, when, message = found.groups()
            lines.append(Logged(Oid(old.decode()), Oid(new.decode()), who, int(when), message or b"", number))
        else:
            bad.append(BadLine(number, text[:200]))
    if torn:
        bad.append(BadLine(len(texts) + 1, content[content.rfind(b"\n") + 1 :][:200]))
    return Reflog(name=name, file=file.without_content(), lines=tuple(lines), bad=tuple(bad), torn=torn)
