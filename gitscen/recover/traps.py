"""Special files where git opens one: it would wait for ever at a pipe. They step aside before git runs at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence, Kind
from gitscen.recover.hands import Hands

_READ = (b".gitignore", b".gitattributes", b".gitmodules")
"""The files of a working tree that git reads whatever it is asked for."""

_LIVE = ("fsmonitor--daemon", "gitscen/")
"""Where sockets belong, and gitscen's own folder."""


def set_traps_aside(hands: Hands) -> bool:
    """Move such files aside; return whether there was any."""
    traps = [place for place in find_traps(hands.evidence) if _is_special(place)]
    for place in traps:
        hands.aside(place)
        hands.tell(f"moved {place} aside: it is a pipe, socket or device, at which git would wait for ever")
    return bool(traps)


def find_traps(evidence: Evidence) -> Iterator[Path]:
    """Yield what may be one. Pure."""
    layout, top = evidence.layout, Path(evidence.layout.workspace)
    for folder, listing in ((layout.git_dir, evidence.listing), (layout.common_dir, evidence.common)):
        for path, seen in listing.items() if folder else ():
            if seen.kind in (Kind.OTHER, Kind.LINK) and not path.startswith(_LIVE):
                yield Path(folder or "") / path
    paths = [one.path for one in evidence.files.loose] + [one.path for one in evidence.files.changed]
    for name in paths:
        if name.rpartition(b"/")[2] in _READ:
            yield top / os.fsdecode(name)


def _is_special(place: Path) -> bool:
    """Whether git would open something that is neither a file nor a folder there; a link may lead to one."""
    try:
        mode = place.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
