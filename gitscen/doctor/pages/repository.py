"""Pages of findings on the repository as such. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

PAGES = {
    "git-missing": Page(
        what="There is no .git here: these are files without a repository.",
        how="The folder was copied without its hidden files, or .git was removed by a clean-up or a lost disk.",
        git="'not a git repository', or worse: it takes a repository further up and works on that.",
        never="Do not clone over these files, and do not run git here while a folder above is a repository.",
        recover="Makes a new repository around the files and leaves each file as it is. What only "
        ".git held, as unpushed "
        "commits and stash entries, is gone unless .git turns up again.",
    ),
    "bare-repository": Page(
        what="This is a bare repository: it has no working tree.",
        how="It was made by 'git init --bare' or 'git clone --bare', or core.bare was set by mistake.",
        git="Commands that need files refuse: 'this operation must be run in a work tree'.",
        never="Do not put files into it.",
        recover="Nothing. If it should have a working tree, 'git config core.bare false' brings that back.",
    ),
    "gitdir-broken": Page(
        what="The file .git, which says where the repository is, cannot be followed.",
        how="The main workspace of a linked worktree, or the parent of a submodule, was moved, removed or not copied "
        "along; or the file was emptied by a power cut.",
        git="'not a git repository: <path>'.",
        never="Do not delete the file before you know which repository these files belong to.",
        recover="Puts the pointer right where the repository is found at its usual place below this "
        "workspace. Else a person "
        "has to bring the repository back: the files here are untouched.",
    ),
    "refs-missing": Page(
        what="The folder .git/refs is gone.",
        how="An empty folder is easily lost by a copy or an archive when all refs are packed; or by a clean-up.",
        git="'not a git repository': it wants refs/, objects/ and HEAD.",
        never="Do not run 'git init': it hides what happened and brings no branch back.",
        recover="Makes the folder again; branches come from packed-refs and, where they are newer, from the reflogs.",
    ),
    "objects-missing": Page(
        what="The folder .git/objects is gone, and every commit that was only here with it.",
        how="It was deleted, or stood on another disk that is not there.",
        git="'not a git repository'.",
        never="Do not reset or check out anything: the files in the working tree are the only copy of their content.",
        recover="Makes the folder again and fetches what the remote has. Files stay as they are. "
        "Unpushed commits, stash "
        "entries and staged versions are reported as gone.",
    ),
    "format-unknown": Page(
        what="The repository uses a format or an extension that gitscen does not know. That is no damage.",
        how="A newer git made it (reftable, a new extension), or another tool set extensions.* in .git/config.",
        git="A git that does not know it refuses: 'unknown repository extension found'.",
        never="Do not edit the version or the extension away: the files would be read as what they are not.",
        recover="Nothing: a person with a git that knows the format has to look.",
    ),
    "owner-differs": Page(
        what="The workspace, or a part of .git, belongs to another user than the one who asks.",
        how="A container was started again with another user, or someone ran git as root.",
        git="'detected dubious ownership', or a write fails in the middle with 'permission denied'.",
        never="Do not write safe.directory=* into the configuration of all repositories.",
        recover="Nothing by itself: give the files to one user (chown -R), or run as their owner.",
    ),
    "mode-unwritable": Page(
        what="A folder or file of .git cannot be written.",
        how="Permissions were changed, pieces belong to another user, or the disk is mounted read-only.",
        git="It works until it has to write there, and then stops half-way: 'insufficient permission for adding an "
        "object'.",
        never="Do not run git as root to get around it: that makes more such files.",
        recover="Nothing by itself: chmod -R u+rwX .git, as the owner.",
    ),
    "file-unreadable": Page(
        what="A file could not be read, so the doctor cannot say what is in it.",
        how="Its permissions forbid it, the disk has a bad sector, or it is no plain file.",
        git="It dies or acts as if the file were not there.",
        never="Do not delete it: another user, or a copy of the disk, may still be able to read it.",
        recover="Leaves it alone. Make it readable, then ask again.",
    ),
    "link-outside": Page(
        what="Something in .git is no file or folder of its own: a link, a pointer that leads away, a pipe.",
        how="Somebody linked .git to save space, or the copy comes from somebody who wants you to write elsewhere.",
        git="It follows, and writes where it leads.",
        never="Do not run git in a copy of unknown origin before you know where it leads.",
        recover="Never follows it. Moves it aside where it can only be in the way; else a person has "
        "to say whether it is meant.",
    ),
    "disk-full": Page(
        what="The disk has nearly no space left.",
        how="Logs, builds, or temporary files of killed fetches.",
        git="Merge and rebase with uncommitted changes lose work on a full disk: files are deleted "
        "before their copy is "
        "put back, and 'git rebase --autostash' may end with exit code 0 all the same.",
        never="No git command that changes files, and no git gc, until there is space again.",
        recover="Refuses until there is room for its own backup.",
    ),
    "recover-unfinished": Page(
        what="An earlier 'gitscen recover' or 'gitscen undo' was cut short.",
        how="It was killed, or the machine went down.",
        git="It knows nothing of it.",
        never="Do not clean .git/gitscen: the backup lies there.",
        recover="Goes on where it was cut short; 'gitscen undo' takes back what was done.",
    ),
    "operation-killed": Page(
        what="An operation of gitscen's own workflow was killed before it ended.",
        how="The process or its container was ended.",
        git="It knows nothing of it; the next plain command works on a state that is half of one branch.",
        never="Do not switch or stash first.",
        recover="Brings the workspace back to where the operation began. All work is pinned first.",
    ),
}
