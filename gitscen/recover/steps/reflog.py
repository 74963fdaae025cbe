"""Takes bad, torn and stale lines out of a reflog: behind a torn one, git would lose the next one too."""

from __future__ import annotations

from collections.abc import Collection

from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands


def mend_reflog(hands: Hands, finding: Finding) -> str:
    """Write a reflog without the lines that are none; the whole file goes aside first."""
    log = hands.evidence.reflogs.get(finding.ref or "HEAD")
    if log is None:
        return ""
    if not log.file.readable or log.file.clipped:
        return f"The reflog of {log.name} cannot be read whole: {log.file.fault or 'it is too large'}."
    top = hands.git_dir if log.name == "HEAD" else hands.common_dir
    stale = [line.number for line in log.lines if line.new.strip("0") and not hands.store.has(line.new)]
    out = [bad.number for bad in log.bad] + stale
    hands.write(top / "logs" / log.name, without_lines(log.file.content, out))
    hands.tell(f"{len(out)} line(s) that git cannot read, or whose object is gone, are out of the reflog of {log.name}")
    return ""


def without_lines(content: bytes, numbers: Collection[int]) -> bytes:
    """Return a file without some lines, which count from 1; what stays ends with a line's end. Pure."""
    lines = content.split(b"\n")
    kept = [line for number, line in enumerate(lines, 1) if number not in numbers]
    return b"\n".join(kept).rstrip(b"\n") + b"\n" if any(kept) else b""
