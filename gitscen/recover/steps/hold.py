"""Holds under rescue refs what nothing else holds: dangling commits, dropped stash entries, an entry that is double."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.names import Oid
from gitscen.recover.hands import Hands
from gitscen.recover.steps.stash import STASH, parse_log


def pin(hands: Hands, finding: Finding) -> str:
    """Hold the finding's object."""
    return _hold(hands, finding, finding.code, finding.message)


def store_stash(hands: Hands, finding: Finding) -> str:
    """Hold a dropped stash entry under a rescue ref: the list is left as the person made it."""
    return _hold(hands, finding, "stash", "a stash entry that nothing held")


def hold_duplicate(hands: Hands, finding: Finding) -> str:
    """Take a stash entry whose work is in the working tree too off the list, and hold it under a rescue ref."""
    oid = finding.oid or hands.evidence.refs.oid(STASH)
    if oid is None:
        return "it is not known which stash entry it is"
    ref = hands.pin(oid, f"stash-{oid[:12]}")
    path = hands.common_dir / "logs" / STASH
    lines = parse_log(path.read_bytes()) if path.is_file() else []
    left = [line for line in lines if line.new != oid]
    if len(left) == len(lines):
        return ""
    if left:
        hands.write(hands.common_dir / STASH, f"{left[-1].new}\n".encode())
        hands.write(path, b"".join(line.text + b"\n" for line in left))
    elif STASH in hands.evidence.refs.packed.refs:
        return f"the stash entry {oid[:12]} is held under {ref}, and could not be taken off the list: it is packed"
    else:
        for name in (STASH, f"logs/{STASH}"):
            hands.aside(hands.common_dir / name)
    hands.tell(f"moved the stash entry {oid[:12]} off the list, to {ref}: its work is in the working tree")
    return ""


def _hold(hands: Hands, finding: Finding, name: str, what: str) -> str:
    oid = finding.oid
    if oid is None:
        return f"it is not known which object is to be held for {finding.path or finding.code}"
    ref = hands.pin(Oid(oid), f"{name}-{oid[:12]}")
    hands.tell(f"pinned {oid[:12]} under {ref}: {what.rstrip('.')}")
    return ""
