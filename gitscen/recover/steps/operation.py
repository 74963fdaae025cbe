"""Ends what git or the workflow was in the middle of, through the very functions of the workflow's own recover.

Each runs between a pin and its release, and undoes itself where it fails. Everything it replaces is held first.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gitscen.doctor.finding import Finding
from gitscen.names import Oid, quote_path
from gitscen.outcome import Resolution
from gitscen.recover.context import WorkflowHands
from gitscen.recover.steps.autostash import mend_autostashes
from gitscen.workflow.context import Context
from gitscen.workflow.mend.attach import attach
from gitscen.workflow.mend.killed import finish_killed
from gitscen.workflow.progress import STATE_FILES
from gitscen.workflow.recover import end_operations, mend, settle_left


def end_operation(hands: WorkflowHands, finding: Finding) -> str:  # noqa: ARG001 - all that is in progress ends
    """Bring branch and work back as they were before the operation; what it held is under rescue refs.

    So are its own files: the patches of `git am`, or what is left of a list of commits, may be nowhere else.
    """
    _hold_state(hands)
    mend_autostashes(hands)
    return _do(hands, end_operations)


def settle_unmerged(hands: WorkflowHands, finding: Finding) -> str:  # noqa: ARG001 - all unmerged paths
    """Settle unmerged entries that no operation knows of with local preference; all their stages are held."""
    return _do(hands, settle_left)


def attach_head(hands: WorkflowHands, finding: Finding) -> str:  # noqa: ARG001 - there is one HEAD
    """Bring a detached HEAD back onto a branch; no commit is left behind."""

    def part(context: Context) -> tuple[Resolution, ...]:
        attach(context)
        return ()

    return _do(hands, part)


def finish_killed_operation(hands: WorkflowHands, finding: Finding) -> str:  # noqa: ARG001 - there is one entry
    """Take an operation of the workflow that was killed to its end, or undo it to its pin.

    A recover that was killed is brought back to its copy before there is a plan at all.
    """
    context = hands.context("killed")
    _tell(hands, context, finish_killed(context))
    return ""


def _hold_state(hands: WorkflowHands) -> None:
    files = [path for name in STATE_FILES for path in _files(hands.git_dir / name)]
    lines = [
        f"100644 {hands.write_object('blob', path.read_bytes())} 0\t{path.relative_to(hands.git_dir)}\0"
        for path in files
    ]
    index = hands.scratch / "state"
    index.unlink(missing_ok=True)
    done = hands.bare_git("update-index", "-z", "--add", "--index-info", stdin="".join(lines).encode(), index=index)
    if lines and done.ok:
        tree = hands.bare_git("write-tree", index=index)
        commit = hands.bare_git("commit-tree", tree.line, "-m", "gitscen: the files of the operation in progress")
        if commit.ok:
            hands.tell(f"pinned the operation's own files, under {hands.pin(Oid(commit.line), 'state')}")


def _files(path: Path) -> list[Path]:
    found = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]
    return [one for one in found if one.is_file() and not one.is_symlink()]


def _do(hands: WorkflowHands, part: Callable[[Context], tuple[Resolution, ...]]) -> str:
    context = hands.context()
    outcome = mend(context, part)
    _tell(hands, context, outcome.resolutions)
    return "" if outcome.ok else outcome.reason


def _tell(hands: WorkflowHands, context: Context, resolutions: tuple[Resolution, ...]) -> None:
    hands.tell_deeds(context)
    hands.settled.extend(resolutions)
    for one in resolutions:
        hands.tell(f"settled {quote_path(one.path)} ({one.kind.value}): the {one.kept.value} side was kept")
