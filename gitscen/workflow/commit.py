"""Commits work on the current branch: `git add -A` without embedded repositories, then `git commit`, hooks included.

Refuses on a detached HEAD, during an operation in progress, and for files whose conflict markers nobody took out. A
refusing hook leaves index and files as before, by the guard's roll-back. It never passes `--no-verify`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from gitscen.errors import BadName, GitError
from gitscen.git.done import Done
from gitscen.names import TreePath, quote_path
from gitscen.outcome import Act, Operation, Outcome, Status
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.guard import guard
from gitscen.workflow.hold.pin import rescue
from gitscen.workflow.hold.scratch import file_at, is_file
from gitscen.workflow.ready import find_obstacle, index_may_have
from gitscen.workflow.refs import common_dir
from gitscen.workflow.status import WorkspaceStatus

NamedPath = str | bytes | os.PathLike[str]

RESOLVE_UNDO = b"REUC"
"""The signature of the index's extension for resolve-undo (gitformat-index)."""

_FEW = 16
"""Paths that are staged by their names; git holds every file of the workspace against each of them."""

_MARKERS = re.compile(rb"^<{7,} [^\n]*\n(?:.*\n)*?={7,}\r?\n(?:.*\n)*?>{7,} ", re.MULTILINE)


def commit(context: Context, message: str, paths: Sequence[NamedPath] | None = None) -> Outcome:
    """Commit everything, or what is at and below `paths`, with this message.

    Raises `BadName` for a path outside the workspace.
    """
    git, operation = context.git, Operation.COMMIT
    scope = None if paths is None else [tree_path(git, path) for path in paths]
    if not message.strip():
        return context.outcome(operation, Status.REFUSED, reason="a commit needs a message. Give one.")
    status = context.status
    if obstacle := find_obstacle(git, status):
        return context.outcome(operation, Status.REFUSED, reason=obstacle)
    if status.branch is None:
        reason = f"HEAD is detached in {git.worktree}. Run recover to get back onto a branch."
        return context.outcome(operation, Status.REFUSED, reason=reason)
    if marked := read_marked(git):
        paths_told = ", ".join(map(quote_path, marked))
        reason = f"conflict markers of a merge are still in {paths_told}. Take them out, or run recover."
        return context.outcome(operation, Status.REFUSED, reason=reason)
    if status.clean:
        return context.outcome(operation, Status.DONE, reason="there is nothing to commit.")
    plain = scope is None and (git.git_dir / "index").exists() and not (status.split or _has_hooks(git))
    return guard(context, operation, lambda: _commit(context, message, scope), index_only=plain)


def _commit(context: Context, message: str, scope: Sequence[TreePath] | None) -> Outcome:
    stage(context, scope)
    sure = scope is None and _has_content(context.status)
    if not sure and not count_staged(context.git, scope):
        return context.outcome(Operation.COMMIT, Status.DONE, reason="there is nothing to commit.")
    refusal = record(context, message, scope)
    if refusal and sure and not count_staged(context.git):
        return context.outcome(Operation.COMMIT, Status.DONE, reason="there is nothing to commit.")
    if refusal:
        return context.outcome(Operation.COMMIT, Status.REFUSED, reason=refusal)
    return context.outcome(Operation.COMMIT, Status.DONE)


def stage(context: Context, scope: Sequence[TreePath] | None = None) -> None:
    """Stage everything, or what is at and below the paths of `scope`; embedded repositories are left out and told."""
    git = context.git
    nested = [path.rstrip(b"/") for path in context.status.nested]
    for path in nested:
        context.tell(Act.LEFT_OUT, f"{quote_path(path)}: a repository of its own")
    for path in context.status.unstorable:
        context.tell(Act.LEFT_OUT, f"{quote_path(path)}: git stores no file of this name")
    but = [b":(top,exclude,literal)" + path for path in (*nested, *context.status.unstorable)]
    named = _few(context.status) if scope is None else None
    if named is not None and (not named or _add(git, [*named, *but]).ok):
        return  # where it failed, a file may have gone again since the status was asked for
    wanted = [b":(top,literal)" + path for path in scope] if scope is not None else [b":/"]
    done = _add(git, [*wanted, *but])
    if not done.ok:
        raise GitError(done.argv, str(git.worktree), done.code, done.stdout, done.stderr)


