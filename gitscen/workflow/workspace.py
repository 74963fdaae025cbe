"""`Workspace`: the workflow's face, one method an operation. Every method answers with an `Outcome`.

An operation holds the workspace's lock, refuses where an earlier one was killed (recover comes first), and turns
gitscen's errors into outcomes: refused and failed mean that nothing of the user's has changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from gitscen.errors import GitError, NotAWorkspace, UsageError, WorkspaceBusy, WorkspaceError
from gitscen.outcome import Act, Operation, Outcome, Status
from gitscen.recover.place import UNFINISHED, find_last
from gitscen.workflow.commit import NamedPath, commit
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.guard import guard
from gitscen.workflow.interrupt import interrupt
from gitscen.workflow.job import end_job
from gitscen.workflow.journal import read_entry
from gitscen.workflow.mend.locks import workspace_lock
from gitscen.workflow.push import push
from gitscen.workflow.recover import recover
from gitscen.workflow.resolve import resolve
from gitscen.workflow.settings import Settings
from gitscen.workflow.switch import switch
from gitscen.workflow.sync import sync


class Job(Protocol):
    """Anything that has a process id, `subprocess.Popen` for one."""

    @property
    def pid(self) -> int:
        """The process id."""


class Workspace:
    """One working tree and its repository, looked after. The keywords are the fields of `Settings`."""

    def __init__(self, path: str | os.PathLike[str], **settings: Any) -> None:  # noqa: ANN401 - Settings checks them
        """Adopt an existing workspace, also one that is damaged: `recover` comes first then.

        Raises `NotAWorkspace` where there is no repository, and TypeError for an unknown setting.
        """
        self.settings = Settings(**settings)
        self.git = Git(Path(os.path.abspath(path)), self.settings.fallback_identity, self.settings.limit)  # noqa: PTH100 - keeps links
        try:
            self.git.find()
        except NotAWorkspace:
            if not os.path.lexists(self.git.worktree / ".git"):
                raise

    @classmethod
    def clone(
        cls,
        url: str,
        path: str | os.PathLike[str],
        *,
        depth: int | None = None,
        branch: str | None = None,
        single_branch: bool = False,
        **settings: Any,  # noqa: ANN401 - Settings checks them
    ) -> Self:
        """Clone a repository into a new workspace, all branches unless `single_branch`. Raises `GitError`."""
        place = Path(os.path.abspath(path))  # noqa: PTH100
        place.parent.mkdir(parents=True, exist_ok=True)
        options = ["--single-branch" if single_branch else "--no-single-branch"]
        options += [f"--depth={depth}"] if depth is not None else []
        options += [f"--branch={branch}"] if branch is not None else []
        remote = Settings(**settings).remote
        Git(place.parent).run("clone", "--quiet", f"--origin={remote}", *options, "--end-of-options", url, str(place))
        return cls(place, **settings)

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch to a branch, which is made if nobody has it; uncommitted work is parked or carried, by policy."""
        return self._run(Operation.SWITCH, lambda context: switch(context, branch, start))

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Commit everything, or only what is at and below `paths`."""
        return self._run(Operation.COMMIT, lambda context: commit(context, message, paths))

    def push(self) -> Outcome:
        """Push the branch at HEAD, integrating what others pushed first."""
        return self._run(Operation.PUSH, lambda context: guard(context, Operation.PUSH, lambda: push(context)))

    def sync(self, *, source: str | None = None) -> Outcome:
        """Bring in the branch's upstream, or the remote's branch `source`."""
        return self._run(Operation.SYNC, lambda context: sync(context, source))

    def resolve(self) -> Outcome:
        """Settle and conclude what stopped half-way, with local preference."""
        return self._run(Operation.RESOLVE, lambda context: guard(context, Operation.RESOLVE, lambda: resolve(context)))

    def interrupt(self, job: int | Job | None = None) -> Outcome:
        """End a running job (a process id, or anything with one), commit what it left, and push if possible."""

        def end(context: Context) -> None:
            if job is not None:
                ended = end_job(job if isinstance(job, int) else job.pid, self.settings.grace)
                context.tell(Act.SIGNALLED, ended or "the job, which had ended already")

        return self._run(Operation.INTERRUPT, interrupt, prepare=end, after_kill=True)

    def recover(self) -> Outcome:
        """Bring the workspace back from whatever was killed, left half-way or damaged in it."""
        from gitscen.workflow.mend.damage import mend_damage

        return self._run(Operation.RECOVER, recover, prepare=mend_damage, after_kill=True)

    def _run(
        self,
        operation: Operation,
        act: Callable[[Context], Outcome],
        *,
        prepare: Callable[[Context], None] = lambda _: None,
        after_kill: bool = False,
    ) -> Outcome:
        """Prepare, then act with the workspace locked; `after_kill` also where an operation was killed before."""
        self.git.forget()
        context = Context(self.git, self.settings)
        try:
            prepare(context)
            with workspace_lock(self.git):
                if killed := self._killed(after_kill=after_kill):
                    reason = f"an earlier {killed.value} was killed in {self.git.worktree}. Run recover first."
                    return context.outcome(operation, Status.REFUSED, reason=reason)
                return act(context)
        except (UsageError, WorkspaceBusy) as error:
            return context.outcome(operation, Status.REFUSED, reason=str(error))
        except (GitError, WorkspaceError) as error:
            return context.outcome(operation, Status.FAILED, reason=str(error))

    def _killed(self, *, after_kill: bool) -> Operation | None:
        """Return the operation that was killed here and that this one must not follow, if there is one."""
        last = find_last(self.git.git_dir)
        if last and last.state in UNFINISHED:
            return Operation.RECOVER
        entry = None if after_kill else read_entry(self.git)
        return entry.operation if entry else None
