"""Pages of findings on working files, linked worktrees, submodules and nested repositories. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

PAGES = {
    "file-emptied": Page(
        what="Tracked files are empty that were not.",
        how="A power cut right after they were written, or a full disk.",
        git="It shows them as edited; 'git commit -a' would commit the empty files.",
        never="Do not commit all.",
        recover="Puts back what the index has, where the index still has it; the empty files are kept aside.",
    ),
    "file-case": Page(
        what="Two tracked paths differ only in upper and lower case.",
        how="They were added on a file system that tells the two apart.",
        git="On one that does not (macOS, Windows) only one of them can exist: the other one shows as edited for ever.",
        never="No stash and no switch on such a file system.",
        recover="Nothing.",
    ),
    "file-link-broken": Page(
        what="Symbolic links lead nowhere.",
        how="Their target was removed, or is on another machine.",
        git="It keeps them as they are.",
        never="Nothing to lose here; copy them as links.",
        recover="Nothing.",
    ),
    "file-link-outside": Page(
        what="Symbolic links of the working tree lead out of the workspace.",
        how="Somebody made them so; or the copy comes from somebody who wants you to read or write elsewhere.",
        git="It keeps them as links and does not follow them itself; programs that you run do.",
        never="Do not run programs that write through them in a copy of unknown origin.",
        recover="Does not follow them.",
    ),
    "file-blocks": Page(
        what="Untracked files stand where another branch has files of its own.",
        how="The files were written before the branch was looked at, or a switch was refused.",
        git="Switch and merge refuse: 'would be overwritten'.",
        never="No 'git checkout -f' and no clean: that overwrites them.",
        recover="Nothing.",
    ),
    "worktree-missing": Page(
        what="The folder of a linked worktree is gone; its HEAD and its index are still here.",
        how="Somebody deleted the folder, or its disk is not mounted.",
        git="'git worktree prune' and gc delete what is left of it, with commits that only its HEAD held.",
        never="No 'git worktree prune', no git gc.",
        recover="Holds its HEAD and what was staged in it under rescue refs. Edits in its files are "
        "gone with the folder.",
    ),
    "worktree-broken": Page(
        what="The book-keeping of a linked worktree is damaged.",
        how="'git worktree add' was killed, a power cut, or the folder was moved by hand.",
        git="In that worktree: 'not a git repository'. In the main one fsck and gc may die.",
        never="No 'git worktree prune'.",
        recover="Writes what can be known from the place where it lies; the rest goes aside.",
    ),
    "submodule-missing": Page(
        what="The repository of a submodule is gone; its files are here.",
        how=".git/modules was cleaned, or not copied along.",
        git="'not a git repository', already on 'git status' of the whole.",
        never="No 'git submodule update --force', no deinit -f: the files would go.",
        recover="Leaves the files and moves the pointer aside. Commits that only that repository had are gone.",
    ),
    "submodule-broken": Page(
        what="The repository of a submodule is damaged.",
        how="A power cut or a killed git, in the submodule.",
        git="'git status' of the whole dies with what it says of the submodule; so do diff and commit.",
        never="Do not delete .git/modules: commits of the submodule may be only there.",
        recover="Nothing from here. Ask 'gitscen doctor' about the submodule's folder, and recover it there.",
    ),
    "nested-repository": Page(
        what="Another repository lies within the working tree. git does not save what is in it.",
        how="Somebody cloned or initialised one there.",
        git="'git stash -u' and 'git clean' skip it; 'git add' makes it an empty submodule.",
        never="Do not delete it for being untracked: it may hold commits.",
        recover="Leaves it as it is. Ask the doctor about it by itself.",
    ),
    "sparse-leftover": Page(
        what="A sparse checkout is on: only some of the tracked files are in the working tree.",
        how="'git sparse-checkout set', or a clone with --sparse.",
        git="Files outside do not show; those brought back by hand are hidden from status.",
        never="Do not take missing files for deleted ones.",
        recover="Nothing.",
    ),
}
