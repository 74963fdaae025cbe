"""Pages of findings on HEAD. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

_HOW = (
    "A power cut or a full disk right after a switch or commit (git does not sync HEAD), or an "
    "editor that saved over it."
)
_GIT = "'not a git repository', though everything else is there."
_NEVER = "Do not run 'git init' or clone again: nothing is lost yet."
_RECOVER = (
    "Writes the branch that HEAD's reflog names last; without a reflog, the branch whose commits the index fits. "
    "The branch itself is not moved."
)

PAGES = {
    "head-missing": Page(
        what="The file .git/HEAD, which says which branch is checked out, is gone.",
        how=_HOW,
        git=_GIT,
        never=_NEVER,
        recover=_RECOVER,
    ),
    "head-empty": Page(
        what="The file .git/HEAD, which says which branch is checked out, is empty or all zero bytes.",
        how=_HOW,
        git=_GIT,
        never=_NEVER,
        recover=_RECOVER,
    ),
    "head-garbage": Page(
        what="The file .git/HEAD holds neither a branch nor a commit.",
        how=_HOW,
        git=_GIT,
        never=_NEVER,
        recover=_RECOVER,
    ),
    "head-detached": Page(
        what="HEAD is at a commit and not on a branch; a ref holds that commit, so nothing is at risk.",
        how="'git checkout <commit or tag>', or a CI system's clone.",
        git="It works; new commits would belong to no branch.",
        never="Do not commit here without making a branch first.",
        recover="Nothing.",
    ),
    "head-unheld": Page(
        what="HEAD is detached, at commits that no branch, tag or stash entry holds.",
        how="Someone committed after 'git checkout <commit>', or during a stopped rebase or bisect.",
        git="The next switch leaves them to the reflog, and in weeks 'git gc' deletes them.",
        never="Do not switch away before they have a name.",
        recover="Pins them under a rescue ref and puts HEAD back onto a branch where that moves nothing.",
    ),
    "head-unborn": Page(
        what="HEAD is on a branch that has no commit yet. That is normal in a new repository.",
        how="'git init', 'git switch --orphan', or an empty clone.",
        git="'No commits yet'; 'git stash' refuses.",
        never="Do not run 'git rm --cached' or reset to start over: what is staged has no other copy.",
        recover="Nothing.",
    ),
    "head-branch-missing": Page(
        what="HEAD is on a branch that does not exist, though it had commits.",
        how="A power cut emptied or removed the branch's file, or another process deleted or renamed the branch.",
        git="'No commits yet': a commit now would start a history without parents.",
        never="Do not commit. Do not 'git checkout -b' it from somewhere else.",
        recover="Brings the branch back at the last commit that its reflog names and that is there.",
    ),
    "head-object-missing": Page(
        what="HEAD is at a commit whose object is not there or cannot be read.",
        how="A power cut: the ref was on disk before the object (git syncs neither).",
        git="'fatal: bad object HEAD' on nearly every command.",
        never="Do not reset --hard to another commit: index and files are what the lost commit had.",
        recover="Brings the object back from another copy, or makes the commit again from the index; "
        "else the branch goes "
        "back to the last commit that is there, and its old value is kept.",
    ),
}
