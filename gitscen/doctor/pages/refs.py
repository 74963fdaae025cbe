"""Pages of findings on refs, packed-refs and reflogs. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

_POWER = "A power cut or a full disk: git renames the new file into place without syncing it first."

PAGES = {
    "ref-empty": Page(
        what="The file of a ref is empty or all zero bytes.",
        how=_POWER,
        git="Of the current branch: 'No commits yet', exit code 0. Of others: 'ignoring broken ref'.",
        never="Do not delete the file, and do not commit on the branch.",
        recover="Writes the last commit of the ref's reflog that is there; else what packed-refs or "
        "the remote-tracking "
        "branch says.",
    ),
    "ref-garbage": Page(
        what="The file of a ref holds something that is no object id and names no other ref.",
        how=_POWER + " Or something else wrote there.",
        git="'ignoring broken ref': the branch is gone from every listing.",
        never="Do not delete the file before its value is known.",
        recover="Writes the last commit of the ref's reflog that is there; the old bytes are kept aside.",
    ),
    "ref-missing": Page(
        what="A branch has a reflog and does not exist any more. Its reflog ends at a commit that is there.",
        how="Its file or its line in packed-refs was lost, or a rename of it was killed. Deleting a branch deletes its "
        "reflog too, so this was no deletion.",
        git="It does not show the branch anywhere; 'git gc' deletes its commits later.",
        never="No git gc, no git prune.",
        recover="Brings the branch back at the last commit of its reflog.",
    ),
    "ref-behind": Page(
        what="A ref has an older value than the last one in its reflog.",
        how="Its file was lost and packed-refs still has the value of long ago; or git was killed after it wrote the "
        "reflog and before it wrote the ref.",
        git="It believes the ref: commits seem never to have been made, and the index shows them as staged.",
        never="Do not commit and do not reset: the commits are held by a reflog only.",
        recover="Writes the last value of the reflog where the file was lost; else it pins those commits.",
    ),
    "ref-object-missing": Page(
        what="A ref names an object that is not there or cannot be read.",
        how="The ref was on disk before the object when power went; or objects were deleted or never copied.",
        git="'bad object'; gc, fetch and fsck die with it.",
        never="Do not delete the ref: its oid is how the object is found again.",
        recover="Looks for the object in packs, alternates, files and the remote; else the ref goes "
        "back to the last commit "
        "of its reflog that is there, and the old value is kept and reported as gone.",
    ),
    "ref-name-odd": Page(
        what="A file below .git/refs has a name that no ref may have.",
        how="An editor's backup, a sync tool's conflict copy, a file manager's droppings.",
        git="It warns 'ignoring ref with broken name', or dies in for-each-ref.",
        never="Do not rename it into a branch unless you know what it was.",
        recover="Moves it aside.",
    ),
    "ref-rename-cut": Page(
        what="A branch was being renamed when git died: its log lies about under a temporary name.",
        how="'git branch -m' deletes the old name before it makes the new one.",
        git="The branch exists under no name, and its commits show nowhere.",
        never="No git gc, no git prune.",
        recover="Brings the branch back under its old name, with its log.",
    ),
    "packed-refs-garbage": Page(
        what="The file .git/packed-refs has lines that git cannot read.",
        how="A torn write, or a merge tool or script that edited it.",
        git="Branches, tags, fetch and gc die ('unexpected line'); 'git status' may still seem to work.",
        never="Do not delete packed-refs: it may be the only place where branches and tags are.",
        recover="Takes the bad lines out; refs that the reflogs know and no line names come back. "
        "The old file is kept.",
    ),
    "packed-refs-empty": Page(
        what="The file .git/packed-refs is empty or gone, and refs are lost with it. git never writes it empty.",
        how=_POWER,
        git="The branches are gone; on the current one: 'No commits yet'.",
        never="Do not commit, do not run gc or fetch --prune.",
        recover="Writes the refs that reflogs know. Tags have no reflog: dangling ones are pinned.",
    ),
    "reflog-garbage": Page(
        what="A reflog has lines that are none.",
        how="A torn write, or zero bytes after a power cut.",
        git="It skips them, and 'git reflog' may stop short there.",
        never="Do not delete the log: for some commits it is the only record.",
        recover="Takes the bad lines out; the old log is kept.",
    ),
    "reflog-torn": Page(
        what="The last line of a reflog has no end.",
        how="git was killed, or power went, in the middle of writing it.",
        git="The next entry is glued to the torn one, and both become unreadable.",
        never="Do not commit on this ref before it is mended.",
        recover="Completes the line from the ref's value, or takes it out; the old log is kept.",
    ),
    "reflog-stale": Page(
        what="A reflog names objects that are not there any more. Nothing that a ref holds is concerned.",
        how="'git gc' or 'git prune' took them away, or the log was copied from another clone.",
        git="'invalid reflog entry' in fsck. Nothing else.",
        never="'git reflog expire --stale-fix' would also drop lines that are still of use.",
        recover="Takes those lines out that name what is gone; the old log is kept.",
    ),
    "history-replaced": Page(
        what="refs/replace or .git/info/grafts change how history looks: what git shows is not what the commits say.",
        how="'git replace' or a graft file, often left over from a conversion.",
        git="It shows the replaced history, everywhere.",
        never="Do not judge what is pushed or merged by what 'git log' shows.",
        recover="Nothing. gitscen reads the real history.",
    ),
    "pseudo-ref-garbage": Page(
        what="ORIG_HEAD or FETCH_HEAD cannot be read. They only note what was last fetched or moved.",
        how=_POWER,
        git="A command that names it fails; nothing else does.",
        never="Nothing to lose here.",
        recover="Moves it aside.",
    ),
    "pseudo-ref-stale": Page(
        what="A file like ORIG_HEAD notes a commit that is not there any more, or not whole. Nothing depends on it.",
        how="The commit was never reachable otherwise and was pruned, or its objects were lost.",
        git="A command that names it fails; nothing else does.",
        never="Nothing to lose here.",
        recover="Moves it aside.",
    ),
    "ref-target-missing": Page(
        what="A symbolic ref, as refs/remotes/origin/HEAD, stands for a ref that is not there.",
        how="The remote's default branch was renamed or deleted, and 'git fetch --prune' took the old one away.",
        git="'git fsck' complains, and 'origin' is no name of a commit. Nothing else.",
        never="Nothing to lose here.",
        recover="Moves refs/remotes/<remote>/HEAD aside; 'git remote set-head <remote> --auto' makes a right one.",
    ),
    "refs-unchecked": Page(
        what="The file packed-refs is larger than the doctor reads: refs may be there that it does not know of.",
        how="A repository of a million refs.",
        git="It reads all of it.",
        never="Nothing to lose here.",
        recover="Nothing. What only those refs hold seems to be held by nothing, and is left where it is.",
    ),
    "upstream-gone": Page(
        what="The branch follows a remote branch that is not there any more.",
        how="It was deleted on the remote, often after a merge, and 'git fetch --prune' took the copy away.",
        git="'the upstream is gone'. Commits of the branch are as they were.",
        never="Do not delete the local branch before you know that its commits were merged.",
        recover="Nothing.",
    ),
    "upstream-diverged": Page(
        what="The remote branch was rewritten: its earlier tip is in its history no more.",
        how="Somebody force-pushed.",
        git="'have diverged'. The earlier tip is held by a reflog only.",
        never="Do not reset --hard to the remote, and do not pull --rebase blindly.",
        recover="Pins the earlier tip; moves nothing.",
    ),
    "remote-path": Page(
        what="A remote is a place on this machine. The doctor does not look outside the workspace.",
        how="It was cloned from a path, or a copy of the workspace was moved away from its remote.",
        git="Fetch and push fail where the place is not there.",
        never="Do not clone again and throw this away: unpushed work is here.",
        recover="Fetches from it only what is missing here, if it is there.",
    ),
}
