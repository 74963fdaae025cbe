"""What people do with a workspace, twice: asked of `gitscen.Workspace`, and as the plain git commands for it.

The plain commands are what someone would write who trusts that nothing goes wrong; both end in the same state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.agreement import require
from benchmarks.process import expect, find
from benchmarks.repository import Repository
from gitscen import Workspace
from gitscen.outcome import Outcome
from gitscen.workflow.settings import Integration, SwitchPolicy
from gitscen.workflow.status import read_status

Act = Callable[[Workspace], object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what has to be there before, how gitscen does it, and how plain git does."""

    name: str
    prepare: Callable[[Repository], None]
    act: Act
    plain: tuple[tuple[str, ...], ...]
    policy: SwitchPolicy = SwitchPolicy.PARK

    def open(self, repository: Repository) -> Workspace:
        """Return the workspace as the operation wants it configured."""
        return Workspace(repository.workspace, policy=self.policy, integration=Integration.MERGE)

    def run_plainly(self, repository: Repository) -> None:
        """Run the plain commands, each with posix_spawn and wait."""
        git = find("git")
        for args in self.plain:
            expect((git, *args), cwd=repository.workspace, env=repository.env)


def _ask(act: Callable[[Workspace], Outcome]) -> Act:
    """Return an act that fails loudly: an operation that was refused is fast and worth nothing."""

    def asked(workspace: Workspace) -> None:
        outcome = act(workspace)
        require(outcome.ok, f"gitscen did not do it: {outcome}")

    return asked


def _park(repository: Repository) -> None:
    repository.edit()
    SWITCH.act(SWITCH.open(repository))


STATUS = Operation(
    "status",
    Repository.edit,
    lambda workspace: read_status(workspace.git),
    (("status", "--porcelain=v2", "--branch", "--untracked-files=all", "-z"),),
)
COMMIT = Operation(
    "commit",
    Repository.edit,
    _ask(lambda workspace: workspace.commit("Work")),
    (("add", "--all"), ("commit", "--quiet", "--message=Work")),
)
SWITCH = Operation(
    "switch",
    Repository.edit,
    _ask(lambda workspace: workspace.switch("other")),
    (("stash", "push", "--quiet", "--include-untracked"), ("switch", "--quiet", "other")),
)
RETURN = Operation(
    "return",
    _park,
    _ask(lambda workspace: workspace.switch("main")),
    (("switch", "--quiet", "main"), ("stash", "pop", "--quiet", "--index")),
)
CARRY = Operation(
    "carry",
    Repository.edit,
    _ask(lambda workspace: workspace.switch("other")),
    (
        ("status", "--porcelain"),
        ("stash", "push", "--quiet", "--include-untracked"),
        ("switch", "--quiet", "other"),
        ("stash", "pop", "--quiet"),
    ),
    SwitchPolicy.CARRY,
)
SYNC = Operation(
    "sync",
    lambda _: None,
    _ask(lambda workspace: workspace.sync()),
    (("fetch", "--quiet", "origin", "main"), ("merge", "--quiet", "--no-edit", "FETCH_HEAD")),
)
