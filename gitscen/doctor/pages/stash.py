"""Pages of findings on stash entries. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

PAGES = {
    "stash-ref-missing": Page(
        what="The stash list is there, and refs/stash, which leads to it, is gone.",
        how="A power cut, or a clean-up of .git/refs.",
        git="'git stash list' shows nothing, and 'git gc' would delete the entries later.",
        never="No git gc, and no 'git stash clear'.",
        recover="Writes refs/stash from the last entry of its log: the whole list is back.",
    ),
    "stash-ref-garbage": Page(
        what="The file refs/stash holds no object id.",
        how="A power cut: git does not sync it.",
        git="The list seems empty; a new 'git stash push' is refused.",
        never="Do not delete the file and push again.",
        recover="Writes it from the last entry of its log; the old bytes are kept.",
    ),
    "stash-log-missing": Page(
        what="refs/stash is there and its log, which is the list of entries, is gone or empty.",
        how="A power cut, or something that cleaned .git/logs.",
        git="'git stash list' shows nothing, and the NEXT 'git stash push' deletes refs/stash first, without a word.",
        never="No 'git stash push', no 'git stash clear', no git gc.",
        recover="Writes a log line for the entry; older entries are searched among the dangling "
        "commits and come back too.",
    ),
    "stash-log-torn": Page(
        what="The last line of the stash list is cut off.",
        how="git was killed, or power went, while it wrote the line.",
        git="The newest entry does not show, and a new one is glued to the torn line: both are invisible then.",
        never="No 'git stash push' before it is mended.",
        recover="Takes the torn line out and writes a whole one from refs/stash; the old log is kept.",
    ),
    "stash-log-ahead": Page(
        what="The stash list has an entry more than refs/stash says.",
        how="'git stash push' was killed after it wrote the list and before it wrote the ref.",
        git="The entry shows in the list; gc may miss it.",
        never="Do not stash again, and do not drop anything.",
        recover="Writes refs/stash from the list. Files stay as they are.",
    ),
    "stash-log-behind": Page(
        what="refs/stash holds an entry that the stash list does not show.",
        how="'git stash drop' or 'pop' was killed between the two writes; or the log lost its end.",
        git="The entry looks dropped; the ref still holds it.",
        never="No 'git stash push': it would let the ref go on and leave the entry dangling.",
        recover="Makes list and ref agree; the entry comes back, or is held under a rescue ref.",
    ),
    "stash-object-missing": Page(
        what="A stash entry names a commit that is not there or cannot be read.",
        how="Objects were pruned or damaged; or the entry was written before its objects when power went.",
        git="'git stash list' may show it; apply and pop fail.",
        never="Do not drop it: its oid is how the content is found again.",
        recover="Looks for the objects elsewhere; what cannot be found is reported as gone.",
    ),
    "stash-dropped": Page(
        what="A commit shaped like a stash entry is held by nothing.",
        how="'git stash drop' or 'clear', or a pop that was killed.",
        git="It shows nowhere, and 'git gc' deletes it two weeks after it was made.",
        never="No git gc, no git prune.",
        recover="Holds it under a rescue ref. 'git stash apply <ref>' brings its content back.",
    ),
    "stash-not-reset": Page(
        what="The newest stash entry holds exactly what is in the working tree too.",
        how="'git stash push' was killed after it saved and before it cleaned up; or the entry was applied and kept.",
        git="'git stash pop' refuses ('already exists, no checkout') or conflicts with itself.",
        never="Do not 'git clean' or drop the entry: one of the two copies has to stay.",
        recover="Files stay; the entry moves from the list to a rescue ref.",
    ),
}
