"""Pages of findings on lock files. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

PAGES = {
    "lock-live": Page(
        what="A lock is held by a process that is alive.",
        how="Another session, an editor or a background task is at work here right now.",
        git="'Another git process seems to be running', and it is right.",
        never="Do not remove the lock: the other process would lose what it writes.",
        recover="Refuses. Wait, or end that process, then ask again.",
    ),
    "lock-stale": Page(
        what="A lock was left behind by a process that is gone.",
        how="git was killed, or the machine went down. git removes its locks when it ends, not when it is killed.",
        git="It refuses everything that would write there: 'Unable to create ... File exists'.",
        never="Do not remove it and reset --hard: what was being written may be the newest work.",
        recover="Moves it aside, after what it holds has been looked at.",
    ),
    "lock-staged": Page(
        what="A lock holds a whole index that is newer than the index: what was staged last is only there.",
        how="'git add' or 'git commit' was killed just before it put the new index in place.",
        git="It refuses to write, and shows the old index.",
        never="Do not remove the lock: what was staged would be dangling.",
        recover="Pins its tree under a rescue ref, then moves it aside; where the branch was moved "
        "already, it becomes the "
        "index.",
    ),
    "lock-torn": Page(
        what="A lock holds a half-written file.",
        how="git was killed, the disk was full, or power went, in the middle of writing.",
        git="It refuses to write; if told to use the file as an index, it believes it.",
        never="Do not rename it into place.",
        recover="Moves it aside. Entries that can be read of it are pinned.",
    ),
    "process-live": Page(
        what="A git process is at work in this workspace right now.",
        how="Another session, an editor, a background fetch or gc.",
        git="Two commands at once may collide on locks.",
        never="Do not mend anything now.",
        recover="Refuses until it has ended.",
    ),
}
