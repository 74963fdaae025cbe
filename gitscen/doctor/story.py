"""What probably happened: which operation died in which phase, from what stands beside what. Pure.

The pairings are measured: git killed at each of its writes leaves these and no others. Each rule says one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding
from gitscen.doctor.findings.locks import STASH_INDEX
from gitscen.doctor.findings.operations import in_progress

Rule = Callable[["Case"], Iterator[str]]
POWER = frozenset({
    "head-empty", "ref-empty", "index-empty", "object-empty", "packed-refs-empty", "pack-index-empty",
})  # fmt: skip
"""What a killed process does not leave: git renames whole files, only a lost page cache empties them."""


STASH_LOCKS = frozenset({"refs/stash", "logs/refs/stash", "packed-refs"})
"""What git locks when it takes the last entry off the list."""


class Case:
    """What the rules look at."""

    def __init__(self, evidence: Evidence, deep: Deep, findings: Sequence[Finding]) -> None:
        self.evidence, self.deep = evidence, deep
        self.codes = {finding.code for finding in findings}
        self.running = in_progress(evidence)
        self.locks = {lock.locks: lock for lock in evidence.locks if lock.holder is None}


def story(evidence: Evidence, deep: Deep, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return what probably happened, a sentence each; () where nothing stands out."""
    case = Case(evidence, deep, [finding for finding in findings if finding.loud])
    told = [sentence for rule in RULES for sentence in rule(case)]
    return tuple(dict.fromkeys(told))


def _commit(case: Case) -> Iterator[str]:
    branch = case.evidence.head.ref
    if "index-stale" in case.codes:
        yield "'git commit' was killed after it moved the branch and before it put the new index in place" + (
            ": index.lock is that index." if case.deep.right_lock else "."
        )
    elif branch and branch in case.locks and "index" in case.locks and not case.running:
        yield "'git commit' was killed before it moved the branch: what it was to commit is in index.lock."
    elif case.deep.lock_of and "index" in case.locks:
        yield (
            f"A switch, merge or reset to {case.deep.lock_of} was killed: index.lock is the index that it was to have."
        )
    elif "lock-staged" in case.codes:
        yield "A command, as 'git add' or 'git commit', was killed after it wrote the new index to index.lock."
    elif "lock-torn" in case.codes and "index" in case.locks:
        yield "A command was killed, or the disk was full, while it wrote the index."


def _stash(case: Case) -> Iterator[str]:
    if "stash-log-ahead" in case.codes:
        yield "'git stash push' was killed after it wrote the list and before it wrote refs/stash."
        yield "It had not touched any file yet."
    elif "stash-not-reset" in case.codes and _is_applied(case):
        yield (
            "A stash entry was applied, and 'git stash pop' was killed before it dropped the "
            "entry, or it was to be kept."
        )
    elif "stash-not-reset" in case.codes:
        yield "'git stash push' was killed after it saved and before it cleaned up."
    elif any(path.startswith(STASH_INDEX) for path in case.evidence.listing):
        yield "'git stash push', or an autostash, was killed before it stored anything: the files are as they were."
    if "stash-log-behind" in case.codes or ("stash-log-missing" in case.codes and case.locks.keys() & STASH_LOCKS):
        yield "'git stash pop' or 'drop' was killed after it wrote the list and before it wrote refs/stash."
    if "stash-dropped" in case.codes:
        yield "A stash entry was dropped or the list was cleared, or a pop was killed."
    if "index-unmerged" in case.codes and case.evidence.refs.oid("refs/stash"):
        yield "'git stash pop' stopped at a conflict; its entry is still in the list."


def _is_applied(case: Case) -> bool:
    """Return whether files were written after the stash list was: then an entry was applied, not saved."""
    log = case.evidence.reflogs.get("refs/stash")
    files = case.evidence.files
    times = [*(one.mtime for one in files.changed), *(one.mtime for one in files.untracked)]
    return log is not None and any(time > log.file.mtime for time in times)


