"""Takes bad, torn and stale lines out of a reflog: behind a torn one, git would lose the next one too."""

from __future__ import annotations

from collections.abc import Collection

from gitscen.doctor.evidence.reflog import parse_reflog
from gitscen.doctor.finding import Finding
from gitscen.doctor.record import replace
from gitscen.names import Oid
from gitscen.recover.hands import Hands

_OWN = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")
"""Refs that each worktree has for itself."""


def mend_reflog(hands: Hands, finding: Finding) -> str:
    """Write a reflog without the lines that are none; the whole file goes aside first."""
    seen = hands.evidence.reflogs.get(finding.ref or "HEAD")
    if seen is None:
        return ""
    if not seen.file.readable or seen.file.clipped:
        return f"The reflog of {seen.name} cannot be read whole: {seen.file.fault or 'it is too large'}."
    shared = seen.name.startswith("refs/") and not seen.name.startswith(_OWN)
    path = (hands.common_dir if shared else hands.git_dir) / "logs" / seen.name
    content = path.read_bytes()
    log, store = parse_reflog(seen.name, replace(seen.file, content=content)), hands.store
    stale = [line.number for line in log.lines if line.new.strip("0") and not store.has(line.new)]
    out = [bad.number for bad in log.bad] + stale
    gone = {line.old for line in log.lines if line.old.strip("0") and not store.has(line.old)}
    hands.write(path, joined(without_lines(content, out), gone))
    hands.tell(f"{len(out)} line(s) that git cannot read, or whose object is gone, are out of the reflog of {log.name}")
    return ""


def without_lines(content: bytes, numbers: Collection[int]) -> bytes:
    """Return a file without some lines, which count from 1; what stays ends with a line's end. Pure."""
    lines = content.split(b"\n")
    kept = [line for number, line in enumerate(lines, 1) if number not in numbers]
    return b"\n".join(kept).rstrip(b"\n") + b"\n" if any(kept) else b""


def joined(content: bytes, gone: Collection[Oid]) -> bytes:
    """Return a log in which each line that begins at an object that is gone begins where the line above it ends. Pure.

    So does `git reflog expire --rewrite`; git fsck minds where a line begins as much as where it ends.
    """
    lines: list[bytes] = []
    above = b""
    for line in content.split(b"\n"):
        old, space, rest = line.partition(b" ")
        begins = (above or b"0" * len(old)) if Oid(old.decode(errors="replace")) in gone else old
        lines.append(begins + space + rest)
        above = rest.partition(b" ")[0]
    return b"\n".join(lines)
