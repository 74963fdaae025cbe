"""What each invariant means, in words: what `gitscen explain` prints. Pure text, nothing imported but the names."""

from __future__ import annotations

from gitscen.verdict import Invariant

EXPLANATIONS: dict[Invariant, str] = {
    Invariant.WORK_LOST: """\
Content that the user had is in no file, index, ref or stash entry any more.

Everything that was there before the request counts: committed, staged, unstaged, untracked, ignored, stashed. Binary
content is followed by its blob. Text that a merge rewrote is followed by its lines: one content that is still held
must have all the lines, in order, that no committed version of the path had. What only a reflog leads to, and what
is dangling, counts as lost; the message tells them apart.

Typical causes: 'git stash push' without -u followed by a clean-up, 'git reset --hard' as recovery, dropping a stash
entry whose pop conflicted, 'git clean' as undo, checking out over an untracked file.""",
    Invariant.WORK_LEAKED: """\
Content that was written in one session has turned up in another session's branch or working tree.

A session is a branch. Ignored files and nested repositories stay where they are in git's own switch and do not
count. A story that wants work to follow says so (policy = "carry", carries = true, start, source).

Typical causes: untracked files that stay behind on a switch, a positional 'git stash pop' on the wrong branch, a new
branch that starts from wherever HEAD is.""",
    Invariant.HISTORY_LOST: """\
A commit that a branch or HEAD had is reachable from no ref any more, and no reachable commit carries its change.

A branch or tag that is gone counts too. A rebased copy carries a commit: its tree has the commit's new blobs, or all
the lines that were new in them.

Typical causes: a rebase that prefers '--ours' and so drops the local commit, 'git reset --hard' to the remote,
switching away from a detached HEAD that had commits of its own.""",
    Invariant.REMOTE_REWRITTEN: """\
The old tip of a remote branch is not an ancestor of its new one, or the branch is gone.

Typical causes: 'git push --force', a lease without a tracking ref, deleting and pushing again.""",
    Invariant.MARKERS_COMMITTED: """\
A new commit on a branch holds a whole conflict (<<<<<<<, =======, >>>>>>>) that no user wrote.

A line of equals signs under a title is not a conflict.

Typical causes: 'git add -A; git commit' over an unmerged index, an automatic commit in the middle of a merge.""",
    Invariant.UNMERGED_LEFT: """\
The index was left with unmerged paths that were not unmerged before.

Typical causes: a stash pop that conflicts and is not looked at, a resolution that knows only UU.""",
    Invariant.OPERATION_LEFT: """\
A merge, rebase, cherry-pick, revert, am or bisect was left in progress that was not in progress before.

Typical causes: 'git pull' that stops at a conflict, 'git rebase' whose exit code nobody reads.""",
    Invariant.LOCK_LEFT: """\
A lock file lies in .git that was not there before: the next git command will refuse to work.

Typical causes: ending git with SIGKILL, two commands at once.""",
    Invariant.OBJECTS_DAMAGED: """\
'git fsck' has something to say, in the workspace or on a remote, that it did not say before.

Typical causes: deleting .git/shallow or fetching with a library that does, pruning while somebody writes.""",
    Invariant.FALSE_REPORT: """\
The subject said done or resolved, and it is not so; or it said refused or failed, and things have changed.

Done means: switch: HEAD is on the branch; commit: nothing of what was asked is uncommitted; push: the remote's branch
is at HEAD; sync: what the remote had is in HEAD's history; resolve: nothing is unmerged or half-way; interrupt: the
job has ended and nothing is uncommitted; recover: on a branch, nothing unmerged, half-way or locked, and nothing that
git fsck complains of unless the reason tells. Nothing is done in a repository that nobody can read. Refused and failed
mean: HEAD, branches, index, files, stash and remotes are as before, and a reason is given.

Typical causes: an exit code that nobody reads, errors that are caught and logged.""",
    Invariant.OUTSIDE_TOUCHED: """\
A byte outside the workspace changed: in the home directory, in a neighbour's folder, in a remote's configuration.

Typical causes: 'git config --global' in a program, an inherited GIT_DIR, a workspace without .git inside another.""",
    Invariant.CODE_EXECUTED: """\
A program ran that the story forbids: a name was taken for an option, or a planted hook was run.

Typical causes: a branch called '--upload-pack=...' passed without '--end-of-options', commands built as strings.""",
    Invariant.BUDGET_EXCEEDED: """\
The request took longer, or pushed more often, than the story allows, or gave no answer at all.

Typical causes: retrying what a hook refuses, waiting for a passphrase, a job that ignores SIGINT.""",
}


RULES: dict[str, str] = {
    "outcome": """\
The subject gave another answer than the story wants: its status, or a reason that is missing.

Some stories accept several. What done, resolved, refused and failed mean stands under false-report.""",
    "resolved": """\
The subject reported other conflicts as settled than the story wants: another path, kind, nature or side.""",
    "expect": """\
What is seen is not what the story expects, after a request or at the end: files, index, branches, remote, history ...

'gitscen show NAME' tells what a story expects; docs/scenarios.md what each word looks at.""",
    "subject": """\
The subject gave no proper answer: it could not be started, raised, died, or wrote what is none of the protocol.""",
    "answered-twice": """\
A command of a session got more than one answer: it was carried out again, or answered again, when it came again.""",
    "out-of-order": """\
The answers of a session came in another order than its commands were sent.""",
    "unanswered": """\
A command got no answer, or stayed in its queue, though nothing was out of reach.""",
    "uncommitted": """\
Every command of a container was answered, and work of an agent lay uncommitted in its workspace.""",
    "not-deterministic": """\
With --repeat, a case came out differently: another verdict, or other refs, index, files or stash in the end.""",
}
"""Rules that are no invariants: what a story itself wants."""


def first_line(invariant: Invariant) -> str:
    """Return the meaning of an invariant in one sentence."""
    return EXPLANATIONS[invariant].partition("\n")[0]
