"""Why gitscen itself cannot go on.

A workflow that fails is a verdict and damage in a workspace is a finding; an exception is neither. It means
that gitscen could not do its own work, and each child of the root maps to one exit code of the command line:

    GitscenError                    exit 3: our own bug, unless a child says otherwise
    +- UsageError                   exit 2: the call was wrong
    |  +- BadName                   a branch, path or remote that git would not take
    |  +- ScenarioError             a scenario file that is wrong: file, line, what would be right
    |  +- NothingSelected           exit 5: a selection that matches no case
    +- WorldError                   exit 3: a world could not be built or a step of it not carried out
    +- WorkspaceError               exit 1: a workspace that cannot be worked in
    |  +- NotAWorkspace             no repository at this place
    |  +- WorkspaceBusy             another live process is at work in it
    +- GitError                     exit 3: a git command ended as nobody expected
    +- GitMissing                   exit 4: no git program, or one that is too old

Every message states the fact, the place and the next step.
"""

from __future__ import annotations

from collections.abc import Sequence


class GitscenError(Exception):
    """The root of everything that gitscen raises on purpose."""

    exit_code = 3


class UsageError(GitscenError):
    """The call was wrong; nothing was built and nothing was changed."""

    exit_code = 2


class BadName(UsageError):
    """A name that git, or gitscen's own caution, does not take."""


class ScenarioError(UsageError):
    """A scenario that is wrong. `line` counts from 1; 0 where there is none, and `place` is "" without a file."""

    def __init__(self, place: str, line: int, message: str) -> None:
        super().__init__(place, line, message)
        self.place, self.line, self.message = place, line, message

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return f"{where}: {self.message}" if where else self.message


class NothingSelected(UsageError):
    """A selection that matches no case."""

    exit_code = 5


class WorldError(GitscenError):
    """A world could not be built, or a step of its story could not be carried out."""


class WorkspaceError(GitscenError):
    """A workspace that cannot be worked in as it is."""

    exit_code = 1


class NotAWorkspace(WorkspaceError):
    """There is no usable git repository with a working tree at this place."""


class WorkspaceBusy(WorkspaceError):
    """Another live process is at work in the workspace."""


class GitMissing(GitscenError):
    """There is no git program, or it is too old."""

    exit_code = 4


class GitError(GitscenError):
    """A git command ended as nobody expected; it carries all that is known about that.

    `code` is negative where a signal ended git, as in `subprocess`.
    """

    def __init__(self, argv: Sequence[str], cwd: str, code: int, stdout: bytes, stderr: str) -> None:
        super().__init__(argv, cwd, code, stdout, stderr)
        self.argv, self.cwd, self.code, self.stdout, self.stderr = argv, cwd, code, stdout, stderr

    def __str__(self) -> str:
        said = self.stderr.strip() or self.stdout.decode(errors="replace").strip() or "it said nothing"
        ended = f"was ended by signal {-self.code}" if self.code < 0 else f"ended with {self.code}"
        return f"'{' '.join(self.argv)}' {ended} in {self.cwd}: {said}"
