"""What each remedy does, in words for a plan. Pure."""

from __future__ import annotations

from gitscen.doctor.finding import Remedy

WORDS: dict[Remedy, str] = {
    Remedy.INIT_REPOSITORY: "make a new repository around the files",
    Remedy.RESTORE_LAYOUT: "put back what makes it a repository",
    Remedy.RESTORE_HEAD: "write HEAD anew from its log",
    Remedy.MEND_CONFIG: "comment out what git cannot read in the configuration",
    Remedy.UNSET_WORKTREE: "take core.worktree out of the configuration",
    Remedy.MOVE_LOCK_ASIDE: "move the stale lock aside, what it holds pinned first",
    Remedy.MOVE_ASIDE: "move the file aside",
    Remedy.RESTORE_REF: "write the ref anew",
    Remedy.MEND_PACKED_REFS: "take the bad lines out of packed-refs, and bring lost refs back",
    Remedy.MEND_REFLOG: "take the bad lines out of the log",
    Remedy.MEND_STASH: "make the stash and its log agree",
    Remedy.STORE_STASH: "hold the dropped stash entry under a rescue ref",
    Remedy.HOLD_DUPLICATE: "hold the stash entry under a rescue ref, and take it off the list",
    Remedy.PIN: "hold it under a rescue ref",
    Remedy.ATTACH_HEAD: "bring HEAD back onto a branch",
    Remedy.REBUILD_INDEX: "build the index anew",
    Remedy.INSTALL_INDEX: "put the lock in place: it is the right index",
    Remedy.HEAL_OBJECT: "bring the object back from another copy",
    Remedy.REBUILD_PACK_INDEX: "build the pack's index anew",
    Remedy.SALVAGE_PACK: "take the readable objects out of the pack",
    Remedy.MEND_ALTERNATES: "take out the places of objects that are gone",
    Remedy.MEND_SHALLOW: "write the boundary of the shallow clone anew",
    Remedy.END_OPERATION: "hold everything, then bring branch and work back as they were before it",
    Remedy.SETTLE_UNMERGED: "hold everything, then settle the unmerged paths for the local side",
    Remedy.RESTORE_FILES: "write the emptied files anew from the index",
    Remedy.HOLD_WORKTREE: "hold what the linked worktree had, and take it off the list",
    Remedy.DETACH_SUBMODULE: "keep the submodule's files, and move its broken pointer aside",
    Remedy.FINISH_RECOVER: "finish, or undo, what was killed",
}