def _few(status: WorkspaceStatus) -> list[bytes] | None:
    """Return pathspecs of exactly what is to be staged; None where these are many: then git had better look at all."""
    edited = [change.path for change in status.changes if change.unstaged != "."]
    if status.unmerged or len(edited) + len(status.loose) > _FEW:
        return None
    return [b":(top,literal)" + path for path in (*edited, *status.loose)]


def _add(git: Git, specs: Sequence[bytes]) -> Done:
    options = ("--all", "--sparse", "--pathspec-from-file=-", "--pathspec-file-nul")
    return git.try_("add", *options, stdin=b"\0".join(specs))


def count_staged(git: Git, scope: Sequence[TreePath] | None = None) -> int:
    """Return how many paths, at and below `scope`, differ between HEAD and the index."""
    specs = [os.fsdecode(b":(top,literal)" + path) for path in scope or ()]
    if git.oid("HEAD") is None:
        return len(git.run("ls-files", "-z", "--", *specs).fields)
    done = git.run("diff-index", "--cached", "--name-only", "--no-renames", "-z", "HEAD", "--", *specs)
    return len(done.fields)


def record(context: Context, message: str, scope: Sequence[TreePath] | None = None) -> str:
    """Commit what is staged (at and below `scope`) and return "", or the words of what refused it."""
    git = context.git
    git.identify()
    before = git.oid("HEAD")
    only: list[str] = []
    if scope is not None:
        only = ["--only", "--", *(os.fsdecode(b":(top,literal)" + path) for path in scope)]
    done = git.try_("commit", "--quiet", "--cleanup=whitespace", "--file=-", *only, stdin=_encode(message))
    after = git.oid("HEAD")
    if after == before:
        said = (done.stderr.strip() or done.line).strip()
        return f"git did not commit: {said or 'a hook refused without a word'}"
    context.tell(Act.COMMITTED, message.strip().splitlines()[0], after)
    _hold_staged(context, scope)
    return ""


def _hold_staged(context: Context, scope: Sequence[TreePath] | None) -> None:
    """Hold what was staged of files that were edited again afterwards: the commit has only their later version."""
    split = [path for path in context.status.split if _is_in(path, scope)]
    if split and context.pin:
        ref = rescue(context.git, context.pin, name=f"{context.name}/staged")
        paths = ", ".join(map(quote_path, split))
        context.tell(Act.PINNED, f"what was staged of {paths}, apart from the later version, under {ref}", context.pin)


def _has_content(status: WorkspaceStatus) -> bool:
    """Whether staging everything surely stages something; what is inside a submodule is not staged."""
    return bool(status.loose) or any(not change.submodule for change in status.changes)


def _has_hooks(git: Git) -> bool:
    """Whether programs of the user's may run with a commit: they may change files."""
    if git.setting("core.hookspath"):
        return True
    hooks = common_dir(git.git_dir) / "hooks"
    return hooks.is_dir() and any(hook.suffix != ".sample" for hook in hooks.iterdir())


def _is_in(path: TreePath, scope: Sequence[TreePath] | None) -> bool:
    return scope is None or any(path == one or path.startswith(one + b"/") for one in scope)


def read_marked(git: Git) -> tuple[TreePath, ...]:
    """Return the files that git left conflict markers in, that were staged since, and that still have them.

    Which files were in conflict is known from the index's resolve-undo records, so a document about markers is none.
    """
    if not index_may_have(git, RESOLVE_UNDO):
        return ()
    records = git.run("ls-files", "--resolve-undo", "-z").fields
    paths = dict.fromkeys(TreePath(record.split(b"\t", 1)[1]) for record in records)
    return tuple(path for path in paths if is_file(git, path) and _has_markers(file_at(git, path)))


def tree_path(git: Git, path: NamedPath) -> TreePath:
    """Return a path, absolute or relative to the workspace's top, as git names it. Raises `BadName` for one outside."""
    place = Path(os.path.normpath(git.worktree / os.fsdecode(path)))
    if not place.is_relative_to(git.worktree) or place == git.worktree:
        raise BadName(f"{place} is not inside {git.worktree}. Give a path below it.")
    return TreePath(os.fsencode(place.relative_to(git.worktree)))


def _has_markers(place: Path) -> bool:
    return not place.is_symlink() and bool(_MARKERS.search(place.read_bytes()))


def _encode(message: str) -> bytes:
    return message.encode(errors="surrogateescape")