def _operation(case: Case) -> Iterator[str]:
    for name in case.running:
        word = "'git am'" if name == "am" else f"a {name}"
        if "operation-broken" in case.codes:
            yield (
                f"{word[:1].upper()}{word[1:]} was in progress, and its own files are damaged, or were not all written."
            )
        elif case.evidence.index.unmerged:
            yield f"{word[:1].upper()}{word[1:]} stopped at a conflict, and nobody went on."
        elif case.locks:
            yield f"{word[:1].upper()}{word[1:]} was killed in the middle of a step."
        else:
            yield f"{word[:1].upper()}{word[1:]} was begun and neither ended nor aborted."
    if "autostash-unheld" in case.codes:
        yield "Before that, uncommitted work was put into an autostash; it was not put back."
    if "sequencer-left" in case.codes:
        yield "A cherry-pick or revert of several commits was ended by hand in the middle."


def _refs(case: Case) -> Iterator[str]:
    renamed = _renamed(case)
    if "ref-rename-cut" in case.codes or renamed:
        yield "'git branch -m' was killed in the middle" + (f": the branch is {renamed} now." if renamed else ".")
    elif "ref-behind" in case.codes:
        yield "git was killed before it moved a ref, or the ref's file was lost and packed-refs has an older value."
    elif case.codes & {"head-branch-missing", "ref-missing"}:
        yield "The file of a branch was lost. Deleting the branch would have deleted its reflog too."
    elif "packed-refs" in case.locks and not case.running:
        yield "'git pack-refs', gc or the deletion of a ref was killed while it wrote packed-refs."


def _renamed(case: Case) -> str | None:
    """Return the branch that HEAD's missing one was renamed to."""
    was = case.evidence.head.ref
    if "head-branch-missing" not in case.codes or was is None:
        return None
    begin = f"Branch: renamed {was} to ".encode()
    lines = (log.lines[-1] for log in case.evidence.reflogs.values() if log.lines)
    return next(
        (one.message[len(begin) :].decode(errors="replace") for one in lines if one.message.startswith(begin)), None
    )


def _switch(case: Case) -> Iterator[str]:
    told = case.codes & {"index-stale", "lock-staged", "lock-torn", "ref-rename-cut", "stash-log-missing"}
    if case.running or told or case.deep.lock_of or case.evidence.head.ref in case.locks or _renamed(case):
        return
    written = case.deep.written
    if written:
        one = len(written.paths) == 1
        yield (
            f"A switch, merge or reset to {written.label} was killed after it wrote "
            f"{'a file' if one else f'{len(written.paths)} files'}: "
            f"{'that is no edit' if one else 'those are no edits'} of yours."
        )
    elif "HEAD" in case.locks:
        yield "A switch was killed before it moved HEAD."
    elif "index" in case.locks:
        yield "A command that would have written the index was killed, or never came to write it."


def _power(case: Case) -> Iterator[str]:
    if len(case.codes & POWER) or "file-emptied" in case.codes:
        yield (
            "Files that git had renamed into place are empty: power was lost, or the machine died, "
            "before they were on disk."
        )


def _disk(case: Case) -> Iterator[str]:
    temporary = case.codes & {"object-temporary", "pack-temporary"}
    if "disk-full" in case.codes:
        yield "The disk is nearly full: git may have stopped half-way."
    elif temporary and case.locks:
        yield "git was killed or the disk was full while it wrote objects: temporary files and a lock were left."
    elif temporary:
        yield "A fetch, gc or write of objects was cut short: only its temporary files were left."


def _worktree(case: Case) -> Iterator[str]:
    if "worktree-missing" in case.codes:
        yield "The folder of a linked worktree was deleted by hand, not by 'git worktree remove'."
    if "worktree-broken" in case.codes:
        yield "'git worktree add' was killed, or a file of the worktree's book-keeping was lost."
    if "shallow-missing" in case.codes:
        yield "This was a shallow clone, and the file that says so was deleted."
    if "git-missing" in case.codes:
        yield "The folder .git was removed, or the files were copied without it."
    if case.codes & {"operation-killed", "recover-unfinished"}:
        yield "A process of gitscen was killed in the middle of its work."


RULES: tuple[Rule, ...] = (_worktree, _power, _disk, _commit, _stash, _operation, _refs, _switch)
