"""Pages of findings on operations in progress and what they leave behind. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

_HOW = "It stopped at a conflict, or for a person, and nobody went on; or the process that ran it was killed."
_GIT = "It waits: --continue, --skip or --abort. Most other commands refuse or make it worse."
_NEVER = "No reset --hard, no clean, and do not delete its files by hand: its own way back is in them."
_RECOVER = (
    "Pins the files, every version of unmerged paths and what HEAD has; then branch and work are as they were before. "
    "--keep-operations leaves it as it is."
)


def _page(what: str, how: str = _HOW) -> Page:
    return Page(what=what, how=how, git=_GIT, never=_NEVER, recover=_RECOVER)


PAGES = {
    "operation-merge": _page("A merge is in progress."),
    "operation-rebase": _page(
        "A rebase is in progress: HEAD is detached, and the branch is where it was before.",
        _HOW + " With --autostash the uncommitted work is only in a file of the rebase.",
    ),
    "operation-cherry-pick": _page("A cherry-pick is in progress."),
    "operation-revert": _page("A revert is in progress."),
    "operation-am": _page(
        "'git am' is in progress: patches are being applied.",
        _HOW + " The patches may exist nowhere else.",
    ),
    "operation-bisect": _page("A bisect is in progress: HEAD is detached at a commit that was to be tested."),
    "operation-broken": Page(
        what="The files of an operation in progress are damaged: it can neither go on nor be aborted by git.",
        how="A power cut emptied some of them, or somebody deleted a part.",
        git="--continue and --abort fail; 'git status' may still speak of the operation.",
        never="Do not delete the rest: the names of commits in it are how work is found.",
        recover="Holds what index and files have and what the files still name under rescue refs; "
        "the damaged ones go aside.",
    ),
    "sequencer-left": Page(
        what="The to-do list of a cherry-pick or revert of several commits was left behind; nothing is in progress.",
        how="Somebody committed by hand in the middle of it.",
        git="'Cherry-pick currently in progress'; the next one refuses to start.",
        never="'git cherry-pick --abort' would move the branch back.",
        recover="Moves the list aside. No branch moves.",
    ),
    "autostash-unheld": Page(
        what="Uncommitted work is only in the autostash of an operation: no ref holds it.",
        how="'git merge --autostash' or 'git rebase --autostash' stopped or was killed.",
        git="It puts it back when the operation ends well. Ended in any other way, the work dangles and gc deletes it.",
        never="No 'git rebase --quit', do not delete rebase-merge or MERGE_AUTOSTASH.",
        recover="Pins it under a rescue ref before anything else.",
    ),
    "squash-left": Page(
        what="'git merge --squash' staged its result and nobody committed it.",
        how="The commit after it was forgotten.",
        git="It shows staged changes; no merge is in progress.",
        never="A reset --hard drops the result.",
        recover="Nothing: the index is the work.",
    ),
}
