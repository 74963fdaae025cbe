"""From where the objects are followed, firm tips first: so that each commit's label says what holds it best. Pure.

Remote-tracking branches come first of all: what a branch is then the first to reach is unpushed.
"""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.evidence.model import Evidence, LinkedWorktree, Reflog
from gitscen.names import Oid

AUTOSTASHES = ("MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")
STATE_OIDS = (
    "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "ORIG_HEAD", "REBASE_HEAD", "BISECT_EXPECTED_REV",
    "rebase-merge/orig-head", "rebase-merge/onto", "rebase-merge/stopped-sha", "rebase-merge/amend",
    "rebase-apply/orig-head", "rebase-apply/onto", "rebase-apply/original-commit", "rebase-apply/abort-safety",
    "sequencer/head", "sequencer/abort-safety",
)  # fmt: skip
"""Files that name a commit. They are weak: git deletes them with the operation."""
HEAD, WORKTREE, MAIN_WORKTREE, STATE, REFLOG = "HEAD", "worktrees/", "main-worktree", "state ", "reflog "
"""Labels, or beginnings of labels, of what is no ref."""
STASH = "stash@{"
READ_LINES = 2_000
"""Lines of one reflog, the newest, that are followed."""


def tips(evidence: Evidence) -> Iterator[tuple[str, Oid]]:
    """Yield a label and an object id for all that names an object, from the firmest to the weakest."""
    refs = [(name, oid) for name, oid in evidence.refs.all() if name != "refs/stash"]
    yield from sorted(refs, key=lambda one: (_rank(one[0]), one[0] != evidence.head.ref, one[0]))
    yield from stash_tips(evidence)
    if evidence.head.oid:
        yield HEAD, evidence.head.oid
    for path in AUTOSTASHES:
        if oid := evidence.state.get(path).oid:
            yield f"{STATE}{path}", oid
    for worktree in (*evidence.worktrees, *((evidence.main,) if evidence.main else ())):
        yield from _worktree(worktree)
    for path in STATE_OIDS:
        for oid in oids_in(evidence.state.get(path).content):
            yield f"{STATE}{path}", oid
    for name, log in evidence.reflogs.items():
        if name != "refs/stash":
            yield from _logged(f"{REFLOG}{name}", log)


def stash_tips(evidence: Evidence) -> Iterator[tuple[str, Oid]]:
    """Yield the stash entries as git lists them, the newest first, and what refs/stash holds besides."""
    log = evidence.reflogs.get("refs/stash")
    lines = log.lines if log else ()
    for number, line in enumerate(reversed(lines)):
        yield f"{STASH}{number}}}", line.new
    top = evidence.refs.oid("refs/stash")
    if top:
        yield "refs/stash", top


def oids_in(content: bytes) -> Iterator[Oid]:
    """Yield the object ids that stand at the beginnings of lines."""
    for line in content.split(b"\n")[:100]:
        word = line.split(b" ", 1)[0].split(b"\t", 1)[0].strip()
        if len(word) in (40, 64) and not word.strip(b"0123456789abcdef") and word.strip(b"0"):
            yield Oid(word.decode())


def _rank(name: str) -> int:
    order = ("refs/remotes/", "refs/heads/", "refs/tags/", "refs/gitscen/")
    return next((rank for rank, top in enumerate(order) if name.startswith(top)), len(order))


def worktree_label(worktree: LinkedWorktree) -> str:
    """Return how git calls another worktree in a ref's name: `worktrees/NAME`, or `main-worktree`."""
    return MAIN_WORKTREE if worktree.is_main else f"{WORKTREE}{worktree.name}"


def _worktree(worktree: LinkedWorktree) -> Iterator[tuple[str, Oid]]:
    label = worktree_label(worktree)
    if worktree.head.oid and not worktree.itself:
        yield label, worktree.head.oid
    for path in AUTOSTASHES:
        if oid := worktree.state.get(path).oid:
            yield f"{label} {path}", oid
    if worktree.log:
        yield from _logged(f"{REFLOG}{label}/HEAD", worktree.log)


def _logged(label: str, log: Reflog) -> Iterator[tuple[str, Oid]]:
    told: dict[Oid, None] = {}
    for line in reversed(log.lines[-READ_LINES:]):
        told[line.new] = told[line.old] = None
    yield from ((label, oid) for oid in told if oid.strip("0"))
