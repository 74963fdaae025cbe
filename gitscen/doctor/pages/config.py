"""Pages of findings on configuration and hooks. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

PAGES = {
    "config-missing": Page(
        what="The file .git/config is gone or empty.",
        how="A power cut, or a tool that failed while it rewrote it.",
        git="It goes on with defaults: remotes and upstreams are gone; a SHA-256 or shallow-filtered clone is misread.",
        never="Do not push or fetch to repair it.",
        recover="Writes what 'git init' would, in the repository's hash; remotes as far as refs and reflogs tell them.",
    ),
    "config-garbage": Page(
        what="The configuration has a line that git cannot read, or a value that it refuses.",
        how="A torn write, or an edit by hand: 'logallrefupdates = t'.",
        git="'bad config line N' or 'bad boolean config value', on every command, or on those that read the setting.",
        never="Do not replace the file: remotes and settings are in it.",
        recover="Comments the line out. The old file is kept.",
    ),
    "config-worktree": Page(
        what="core.worktree says that the files are elsewhere: at a place that is not there, or not here.",
        how="The workspace was moved or copied, or somebody else wants git to overwrite files outside.",
        git="It dies, or works on the files of that other place: 'reset --hard' overwrites them.",
        never="No git command that writes files.",
        recover="Unsets it. The old file is kept.",
    ),
    "config-bare": Page(
        what="core.bare says that there is no working tree, and the index says that there is one.",
        how="A tool, or a 'git config core.bare true' that was meant for another repository.",
        git="'this operation must be run in a work tree', on status, add, commit and switch.",
        never="Do not clone anew: what is not pushed, and the files, are all here.",
        recover="Comments the line out. The old file is kept.",
    ),
    "config-programs": Page(
        what="The configuration of this repository names programs that git runs by itself.",
        how="A tool of the team (git-lfs, a fsmonitor), or a hostile copy: 'git clone' never copies "
        "configuration, a copy "
        "of the folder does.",
        git="It runs them, some of them already on 'git status'.",
        never="Do not run git in a copy of unknown origin.",
        recover="Goes on with a configuration without them, and puts yours back at its end. --trust uses it as it is.",
    ),
    "config-include": Page(
        what="The configuration includes another file.",
        how="include.path or includeIf in .git/config.",
        git="It reads that file too, wherever it is.",
        never="Do not run git in a copy of unknown origin before you know what is in it.",
        recover="Does not read it, and says so.",
    ),
    "hook-present": Page(
        what="Hooks are there: programs that git runs on commit, switch and the like.",
        how="A tool of the team, or a copy of somebody else's folder.",
        git="It runs them; one that fails makes commits fail.",
        never="Do not run git in a copy of unknown origin.",
        recover="Runs no hook.",
    ),
    "identity-missing": Page(
        what="Nobody is named as author here, and git may not guess one.",
        how="user.name and user.email are not set, and user.useConfigOnly is.",
        git="Commit and stash refuse.",
        never="Nothing to lose here.",
        recover="Nothing: what it commits itself has gitscen's own name.",
    ),
}
