"""Which function carries out which remedy. A remedy that is not here needs a person, and is told as that.

A step is `mend(hands, finding) -> str`: "" when it is done, else a sentence that says what a person has to decide. It
may raise `GitscenError` or `OSError`: that is told, and the other steps go on. It is imported when it is called.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, cast

from gitscen.doctor.finding import Finding, Remedy

Mend = Callable[[Any, Finding], str]
"""The hands are `gitscen.recover.hands.Hands`; a step that needs the workflow's functions says so in its own types."""

STEPS: dict[Remedy, str] = {
    Remedy.INIT_REPOSITORY: "repository:init_repository",
    Remedy.RESTORE_LAYOUT: "layout:restore_layout",
    Remedy.MEND_CONFIG: "config:mend_config",
    Remedy.UNSET_WORKTREE: "config:unset_worktree",
    Remedy.MEND_ALTERNATES: "alternates:mend_alternates",
    Remedy.REBUILD_PACK_INDEX: "packs:rebuild_pack_index",
    Remedy.SALVAGE_PACK: "packs:salvage_pack",
    Remedy.RESTORE_HEAD: "head:restore_head",
    Remedy.MEND_PACKED_REFS: "packedrefs:mend_packed_refs",
    Remedy.RESTORE_REF: "refs:restore_ref",
    Remedy.MEND_REFLOG: "reflog:mend_reflog",
    Remedy.MEND_STASH: "stash:mend_stash",
    Remedy.MEND_SHALLOW: "shallow:mend_shallow",
    Remedy.HEAL_OBJECT: "objects:heal_object",
    Remedy.REBUILD_INDEX: "index:rebuild_index",
    Remedy.INSTALL_INDEX: "lock:install_index",
    Remedy.MOVE_LOCK_ASIDE: "lock:move_lock_aside",
    Remedy.FINISH_RECOVER: "operation:finish_killed_operation",
    Remedy.END_OPERATION: "operation:end_operation",
    Remedy.SETTLE_UNMERGED: "operation:settle_unmerged",
    Remedy.ATTACH_HEAD: "operation:attach_head",
    Remedy.PIN: "hold:pin",
    Remedy.STORE_STASH: "hold:store_stash",
    Remedy.HOLD_DUPLICATE: "hold:hold_duplicate",
    Remedy.RESTORE_FILES: "files:restore_files",
    Remedy.HOLD_WORKTREE: "worktrees:hold_worktree",
    Remedy.DETACH_SUBMODULE: "submodules:detach_submodule",
    Remedy.MOVE_ASIDE: "aside:move_aside",
}
"""`module:function` below this package."""


def find_step(remedy: Remedy) -> Mend:
    """Import and return the step of a remedy. Raises KeyError where there is none."""
    module, name = STEPS[remedy].split(":")
    return cast("Mend", getattr(importlib.import_module(f"gitscen.recover.steps.{module}"), name))
