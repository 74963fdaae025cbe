"""Makes the objects of packs readable whose index is damaged: a copy of each pack gets a new one, in a folder of ours.

The workspace itself is only read. It is the story that needs the objects; the diagnosis stays as it was.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gitscen.doctor.deep.look import look
from gitscen.doctor.diagnose import Examination
from gitscen.doctor.objects.store import ObjectStore
from gitscen.errors import GitError
from gitscen.git.command import Git
from gitscen.git.environment import hermetic

MOST = 512 << 20
"""Bytes of packs that are copied."""


def with_packs(seen: Examination, folder: Path) -> Examination:
    """Return the examination with a reader that has the objects of such packs too; `folder` is empty and stays."""
    store = seen.store
    packs = [Path(fault.path) for fault in seen.deep.facts.packs if fault.index] if store else []
    if store is None or not packs or sum(pack.stat().st_size for pack in packs) > MOST:
        return seen
    env = hermetic(folder)
    Git(folder, env).run("init", "--quiet", "--bare", "--template=", "packs.git")
    inside = folder / "packs.git/objects"
    for pack in packs:
        _index(pack, inside / "pack" / pack.name, Git(folder / "packs.git", env))
    whole = ObjectStore([Path(one) for one in (*store.directories, os.fspath(inside))], store.algorithm)
    return Examination(seen.evidence, whole, look(seen.evidence, whole), seen.diagnosis)


def _index(pack: Path, copy: Path, git: Git) -> None:
    """Copy a pack and make its index; leave it out where git cannot read it."""
    try:
        with pack.open("rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        git.run("index-pack", str(copy))
    except (OSError, GitError):
        copy.unlink(missing_ok=True)
