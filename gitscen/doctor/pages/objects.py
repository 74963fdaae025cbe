"""Pages of findings on objects, packs and what is derived from them. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages.page import Page

_POWER = "A power cut (git 2.39 syncs no loose object by itself), a bad disk, or a copy that was cut short."
_HEAL = (
    "Looks for the same object in packs, alternates, the files, the index and the remote. What is found is written "
    "again, as a new file; what is not is reported as gone. Damaged files go aside."
)
_NEVER = "No git gc, no git prune, no repack: they die, or drop what the damage hides."
_DERIVED = "Moves it aside: git makes a new one when it wants to."

PAGES = {
    "object-empty": Page(
        what="The file of an object is empty.",
        how=_POWER,
        git="'object file is empty'; where HEAD needs it, every command dies, else only fsck notices.",
        never=_NEVER,
        recover=_HEAL,
    ),
    "object-corrupt": Page(
        what="An object does not have the content that its name says, or cannot be unpacked.",
        how=_POWER,
        git="'corrupt loose object', when something reads it.",
        never=_NEVER,
        recover=_HEAL,
    ),
    "object-missing": Page(
        what="An object that a commit, tree, ref or the index needs is not there.",
        how=_POWER + " Or a prune while another process was writing.",
        git="'missing blob', 'bad tree object': late, when something reads it.",
        never=_NEVER,
        recover=_HEAL,
    ),
    "object-temporary": Page(
        what="Temporary files of objects were left behind.",
        how="git was killed or the disk was full while it wrote.",
        git="It ignores them; gc deletes old ones.",
        never="Nothing to lose by waiting.",
        recover="Moves them aside.",
    ),
    "object-dangling": Page(
        what="Commits are held by nothing: no ref, stash entry or index leads to them.",
        how="A reset, an amend, a rebase, a deleted branch, or a command that was killed.",
        git="It shows them nowhere; gc deletes them when they are two weeks old.",
        never="No git gc, no git prune, before it is clear that nobody misses them.",
        recover="Holds them under rescue refs where they look like work that was lost; else nothing.",
    ),
    "objects-unchecked": Page(
        what="Not all objects were looked at: there are too many or too large ones.",
        how="The doctor reads a bounded amount.",
        git="It knows nothing of it.",
        never="Do not take this for a clean bill: 'git fsck' reads all.",
        recover="Nothing.",
    ),
    "pack-corrupt": Page(
        what="A pack does not have the content that its checksum says.",
        how="A bad disk, or a copy or fetch that was cut short.",
        git="It works until it reads what is hit; then 'packed object is corrupt'. gc and clone die.",
        never=_NEVER,
        recover="Reads every object of it that can be read, looks for the others elsewhere, writes "
        "what it got as new files; "
        "the damaged pack goes aside. What is found nowhere is reported as gone.",
    ),
    "pack-missing": Page(
        what="The index of a pack is there and the pack itself is not.",
        how="A copy that was cut short, or a repack that was killed.",
        git="It ignores the index; objects that were in the pack are missing.",
        never=_NEVER,
        recover="Moves the index aside; objects that are missed are looked for elsewhere.",
    ),
    "pack-index-missing": Page(
        what="A pack has no index, so git sees nothing of what is in it.",
        how="A fetch or repack was killed, or a copy left it out.",
        git="'bad object HEAD', as if the objects were gone.",
        never=_NEVER,
        recover="Makes the index again from the pack.",
    ),
    "pack-index-empty": Page(
        what="The index of a pack is empty, so git sees nothing of what is in it.",
        how=_POWER,
        git="'index file ... is too small', and objects seem to be gone.",
        never=_NEVER,
        recover="Makes the index again from the pack; the old file goes aside.",
    ),
    "pack-index-corrupt": Page(
        what="The index of a pack is damaged.",
        how="A bad disk or a copy that was cut short.",
        git="Some objects seem to be gone, or are found at wrong places.",
        never=_NEVER,
        recover="Makes the index again from the pack; the old file goes aside.",
    ),
    "pack-temporary": Page(
        what="Half-made packs were left behind.",
        how="A fetch, gc or repack was killed, or the disk was full.",
        git="It ignores them; gc deletes old ones.",
        never="Do not delete them while objects are missing: they may hold them.",
        recover="Moves them aside; where something is missing, what they hold is read first.",
    ),
    "midx-corrupt": Page(
        what="The multi-pack-index is damaged, or names packs that are not there. It is derived from the packs.",
        how="A power cut, or a repack that was killed.",
        git="Objects seem to be missing, or it dies.",
        never="Nothing to lose here.",
        recover=_DERIVED,
    ),
    "commit-graph-corrupt": Page(
        what="The commit-graph is damaged. It is derived from the commits.",
        how="A power cut, or gc that was killed.",
        git="Errors and wrong answers of log and merge-base.",
        never="Nothing to lose here.",
        recover=_DERIVED,
    ),
    "alternates-missing": Page(
        what="The repository borrows objects from a folder that is not there.",
        how="It was made by 'git clone --shared' or --reference, and the other repository was moved or deleted.",
        git="'unable to normalize alternate object path', and everything that was there is missing.",
        never=_NEVER,
        recover="Takes the dead line out and fetches from the remote what is missing. The old file is kept.",
    ),
    "alternates-garbage": Page(
        what="The file objects/info/alternates cannot be read as a list of folders.",
        how=_POWER,
        git="It complains and goes on without those objects.",
        never=_NEVER,
        recover="Takes the bad lines out. The old file is kept.",
    ),
    "alternates-outside": Page(
        what="The repository borrows objects from a folder outside this workspace. The doctor does not look there.",
        how="'git clone --shared' or --reference.",
        git="It reads objects there; where that folder changes, this repository breaks.",
        never="Do not copy this workspace without the other folder, and do not gc the other one.",
        recover="Nothing. 'git repack -ad' makes the repository stand alone.",
    ),
    "shallow-missing": Page(
        what="History ends at commits whose parents are not there, and the file .git/shallow, which says so, is gone.",
        how="It was deleted, or a library that does not know shallow clones fetched.",
        git="'Could not read <parent>'; fetch, push and fsck fail.",
        never="No 'git fetch --unshallow' before the boundary is back.",
        recover="Writes the boundary again: the commits at which history really ends.",
    ),
    "shallow-garbage": Page(
        what="The file .git/shallow has lines that are no commit.",
        how=_POWER,
        git="'bad shallow line', on every command.",
        never="Do not delete the file: it marks where history ends.",
        recover="Takes the bad lines out and adds the boundary that the commits show. The old file is kept.",
    ),
}
