"""Recovers a workspace: plan, consent, a byte copy, then stage after stage of journalled steps, the doctor in between.

Killed anywhere and run again, it first goes back to its copy and begins again, so that it comes to the same end.
Refuses, with nothing touched, while a live process is at work. Deletes nothing.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.doctor.diagnose import Examination
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Diagnosis, Finding
from gitscen.doctor.record import replace
from gitscen.errors import GitscenError
from gitscen.names import Oid, RefName
from gitscen.outcome import Act, Deed, Resolution
from gitscen.recover.attempt import begin, forget, take_back
from gitscen.recover.backup import copy_more, make_backup
from gitscen.recover.book import close_book
from gitscen.recover.context import WorkflowDoing
from gitscen.recover.hostile import allow_listed, find_git_dirs, find_named
from gitscen.recover.killed import go_on
from gitscen.recover.manifest import Ground, read_manifest
from gitscen.recover.pins import Pins, pin_everything, release
from gitscen.recover.place import Recovery, State, find_last, new_recovery
from gitscen.recover.plan import Plan, Stage, Step, plan_recovery
from gitscen.recover.scope import find_spots, git_dir_of
from gitscen.recover.steps.dangling import hold_unlisted
from gitscen.recover.steps.table import STEPS, find_step
from gitscen.recover.traps import set_traps_aside
from gitscen.recover.undo import refuse_live, workspace_ground
from gitscen.workflow.mend.locks import hold_lock

_ROUNDS = 20
"""The doctor looks again after each stage; more rounds than this would mean that steps undo each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked for: only these codes, operations kept, the copy's configuration trusted."""

    only: tuple[str, ...] = ()
    keep_operations: bool = False
    trust: bool = False


@dataclass(slots=True)
class Result:
    """How a recovery went. `recovery` is None where nothing has changed: there is nothing to undo.

    `told` are the deeds in order, `settled` the conflicts that were settled, `failed` the steps that could not be done,
    each with the reason; `pinned` is what is held under rescue refs now.
    """

    plan: Plan
    before: Diagnosis
    after: Diagnosis
    recovery: Recovery | None = None
    told: list[Deed] = field(default_factory=list)
    settled: list[Resolution] = field(default_factory=list)
    failed: list[tuple[Finding, str]] = field(default_factory=list)
    pinned: dict[RefName, Oid] = field(default_factory=dict)
    declined: bool = False


Examine = Callable[[Path], Examination]
"""The doctor's look; a test may look on."""

Ask = Callable[[Plan, Evidence], bool]


def recover(path: Path, wish: Wish, *, examine: Examine, ask: Ask) -> Result:
    """Recover the workspace at `path`.

    `ask` is given the plan before anything is touched, and again where a later look asks for what was not in it.
    Raises `WorkspaceError` where it is refused: a live process, no room for the copy.
    """
    seen = examine(path)
    plan = _plan(seen, wish, done=())
    result = Result(plan, seen.diagnosis, seen.diagnosis)
    if plan.live or not plan.steps:
        return result
    git_dir = git_dir_of(seen.evidence)
    refuse_live(seen.evidence, git_dir)
    if not ask(plan, seen.evidence):
        result.declined = True
        return result
    (git_dir / "gitscen").mkdir(parents=True, exist_ok=True)
    with hold_lock(git_dir / "gitscen" / "lock", path):
        _Work(path, wish, examine, ask, result).do()
    return result


def _plan(seen: Examination, wish: Wish, done: tuple[Finding, ...]) -> Plan:
    return plan_recovery(seen.diagnosis, steps=STEPS, only=wish.only, keep_operations=wish.keep_operations, done=done)


