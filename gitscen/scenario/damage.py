"""The ways in which a `.git` may break, by name, and what `of` may name in a step of each. Pure.

Where the doctor has a code for the damage alone, the damage has that name.
"""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from gitscen.names import is_ref_name
from gitscen.scenario.paths import path_fault


class Damage(Enum):
    """Ways in which a killed program, a full disk or a lost power supply leave a `.git` behind."""

    # the repository as such
    GIT_MISSING = "git-missing"
    REFS_MISSING = "refs-missing"
    OBJECTS_MISSING = "objects-missing"
    CONFIG_GARBAGE = "config-garbage"
    CONFIG_MISSING = "config-missing"
    CONFIG_WORKTREE = "config-worktree"
    CONFIG_BARE = "config-bare"
    # HEAD and refs
    HEAD_EMPTY = "head-empty"
    HEAD_GARBAGE = "head-garbage"
    HEAD_MISSING = "head-missing"
    HEAD_BRANCH_MISSING = "head-branch-missing"
    REF_EMPTY = "ref-empty"
    REF_GARBAGE = "ref-garbage"
    REF_MISSING = "ref-missing"
    REF_BEHIND = "ref-behind"
    REF_OBJECT_MISSING = "ref-object-missing"
    REF_NAME_ODD = "ref-name-odd"
    REF_RENAME_CUT = "ref-rename-cut"
    REF_TARGET_MISSING = "ref-target-missing"
    PACKED_REFS_EMPTY = "packed-refs-empty"
    PACKED_REFS_GARBAGE = "packed-refs-garbage"
    REFLOG_GARBAGE = "reflog-garbage"
    REFLOG_TORN = "reflog-torn"
    PSEUDO_REF_GARBAGE = "pseudo-ref-garbage"
    # the stash
    STASH_REF_MISSING = "stash-ref-missing"
    STASH_REF_GARBAGE = "stash-ref-garbage"
    STASH_LOG_MISSING = "stash-log-missing"
    STASH_LOG_TORN = "stash-log-torn"
    STASH_LOG_AHEAD = "stash-log-ahead"
    STASH_LOG_BEHIND = "stash-log-behind"
    STASH_OBJECT_MISSING = "stash-object-missing"
    STASH_DROPPED = "stash-dropped"
    STASH_NOT_RESET = "stash-not-reset"
    # the index
    INDEX_MISSING = "index-missing"
    INDEX_EMPTY = "index-empty"
    INDEX_GARBAGE = "index-garbage"
    INDEX_CHECKSUM = "index-checksum"
    INDEX_TRUNCATED = "index-truncated"
    INDEX_OBJECT_MISSING = "index-object-missing"
    INDEX_STALE = "index-stale"
    INDEX_UNMERGED = "index-unmerged"
    # locks
    STALE_INDEX_LOCK = "stale-index-lock"
    STALE_HEAD_LOCK = "stale-head-lock"
    STALE_BRANCH_LOCK = "stale-branch-lock"
    STALE_CONFIG_LOCK = "stale-config-lock"
    STALE_PACKED_REFS_LOCK = "stale-packed-refs-lock"
    STALE_SHALLOW_LOCK = "stale-shallow-lock"
    LOCK_STALE = "lock-stale"
    LIVE_INDEX_LOCK = "live-index-lock"
    STAGED_INDEX_LOCK = "staged-index-lock"
    TRUNCATED_INDEX_LOCK = "truncated-index-lock"
    # operations in progress
    OPERATION_BROKEN = "operation-broken"
    MERGE_HEAD_EMPTY = "merge-head-empty"
    REBASE_HEAD_NAME_MISSING = "rebase-head-name-missing"
    SEQUENCER_LEFT = "sequencer-left"
    AUTOSTASH_UNHELD = "autostash-unheld"
    # objects
    OBJECT_EMPTY = "object-empty"
    OBJECT_CORRUPT = "object-corrupt"
    OBJECT_MISSING = "object-missing"
    OBJECT_TEMPORARY = "object-temporary"
    PACK_CORRUPT = "pack-corrupt"
    PACK_MISSING = "pack-missing"
    PACK_INDEX_MISSING = "pack-index-missing"
    PACK_INDEX_EMPTY = "pack-index-empty"
    PACK_INDEX_CORRUPT = "pack-index-corrupt"
    PACK_TEMPORARY = "pack-temporary"
    MIDX_CORRUPT = "midx-corrupt"
    COMMIT_GRAPH_CORRUPT = "commit-graph-corrupt"
    ALTERNATES_MISSING = "alternates-missing"
    ALTERNATES_GARBAGE = "alternates-garbage"
    SHALLOW_MISSING = "shallow-missing"
    SHALLOW_GARBAGE = "shallow-garbage"
    # worktrees, submodules, files
    WORKTREE_LINK_MISSING = "worktree-link-missing"
    WORKTREE_MISSING = "worktree-missing"
    WORKTREE_BROKEN = "worktree-broken"
    SUBMODULE_MISSING = "submodule-missing"
    SUBMODULE_BROKEN = "submodule-broken"
    FILE_EMPTIED = "file-emptied"


class Of(Enum):
    """What `of` names: what exactly is damaged, where that is not the usual thing."""

    REF = "a ref by its full name; the branch of HEAD without it"
    OTHER_REF = "a ref by its full name; the first other branch without it"
    LOG = "HEAD, or a ref by its full name; HEAD without it"
    REVISION = "an object, as git's revisions name it (HEAD~1, HEAD:app.txt); HEAD's tree without it"
    STAGED = "a staged path; the first one without it"
    FILE = "a tracked path; all without it"
    INSIDE = "a file below .git; the one that git needs first without it"
    LOCKED = "what is locked, a file below .git; the index without it"


TAKES = {
    Damage.REF_EMPTY: Of.REF,
    Damage.REF_GARBAGE: Of.REF,
    Damage.REF_MISSING: Of.OTHER_REF,
    Damage.REF_OBJECT_MISSING: Of.REF,
    Damage.REF_BEHIND: Of.REF,
    Damage.REF_RENAME_CUT: Of.OTHER_REF,
    Damage.REFLOG_GARBAGE: Of.LOG,
    Damage.REFLOG_TORN: Of.LOG,
    Damage.INDEX_OBJECT_MISSING: Of.STAGED,
    Damage.LOCK_STALE: Of.LOCKED,
    Damage.OPERATION_BROKEN: Of.INSIDE,
    Damage.OBJECT_EMPTY: Of.REVISION,
    Damage.OBJECT_CORRUPT: Of.REVISION,
    Damage.OBJECT_MISSING: Of.REVISION,
    Damage.FILE_EMPTIED: Of.FILE,
}
"""The damages whose steps may have `of`."""


def damage_fault(damage: Damage, of: str) -> str | None:
    """Return what is wrong with the `of` of a step that does this damage; None if nothing is."""
    if not of:
        return None
    takes = TAKES.get(damage)
    if takes is None:
        return f"The damage {damage.value!r} is of one thing only. Take 'of' out."
    match takes:
        case Of.STAGED | Of.FILE:
            return path_fault(of)
        case Of.REF | Of.OTHER_REF | Of.LOG:
            good = is_ref_name(of) or (takes is Of.LOG and of == "HEAD")
        case Of.REVISION:
            good = of.isprintable() and not of.startswith(("-", ":/", '"')) and "^{/" not in of
        case Of.INSIDE | Of.LOCKED:
            good = of.isprintable() and not {"", ".", ".."} & set(of.split("/"))
        case _:
            assert_never(takes)
    return None if good else f"{of!r} does not name {takes.value.partition(';')[0]}. Write it so."
