"""An operation that stopped half-way to its end: each stop settled with local preference, committed, and continued.

Acts on merge, rebase (both backends), cherry-pick, revert, am, and on an unmerged index without an operation. A bisect
is no such operation and stays. The caller holds a pin. Picks of a rebase are committed without commit hooks, as git
itself does (sequencer.c, run_git_commit); merges, picks and reverts run them as the user configured.
"""

from __future__ import annotations

from collections.abc import Sequence

from gitscen.errors import GitError
from gitscen.git.done import Done
from gitscen.names import InProgress
from gitscen.outcome import Resolution
from gitscen.workflow.conflicts.message import with_resolutions
from gitscen.workflow.conflicts.settle import in_order, settle_unmerged
from gitscen.workflow.conflicts.stopped import Stopped, read_stopped
from gitscen.workflow.git import Git
from gitscen.workflow.progress import read_in_progress

UNSWAYED = (
    "-c", "rerere.enabled=false", "-c", "rerere.autoUpdate=false",
    "-c", "merge.renames=true", "-c", "merge.directoryRenames=false", "-c", "merge.autoStash=false",
    "-c", "merge.verifySignatures=false", "-c", "merge.log=false", "-c", "merge.stat=false",
    "-c", "rebase.autoStash=false", "-c", "rebase.autoSquash=false", "-c", "rebase.updateRefs=false",
    "-c", "rebase.backend=merge", "-c", "rebase.rebaseMerges=false", "-c", "rebase.forkPoint=false",
    "-c", "rebase.missingCommitsCheck=ignore", "-c", "rebase.stat=false",
    "-c", "i18n.commitEncoding=utf-8", "-c", "i18n.logOutputEncoding=utf-8", "-c", "commit.verbose=false",
)  # fmt: skip
"""Options before git commands whose outcome no setting of the user's may change."""


def settle_operation(git: Git) -> tuple[Resolution, ...]:
    """Settle and conclude everything that stopped half-way; return what was settled, nothing where nothing stopped.

    Raises `GitError` where git does not go on: a hook refuses, a patch applies nowhere, an object is missing.
    """
    git.identify()
    settled: list[Sequence[Resolution]] = []
    while stopped := read_stopped(git):
        resolutions = settle_unmerged(git, local_stage=stopped.local_stage, sides=stopped.sides)
        settled.append(resolutions)
        go_on(git, stopped, resolutions)
    return in_order(settled)


def go_on(git: Git, stopped: Stopped, resolutions: Sequence[Resolution]) -> None:
    """Commit what a stop came to and let the operation go on. It may stop again. Raises `GitError`."""
    match stopped.operation:
        case InProgress.MERGE:
            commit(git, with_resolutions(_prepared_message(git), resolutions))
        case InProgress.CHERRY_PICK | InProgress.REVERT:
            _continue_pick(git, stopped.operation, resolutions)
        case InProgress.REBASE:
            _continue_rebase(git, resolutions)
        case InProgress.AM:
            _continue_mail(git, "am", resolutions)
        case InProgress.BISECT | None:
            pass  # an applied stash is work, not a commit


def commit(git: Git, message: str, *options: str, author_of: str = "") -> None:
    """Commit the index with exactly this message, by the author and date of the commit `author_of`, if given.

    Raises `GitError`, a hook's refusal among them. git knows the author of a cherry-pick by itself, not of a rebase.
    """
    given = message.encode(errors="surrogateescape")
    env: dict[str, str] = {}
    if author_of:
        asked = git.run(
            *UNSWAYED, "log", "-1", "--no-show-signature", "--format=%an%x00%ae%x00%ad", "--date=raw", author_of
        )
        name, email, date = asked.stdout.decode(errors="surrogateescape").rstrip("\n").split("\0")
        env = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": f"@{date}"}
    git.run(*UNSWAYED, "commit", "--quiet", "--cleanup=verbatim", "--file=-", *options, stdin=given, env=env)