class _Work:
    """One recovery under way, its plan agreed to and the workspace locked."""

    def __init__(self, path: Path, wish: Wish, examine: Examine, ask: Ask, result: Result) -> None:
        self._path, self._wish, self._examine, self._ask, self._result = path, wish, examine, ask, result
        self._done: list[Finding] = []
        self._pins, self._pinned = Pins(), False
        self._files_copied, self._steps = False, 0

    def do(self) -> None:
        """Carry it out."""
        seen = self._examine(self._path)
        recovery = find_last(git_dir_of(seen.evidence))
        if recovery and recovery.state is not State.ENDED:
            recovery = go_on(recovery, seen.evidence, tell=self._tell)
            seen = self._look()
        elif recovery:
            recovery = None
        plan = _plan(seen, self._wish, done=())
        if recovery is None and not plan.steps:
            self._result.after = seen.diagnosis
            return
        self._recovery = recovery or new_recovery(git_dir_of(seen.evidence))
        self._result.recovery = self._recovery
        ground = workspace_ground(seen.evidence)
        self._back_up(ground, seen.evidence, plan)
        when = _read_when(self._recovery)
        trusted = self._wish.trust or not find_named(seen.evidence)
        self._hands = WorkflowDoing(self._recovery, ground, seen.evidence, trusted=trusted, when=when)
        if set_traps_aside(self._hands):
            seen = self._look()
            plan = _plan(seen, self._wish, done=())
        seen = self._go_through(seen, plan)
        self._result.told += self._hands.told
        self._result.settled += self._hands.settled
        self._tidy()
        close_book(self._recovery, ground, seen.evidence)
        if self._recovery.state is State.IDLE:
            self._result.recovery = None
        self._result.after = self._examine(self._path).diagnosis

    def _go_through(self, seen: Examination, plan: Plan) -> Examination:
        shown = set(self._result.plan.steps)
        for _ in range(_ROUNDS):
            if not plan.steps:
                break
            if not shown >= set(plan.steps) and not self._ask(plan, seen.evidence):
                self._result.declined = True
                break
            shown |= set(plan.steps)
            self._hands.evidence = seen.evidence
            if not self._files_copied and any(step.writes_files for step in plan.steps):
                self._back_up(self._hands.ground, seen.evidence, plan)  # no step has touched a file yet
            self._do_stage(plan.first_stage)
            seen = self._look()
            plan = _plan(seen, self._wish, done=tuple(self._done))
        self._hands.evidence = seen.evidence
        with self._settings(Stage.REST):
            if not self._result.declined:
                hold_unlisted(self._hands)
            if self._pinned:
                self._result.pinned = release(self._hands, self._pins)
        return self._look()

    def _look(self) -> Examination:
        """Look again. That a recovery is going on is no news."""
        seen = self._examine(self._path)
        findings = tuple(one for one in seen.diagnosis.findings if one.code != "recover-unfinished")
        return replace(seen, diagnosis=replace(seen.diagnosis, findings=findings))

    def _do_stage(self, steps: tuple[Step, ...]) -> None:
        stage = steps[0].stage
        watching = self._pins.watching(self._hands) if stage.needs_git else nullcontext()
        with self._settings(stage), watching:
            if stage.needs_git and not self._pinned:
                self._pinned = True
                self._hands.journal.note("pin")
                trouble = pin_everything(self._hands, self._pins)
                if trouble:
                    self._hands.tell(trouble)
                    if any(step.writes_files for step in steps):
                        self._result.failed += [(step.finding, trouble) for step in steps if step.writes_files]
                        self._done += [step.finding for step in steps if step.writes_files]
                        steps = tuple(step for step in steps if not step.writes_files)
            for number, step in enumerate(steps, start=1):
                self._do_step(number, step)

    def _do_step(self, number: int, step: Step) -> None:
        finding = step.finding
        self._done.append(finding)
        self._hands.journal.note(
            "step",
            number=number,
            stage=step.stage.value,
            remedy=step.remedy.value,
            code=finding.code,
            path=finding.path,
        )
        inner = self._begin(step) if step.stage is Stage.OPERATIONS else None
        told, settled = len(self._hands.told), len(self._hands.settled)
        try:
            why = find_step(step.remedy)(self._hands, finding)
        except (GitscenError, OSError, ValueError) as error:
            why = f"{step.remedy.value} could not be done: {error}"
        if why:
            self._result.failed.append((finding, why))
        if inner and why:
            del self._hands.told[told:]
            del self._hands.settled[settled:]
            take_back(inner, self._hands.ground, self._hands.evidence)
        elif inner:
            forget(inner)
        self._hands.journal.note("did", number=number, why=why or None)

    @contextmanager
    def _settings(self, stage: Stage) -> Iterator[None]:
        """Have git see trusted settings only; the stage that mends the settings themselves sees the real ones."""
        evidence = self._hands.evidence
        swap = not self._hands.trusted and stage is not Stage.GROUND
        if swap:
            self._hands.journal.note("swap", what="configuration")
        with allow_listed(self._recovery, find_git_dirs(evidence), evidence.config.entries) if swap else nullcontext():
            yield

    def _begin(self, step: Step) -> Recovery:
        """Copy what a step may touch: it is done whole, or not at all."""
        manifest, self._steps = read_manifest(self._hands.ground), self._steps + 1
        spots = find_spots(self._hands.ground, manifest, self._hands.evidence, files=step.writes_files)
        return begin(self._recovery, self._hands.ground, manifest, spots, number=self._steps)

    def _back_up(self, ground: Ground, evidence: Evidence, plan: Plan) -> None:
        """Copy what the plan may touch and is not copied yet."""
        manifest, files = read_manifest(ground), any(step.writes_files for step in plan.steps)
        spots = find_spots(ground, manifest, evidence, files=files)
        self._files_copied = files
        if self._recovery.state is State.COPYING:
            shutil.rmtree(self._recovery.folder / "copy", ignore_errors=True)
            (self._recovery.folder / "when").write_text(f"{int(time.time())}\n")
            left_out = make_backup(self._recovery, ground, manifest, spots)
        else:
            left_out = copy_more(self._recovery, ground, manifest, spots)
        if left_out:
            names = ", ".join(spot.way for spot in left_out[:3])
            self._tell(f"{len(left_out)} file(s) could not be read, so there is no copy of them: {names}")

    def _tell(self, what: str) -> None:
        self._result.told.append(Deed(Act.MENDED, what))

    def _tidy(self) -> None:
        """Remove what only this recovery used and nobody looks for: its scratch files and its scratch repository."""
        for name in ("scratch", "bare.git", "swapped"):
            shutil.rmtree(self._recovery.folder / name, ignore_errors=True)


def _read_when(recovery: Recovery) -> int:
    """Return when the recovery was begun the first time: its commits have that date, however often it was killed."""
    try:
        return int((recovery.folder / "when").read_text())
    except (OSError, ValueError):
        return int(time.time())
