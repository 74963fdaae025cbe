"""A step that is done whole or not at all: a copy before it, and the way back where it fails.

Costs little beside the recovery's own copy: what has not changed since that was made is a link to it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from gitscen.doctor.evidence.model import Evidence
from gitscen.recover.backup import copy_more, copy_of
from gitscen.recover.book import read_before
from gitscen.recover.durable import write_file
from gitscen.recover.manifest import Ground, Manifest, Spot, format_manifest
from gitscen.recover.place import Recovery
from gitscen.recover.undo import go_back


def begin(recovery: Recovery, ground: Ground, manifest: Manifest, spots: Iterable[Spot], *, number: int) -> Recovery:
    """Copy these files, `manifest` being what there is now; return where, as a recovery inside the recovery."""
    inner = Recovery(recovery.git_dir, recovery.number, f"step-{number}")
    shutil.rmtree(inner.folder, ignore_errors=True)  # of a recovery that was killed, and went back
    inner.folder.mkdir()
    before, changed = read_before(recovery), []
    for spot in spots:
        was, there = before.get(spot), manifest[spot]
        same = was is not None and was.same_as(there) and was.node == there.node
        if not (same and _link(copy_of(recovery, spot), copy_of(inner, spot))):
            changed.append(spot)
    copy_more(inner, ground, manifest, changed)
    write_file(inner.folder / "before", format_manifest(ground, manifest))
    return inner


def take_back(inner: Recovery, ground: Ground, evidence: Evidence) -> None:
    """Bring everything back to the copy; what the step had made stays in the recovery's folder."""
    go_back(inner, ground, evidence)
    forget(inner)


def forget(inner: Recovery) -> None:
    """Let go of the copy."""
    shutil.rmtree(inner.folder / "copy", ignore_errors=True)


def _link(source: os.PathLike[str], target: os.PathLike[str]) -> bool:
    os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 - one of very many
    try:
        os.link(source, target)
    except OSError:  # it was not copied; or there are no links here
        return False
    return True
