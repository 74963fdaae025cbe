"""An operation of `Workspace` against the plain git commands for it, on one repository brought back after each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.agreement import Agreement
from benchmarks.operations import Operation
from benchmarks.process import count_processes
from benchmarks.repository import Repository
from benchmarks.rewind import Rewind
from benchmarks.rounds import Side, timed
from benchmarks.state import conclude
from gitscen import Workspace


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operation on one repository, which `rewind` knows as it is before the operation."""

    operation: Operation
    repository: Repository
    rewind: Rewind
    agreement: Agreement

    @classmethod
    def prepare(cls, operation: Operation, repository: Repository, agreement: Agreement) -> Comparison:
        """Bring the repository to where the operation begins, and keep that."""
        operation.prepare(repository)
        return cls(operation, repository, Rewind(repository.root), agreement)

    def by_gitscen(self) -> Side:
        """Return the side that asks `Workspace`."""
        opened: list[Workspace] = []
        return timed(
            lambda: self.operation.act(opened[0]),
            before=lambda: opened.__setitem__(slice(None), [self.operation.open(self.repository)]),
            after=lambda: self._conclude("gitscen"),
        )

    def by_git(self) -> Side:
        """Return the side that runs the plain commands."""
        plainly = self.operation.run_plainly
        return timed(lambda: plainly(self.repository), after=lambda: self._conclude("plain git"))

    def count(self, room: Path) -> str:
        """Return in words how many processes of git either side takes."""
        workspace = self.operation.open(self.repository)
        ours = count_processes(room, lambda: self.operation.act(workspace))
        self.rewind.rewind()
        repository = self.repository
        traced = Repository(repository.root, {**repository.env, "GIT_TRACE2_EVENT": str(room / "trace")})
        plain = count_processes(room, lambda: self.operation.run_plainly(traced))
        self.rewind.rewind()
        return f"{ours[0]} git commands in {ours[1]} processes, plain git {plain[0]} in {plain[1]}"

    def _conclude(self, who: str) -> None:
        self.agreement.check(who, conclude(self.repository, self.rewind, refs=False))
