"""What is done about a diagnosis, and in which order. Pure: decides from the findings alone.

First what makes the repository readable again, by plain files; then objects and the index; then, with everything
pinned, locks, operations, and what is left over. Stages are done one at a time, and the doctor looks again after each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from gitscen.doctor.finding import Diagnosis, Finding, Remedy, Safety

R = Remedy


class Stage(Enum):
    """The stages of a recovery, in order; each value is what is done there, in words."""

    GROUND = "make the repository readable"
    REFS = "bring back HEAD, refs and logs"
    OBJECTS = "bring back objects"
    INDEX = "bring back the index"
    LOCKS = "clear locks"
    OPERATIONS = "end what is in progress"
    REST = "hold and clear what is left"

    @property
    def needs_git(self) -> bool:
        """Whether git runs in the workspace there, so that everything has to be pinned and its settings trusted."""
        return self in (Stage.LOCKS, Stage.OPERATIONS, Stage.REST)


ORDER: dict[Stage, tuple[Remedy, ...]] = {
    Stage.GROUND: (
        R.INIT_REPOSITORY, R.RESTORE_LAYOUT, R.MEND_CONFIG, R.UNSET_WORKTREE, R.MEND_ALTERNATES,
        R.REBUILD_PACK_INDEX, R.SALVAGE_PACK,
    ),
    Stage.REFS: (
        R.RESTORE_HEAD, R.MEND_PACKED_REFS, R.RESTORE_REF, R.MEND_REFLOG, R.MEND_STASH, R.MEND_SHALLOW,
    ),
    Stage.OBJECTS: (R.HEAL_OBJECT,),
    Stage.INDEX: (R.REBUILD_INDEX,),
    Stage.LOCKS: (R.INSTALL_INDEX, R.MOVE_LOCK_ASIDE),
    Stage.OPERATIONS: (R.FINISH_RECOVER, R.END_OPERATION, R.SETTLE_UNMERGED, R.ATTACH_HEAD),
    Stage.REST: (
        R.PIN, R.STORE_STASH, R.HOLD_DUPLICATE, R.RESTORE_FILES, R.HOLD_WORKTREE, R.DETACH_SUBMODULE, R.MOVE_ASIDE,
    ),
}  # fmt: skip
"""In which stage, and in which order there, each remedy is applied."""

_OPERATION = frozenset({R.END_OPERATION, R.SETTLE_UNMERGED})
_ALL_FILES = frozenset({R.FINISH_RECOVER, R.END_OPERATION, R.SETTLE_UNMERGED, R.ATTACH_HEAD, R.RESTORE_FILES})
"""What may write, move or replace files of the working tree."""


@dataclass(frozen=True, slots=True)
class Step:
    """One remedy for one finding."""

    stage: Stage
    remedy: Remedy
    finding: Finding

    @property
    def writes_files(self) -> bool:
        """Whether it may change files of the working tree."""
        return self.remedy in _ALL_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The steps in order; findings that a person has to see to; operations that are kept because that was asked."""

    steps: tuple[Step, ...] = ()
    person: tuple[Finding, ...] = ()
    kept: tuple[Finding, ...] = ()
    live: tuple[Finding, ...] = ()
    """Findings of a process that is at work: while there is one, nothing is done at all."""

    @property
    def is_tidying(self) -> bool:
        """Whether nothing is wrong, and all that is to be done is safe and merely worth a note."""
        return bool(self.steps) and not any(step.finding.loud for step in self.steps)

    @property
    def first_stage(self) -> tuple[Step, ...]:
        """The steps of the first stage in which there is anything to do."""
        return tuple(step for step in self.steps if step.stage is self.steps[0].stage)


def plan_recovery(
    diagnosis: Diagnosis,
    *,
    steps: Collection[Remedy],
    only: Collection[str] = (),
    keep_operations: bool = False,
    done: Collection[Finding] = (),
) -> Plan:
    """Return what is to be done.

    `steps` are the remedies that somebody can carry out: others need a person. `only` are codes; without it, what is
    merely worth a note is done where that is safe. `done` are findings whose remedy was tried in this recovery already.
    """
    live = tuple(finding for finding in diagnosis.findings if finding.code == "lock-live")
    wanted = [finding for finding in diagnosis.findings if _is_wanted(finding, only)]
    kept = tuple(finding for finding in wanted if keep_operations and finding.remedy in _OPERATION)
    able = [finding for finding in wanted if _is_able(finding, steps) and finding not in kept and finding not in live]
    tried = {_key(finding) for finding in done}
    todo = [finding for finding in able if _key(finding) not in tried]
    person = [finding for finding in diagnosis.findings if finding.loud and finding not in (*todo, *kept, *live)]
    if only:
        person = [finding for finding in person if finding.code in only]
    return Plan(steps=tuple(_in_order(todo)), person=tuple(person), kept=kept, live=live)


def _is_wanted(finding: Finding, only: Collection[str]) -> bool:
    if only:
        return finding.code in only
    return finding.loud or (finding.remedy is not None and finding.safety is Safety.SAFE)


def _is_able(finding: Finding, steps: Collection[Remedy]) -> bool:
    return finding.remedy is not None and finding.safety is not Safety.PERSON and finding.remedy in steps


def _key(finding: Finding) -> tuple[str | None, ...]:
    return (finding.code, finding.path, finding.file, finding.ref, finding.oid)


def _in_order(findings: Iterable[Finding]) -> Iterable[Step]:
    left = list(findings)
    for stage, remedies in ORDER.items():
        for remedy in remedies:
            yield from (Step(stage, remedy, finding) for finding in left if finding.remedy is remedy)
