"""One damage by its name, carried out. It writes into `.git`, but for damage that is of files."""

from __future__ import annotations

from collections.abc import Callable

from gitscen.git.command import Git
from gitscen.scenario.damage import Damage
from gitscen.world.damage import head, index, lock, objects, operation, packedrefs, packs, repository, stash
from gitscen.world.damage.site import Site


def do_damage(git: Git, damage: Damage, of: str = "") -> None:
    """Damage the repository whose working tree git is in; `of` names what exactly, "" the usual thing.

    Raises `WorldError` where there is nothing to damage: no such operation in progress, a lock that exists already.
    """
    WAYS[damage](Site(git, of))


WAYS: dict[Damage, Callable[[Site], None]] = {
    Damage.GIT_MISSING: repository.remove_git,
    Damage.REFS_MISSING: repository.remove_refs,
    Damage.OBJECTS_MISSING: repository.remove_objects,
    Damage.CONFIG_GARBAGE: repository.spoil_config,
    Damage.CONFIG_MISSING: repository.remove_config,
    Damage.CONFIG_WORKTREE: repository.point_worktree_away,
    Damage.CONFIG_BARE: repository.deny_worktree,
    Damage.HEAD_EMPTY: head.empty_head,
    Damage.HEAD_GARBAGE: head.spoil_head,
    Damage.HEAD_MISSING: head.remove_head,
    Damage.HEAD_BRANCH_MISSING: head.remove_head_branch,
    Damage.REF_EMPTY: head.empty_ref,
    Damage.REF_GARBAGE: head.spoil_ref,
    Damage.REF_MISSING: head.remove_other_ref,
    Damage.REF_BEHIND: head.set_ref_back,
    Damage.REF_OBJECT_MISSING: head.remove_object_of_ref,
    Damage.REF_NAME_ODD: head.name_ref_oddly,
    Damage.REF_RENAME_CUT: head.cut_rename,
    Damage.REF_TARGET_MISSING: head.point_remote_head_away,
    Damage.PACKED_REFS_EMPTY: packedrefs.empty_packed_refs,
    Damage.PACKED_REFS_GARBAGE: packedrefs.spoil_packed_refs,
    Damage.REFLOG_GARBAGE: head.spoil_log,
    Damage.REFLOG_TORN: head.tear_log,
    Damage.PSEUDO_REF_GARBAGE: head.spoil_orig_head,
    Damage.STASH_REF_MISSING: stash.remove_stash_ref,
    Damage.STASH_REF_GARBAGE: stash.spoil_stash_ref,
    Damage.STASH_LOG_MISSING: stash.remove_stash_log,
    Damage.STASH_LOG_TORN: stash.tear_stash_log,
    Damage.STASH_LOG_AHEAD: stash.set_stash_back,
    Damage.STASH_LOG_BEHIND: stash.set_stash_log_back,
    Damage.STASH_OBJECT_MISSING: stash.remove_stash_object,
    Damage.STASH_DROPPED: stash.drop_stash,
    Damage.STASH_NOT_RESET: stash.leave_stash_unreset,
    Damage.INDEX_MISSING: index.remove_index,
    Damage.INDEX_EMPTY: index.empty_index,
    Damage.INDEX_GARBAGE: index.spoil_index,
    Damage.INDEX_CHECKSUM: index.flip_index,
    Damage.INDEX_TRUNCATED: index.cut_index,
    Damage.INDEX_OBJECT_MISSING: index.remove_staged_object,
    Damage.INDEX_STALE: index.leave_index_behind,
    Damage.INDEX_UNMERGED: index.forget_operation,
    Damage.STALE_INDEX_LOCK: lock.lock_index,
    Damage.STALE_HEAD_LOCK: lock.lock_head,
    Damage.STALE_BRANCH_LOCK: lock.lock_branch,
    Damage.STALE_CONFIG_LOCK: lock.lock_config,
    Damage.STALE_PACKED_REFS_LOCK: lock.lock_packed_refs,
    Damage.STALE_SHALLOW_LOCK: lock.lock_shallow,
    Damage.LOCK_STALE: lock.lock_named,
    Damage.LIVE_INDEX_LOCK: lock.refuse_live,
    Damage.STAGED_INDEX_LOCK: lock.lock_staged,
    Damage.TRUNCATED_INDEX_LOCK: lock.lock_torn,
    Damage.OPERATION_BROKEN: operation.break_operation,
    Damage.MERGE_HEAD_EMPTY: operation.empty_merge_head,
    Damage.REBASE_HEAD_NAME_MISSING: operation.remove_head_name,
    Damage.SEQUENCER_LEFT: operation.leave_sequencer,
    Damage.AUTOSTASH_UNHELD: operation.leave_autostash,
    Damage.OBJECT_EMPTY: objects.empty_object,
    Damage.OBJECT_CORRUPT: objects.spoil_object,
    Damage.OBJECT_MISSING: objects.remove_named_object,
    Damage.OBJECT_TEMPORARY: objects.leave_temporary_object,
    Damage.PACK_CORRUPT: packs.flip_pack,
    Damage.PACK_MISSING: packs.remove_pack,
    Damage.PACK_INDEX_MISSING: packs.remove_pack_index,
    Damage.PACK_INDEX_EMPTY: packs.empty_pack_index,
    Damage.PACK_INDEX_CORRUPT: packs.flip_pack_index,
    Damage.PACK_TEMPORARY: packs.leave_temporary_pack,
    Damage.MIDX_CORRUPT: packs.cut_midx,
    Damage.COMMIT_GRAPH_CORRUPT: packs.cut_commit_graph,
    Damage.ALTERNATES_MISSING: packs.lose_alternate,
    Damage.ALTERNATES_GARBAGE: packs.spoil_alternates,
    Damage.SHALLOW_MISSING: packs.remove_shallow,
    Damage.SHALLOW_GARBAGE: packs.spoil_shallow,
    Damage.WORKTREE_LINK_MISSING: repository.remove_worktree_links,
    Damage.WORKTREE_MISSING: repository.remove_worktrees,
    Damage.WORKTREE_BROKEN: repository.break_worktrees,
    Damage.SUBMODULE_MISSING: repository.remove_modules,
    Damage.SUBMODULE_BROKEN: repository.empty_module_indexes,
    Damage.FILE_EMPTIED: repository.empty_files,
}
"""How each is done; a test holds that none is left out."""