def _continue_pick(git: Git, operation: InProgress, resolutions: Sequence[Resolution]) -> None:
    command = operation.value
    if _is_head(git) and resolutions:
        _carry_on(git, command, "--skip")  # nothing of it is left: local had all of it, or preferred its own
        return
    if (git.git_dir / ("CHERRY_PICK_HEAD" if operation is InProgress.CHERRY_PICK else "REVERT_HEAD")).exists():
        commit(git, with_resolutions(_prepared_message(git), resolutions))
    if operation in read_in_progress(git):
        _carry_on(git, command, "--continue")


def _continue_rebase(git: Git, resolutions: Sequence[Resolution]) -> None:
    """Commit a settled pick with its own author and message, and go on.

    A squash, a fixup and a merge have messages of their own making: git continues them, without trailers.
    """
    state = git.git_dir / "rebase-merge"
    if not state.is_dir():
        _continue_mail(git, "rebase", resolutions)
        return
    if (git.git_dir / "MERGE_HEAD").exists():
        if _is_head(git):  # local had all of it: git 2.39 would go on without the merge and leave MERGE_HEAD behind
            commit(git, with_resolutions(_prepared_message(git), resolutions), "--no-verify")
    elif resolutions and not (state / "amend").exists():
        told = git.run(*UNSWAYED, "log", "-1", "--no-show-signature", "--format=%B", "REBASE_HEAD")
        message = with_resolutions(told.stdout.decode(errors="surrogateescape"), resolutions)
        # --allow-empty: a local commit must not vanish, whatever settling makes of it (claude-ops issue 88)
        options = ("--no-verify", "--allow-empty", "--allow-empty-message")
        commit(git, message, *options, author_of="REBASE_HEAD")
    _carry_on(git, "rebase", "--continue")


def _continue_mail(git: Git, command: str, resolutions: Sequence[Resolution]) -> None:
    """Go on with a patch of `git am` or of `rebase --apply`, whose message waits in a file."""
    waiting = git.git_dir / "rebase-apply" / "final-commit"
    if resolutions and _is_head(git):
        _carry_on(git, command, "--skip")  # `--continue` refuses where nothing has changed
        return
    if waiting.is_file():
        text = waiting.read_bytes().decode(errors="surrogateescape")
        waiting.write_bytes(with_resolutions(text, resolutions).encode(errors="surrogateescape"))
    _carry_on(git, command, "--continue")


def _carry_on(git: Git, *words: str) -> None:
    """Let git go on. It ends with 1 where it stops at the next conflict, which is no failure if it has moved."""
    before = _state(git)
    done = git.try_(*UNSWAYED, *words)
    if not done.ok and (read_stopped(git) is None or _state(git) == before):
        raise failed(git, done)


def failed(git: Git, done: Done) -> GitError:
    """Return the error of a command that was tried and has to count as failed after all."""
    return GitError(done.argv, str(git.worktree), done.code, done.stdout, done.stderr)


def _is_head(git: Git) -> bool:
    return git.try_("diff-index", "--cached", "--quiet", "HEAD", "--").ok


def _prepared_message(git: Git) -> str:
    """Return the message that git prepared, without its comments about conflicts."""
    prepared = git.git_dir / "MERGE_MSG"
    text = prepared.read_bytes() if prepared.is_file() else b"Merge\n"
    return git.run("stripspace", "--strip-comments", stdin=text).stdout.decode(errors="surrogateescape")


def _state(git: Git) -> tuple[object, ...]:
    """Return how far an operation has come: git moves at least one of these at every step."""
    counters = (
        "rebase-merge/msgnum", "rebase-apply/next", "sequencer/todo", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD",
    )  # fmt: skip
    files = [git.git_dir / name for name in counters]
    return (git.oid("HEAD"), *(file.read_bytes() if file.is_file() else None for file in files))
