"""Pages of findings on the index. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

_POWER = "A power cut or a full disk: git does not sync the index."
_REBUILD = (
    "Makes a new index from HEAD's tree, refreshed against the files. What can still be read of staged versions is "
    "pinned; the old index is kept aside."
)

PAGES = {
    "index-missing": Page(
        what="The index is gone, though there are commits.",
        how="Somebody removed it as a quick fix, or a power cut took it.",
        git="It takes that for an empty index: 'git commit' now would delete every file from the branch.",
        never="Do not commit.",
        recover=_REBUILD,
    ),
    "index-empty": Page(
        what="The index is a file without content.",
        how=_POWER,
        git="'index file smaller than expected', on every command.",
        never="Do not delete it and commit: that would delete every file from the branch.",
        recover=_REBUILD,
    ),
    "index-garbage": Page(
        what="The index is no index.",
        how=_POWER + " Or something wrote over it.",
        git="'bad signature', or it crashes.",
        never="Do not delete it and commit: that would delete every file from the branch.",
        recover=_REBUILD,
    ),
    "index-checksum": Page(
        what="The index does not have the content that its checksum says.",
        how="A bad disk or memory, or a partial write.",
        git="git 2.39 does not look at the checksum and uses what it reads; fsck dies.",
        never="Do not commit: entries may be wrong.",
        recover="Entries whose object is there and whose file fits stay; others come from HEAD or "
        "the file. The old index is "
        "kept aside.",
    ),
    "index-truncated": Page(
        what="The index ends before its last entry.",
        how=_POWER,
        git="It refuses, or lists deletions that nobody made.",
        never="Do not commit.",
        recover=_REBUILD,
    ),
    "index-unknown": Page(
        what="The index has a version or a required part that gitscen does not know. That is no damage.",
        how="A newer git or another tool wrote it.",
        git="It reads it, or says what it does not know.",
        never="Do not delete it.",
        recover="Leaves it alone.",
    ),
    "index-object-missing": Page(
        what="Something is staged whose content is not there.",
        how="The index was on disk before the object when power went; or objects were deleted.",
        git="'git commit' fails: 'invalid object'.",
        never="Do not reset before the file's own content is safe: it may be the last copy.",
        recover="Makes the object again if the file still has that content; looks in packs and the "
        "remote; else the entry is "
        "taken from the file or HEAD, and the staged version is reported as gone.",
    ),
    "index-stale": Page(
        what="The branch has moved on, and the index still has the content of the commit before.",
        how="'git commit' was killed after it moved the branch and before it put the new index in place.",
        git="It shows the opposite of the commit as staged: 'git commit' now would silently revert it.",
        never="Do not remove the lock and commit.",
        recover="Puts the right index in place: the lock's, if it is whole, else one made from HEAD. "
        "The old one is kept.",
    ),
    "index-unmerged": Page(
        what="Paths are unmerged and no operation is in progress.",
        how="A 'git stash pop' or 'switch -m' that conflicted; or the file that marked the operation was lost.",
        git="It refuses to commit, stash and switch.",
        never="No 'git checkout -f', no reset --hard: half-resolved text is only in the files.",
        recover="Holds every version under a rescue ref, then settles each path for the local side.",
    ),
    "index-intent-to-add": Page(
        what="Paths are marked to be added later ('git add -N'): their content is only in the files.",
        how="'git add -N', or an editor that does so.",
        git="'git stash' refuses: 'not uptodate'.",
        never="Do not 'git rm' them.",
        recover="Nothing.",
    ),
    "index-hidden": Page(
        what="Files are hidden by an index flag (skip-worktree, assume-unchanged) and differ from what is committed.",
        how="'git update-index --skip-worktree' or '--assume-unchanged', or a sparse checkout with files brought back.",
        git="status, diff and stash do not see the edits; a switch or reset may overwrite them.",
        never="No switch, no reset, no sparse-checkout before the edits are saved.",
        recover="Nothing: the flags may be meant. The ledger lists the files.",
    ),
}
