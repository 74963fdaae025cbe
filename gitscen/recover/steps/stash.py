"""Makes `refs/stash` and its log agree again, by plain files, so that every entry is on the list.

git takes the list from the log, and its top from the ref. With a ref and no log, the next `git stash push` deletes
the ref first (builtin/stash.c); a torn last line swallows the next entry. The log's order is the truth; a commit that
only the ref has goes on top. Entries that neither has any more are dangling commits, and not this step's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.form import Object, parse_commit
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid
from gitscen.recover.fence import IDENTITY
from gitscen.recover.hands import Hands
from gitscen.recover.steps.dangling import find_orphans

STASH = "refs/stash"
_LINE = re.compile(rb"(?P<old>[0-9a-f]{40,64}) (?P<new>[0-9a-f]{40,64}) [^\t\n]*<[^\t\n]*> \d+ [-+]\d{4}(?:\t[^\n]*)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log without its end."""

    new: Oid
    text: bytes


def mend_stash(hands: Hands, finding: Finding) -> str:
    """Mend ref and log; entries whose commit cannot be read leave the list, and stay in the log that goes aside."""
    path = hands.common_dir / "logs" / STASH
    old = path.read_bytes() if path.is_file() else b""
    store = hands.store
    lines = [line for line in parse_log(old) if _is_commit(store, line.new)]
    top = _read_top(hands)
    if top and _is_commit(store, top) and top not in {line.new for line in lines}:
        lines.append(Line(top, _line_for(store, top, lines[-1].new if lines else None)))
    if not lines:
        return _give_up(hands, finding)
    if not old or old != b"".join(line.text + b"\n" for line in parse_log(old)):
        _hold_packed(hands)
    content = b"".join(line.text + b"\n" for line in lines)
    if content != old:
        hands.write(path, content)
        hands.tell(f"mended the log of the stash: {len(lines)} in all, the top one {lines[-1].new[:12]}")
    if top != lines[-1].new:
        hands.write(hands.common_dir / STASH, f"{lines[-1].new}\n".encode())
        hands.tell(f"put {STASH} back to {lines[-1].new[:12]}, as its log has it")
    return ""


def _give_up(hands: Hands, finding: Finding) -> str:
    """Take ref and log out of the way where no entry can be read any more: git would stumble over them."""
    if STASH in hands.evidence.refs.packed.refs:
        return f"{finding.path or STASH}: no stash entry can be read, and packed-refs names one"
    moved = [hands.aside(hands.common_dir / name) for name in (STASH, f"logs/{STASH}")]
    if any(moved):
        hands.tell("moved refs/stash and its log aside: no entry that they name can be read any more")
    return ""


def _hold_packed(hands: Hands) -> None:
    """Hold entries that are in packs and on no list any more: the doctor looks for loose ones only."""
    loose = hands.store.loose
    for one in find_orphans(hands, packed=True):
        if one.is_stash and one.oid not in loose:
            hands.tell(
                f"the stash entry {one.oid[:12]}, which no list names, is held under {hands.pin(one.oid, 'stash')}"
            )


def parse_log(content: bytes) -> list[Line]:
    """Return the whole lines of a log; what is torn or garbage is left out. Pure."""
    found = []
    for text in content.split(b"\n"):
        match = _LINE.fullmatch(text)
        if match and len(match["old"]) == len(match["new"]):
            found.append(Line(Oid(match["new"].decode()), text))
    return found


def _read_top(hands: Hands) -> Oid | None:
    return hands.evidence.refs.oid(STASH)


def _is_commit(store: ObjectStore, oid: Oid) -> bool:
    found = store.read(oid)
    return isinstance(found, Object) and found.kind == "commit"


def _line_for(store: ObjectStore, oid: Oid, before: Oid | None) -> bytes:
    """Return a log line for an entry, by gitscen: when from the commit, its subject as the message."""
    found = store.read(oid)
    content = found.content if isinstance(found, Object) else b""
    when = re.search(rb"\ncommitter [^\n]*> (\d+ [-+]\d{4})\n", content)
    name, email = IDENTITY
    subject = parse_commit(content).subject if content else ""
    time = when[1].decode() if when else "0 +0000"
    return f"{before or '0' * len(oid)} {oid} {name} <{email}> {time}\t{subject}".encode(errors="replace")
