"""Pins for as long as a recovery works: everything that is held less firmly than by a ref, under rescue refs.

At the end those are let go whose work is held as firmly as before, in the very place where it was; the others stay and
are told. Needs a repository that git can read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.doctor.deep.tips import AUTOSTASHES
from gitscen.errors import GitscenError
from gitscen.names import Oid, RefName
from gitscen.recover.context import WorkflowHands
from gitscen.recover.doing import RESCUE
from gitscen.recover.steps.stash import STASH, parse_log
from gitscen.workflow.hold.snapshot import Snapshot, read_snapshot, take


@dataclass(slots=True)
class Pins:
    """What is pinned: refs by the object that they hold. `work` is the snapshot of everything uncommitted.

    `made` are the objects that were written since, by the pins themselves and by steps; `known` what refs held before.
    """

    refs: dict[RefName, Oid] = field(default_factory=dict)
    work: RefName | None = None
    made: set[Oid] = field(default_factory=set)
    known: tuple[Oid, ...] = ()

    @contextmanager
    def watching(self, hands: WorkflowHands) -> Iterator[None]:
        """Remember which objects are written meanwhile."""
        there = frozenset(hands.store.loose)
        yield
        self.made |= frozenset(hands.store.loose) - there


def pin_everything(hands: WorkflowHands, pins: Pins) -> str:
    """Pin HEADs, stash entries, autostashes and all uncommitted work; return why not all of it could be, or "".

    What an earlier recovery holds under a rescue ref is not held twice: no step moves one.
    """
    pins.known = tuple(dict.fromkeys(oid for _, oid in hands.evidence.refs.all()))
    rescued, store = {oid for _, oid in hands.evidence.refs.all(RESCUE)}, hands.store
    for name, oid in _find(hands):
        if store.has(oid) and oid not in rescued:
            pins.refs[hands.pin(oid, name)] = oid
    try:
        snapshot = take(hands.context().git, message=f"gitscen: {hands.name}")
    except (GitscenError, OSError) as error:
        return f"what is uncommitted could not be pinned: {error}"
    if snapshot:
        pins.work = hands.pin(snapshot.oid, "work")
        pins.refs[pins.work] = snapshot.oid
    return ""


def release(hands: WorkflowHands, pins: Pins) -> dict[RefName, Oid]:
    """Let go of the pins whose work is where it was, and return those that stay."""
    staying: dict[RefName, Oid] = {}
    with pins.watching(hands):
        work_held = pins.work is not None and _is_work_held(hands, pins.refs[pins.work], pins)
    for ref, oid in pins.refs.items():
        held = work_held if ref == pins.work else _is_held(hands, ref, oid)
        if held:
            (hands.common_dir / ref).unlink(missing_ok=True)
            _drop_empty(hands.common_dir / ref, hands.common_dir / "refs")
        else:
            staying[ref] = oid
    pins.refs.clear()
    if pins.made:
        _clear_objects(hands, pins)
    return staying


def _clear_objects(hands: WorkflowHands, pins: Pins) -> None:
    """Move the objects aside that were made and that nothing has come to need: they would only dangle."""
    given = "".join(f"^{oid}\n" for oid in pins.known)
    done = hands.git(
        "rev-list", "--objects", "--no-object-names", "--missing=allow-any",
        "--all", "--reflog", "--indexed-objects", "--stdin",
        stdin=given.encode(),
    )  # fmt: skip
    if not done.ok:
        return
    needed = set(done.line.split())
    loose = hands.store.loose
    for oid in sorted(pins.made - needed):
        if oid in loose:
            hands.aside(Path(loose[oid].path))
            _drop_empty(Path(loose[oid].path), hands.common_dir / "objects")


def _drop_empty(path: Path, top: Path) -> None:
    """Remove the folders between a path and `top` that are empty now."""
    for folder in path.parents:
        if folder == top or any(folder.iterdir()):
            return
        folder.rmdir()


def _find(hands: WorkflowHands) -> list[tuple[str, Oid]]:
    evidence = hands.evidence
    found = [("head", evidence.head.oid)] if evidence.head.oid else []
    found += [(f"worktree-{one.name}", one.head.oid) for one in evidence.worktrees if one.head.oid]
    for name in AUTOSTASHES:
        found += [("autostash", oid)] if (oid := evidence.state.get(name).oid) else []
    log = evidence.reflogs.get(STASH)
    found += [(f"stash-{line.new[:12]}", line.new) for line in log.lines] if log else []
    return [(name, oid) for name, oid in found if oid]


def _is_work_held(hands: WorkflowHands, oid: Oid, pins: Pins) -> bool:
    """Whether the uncommitted work is still exactly this snapshot, or a step holds the same under a rescue ref."""
    git = hands.context().git
    try:
        wanted = _trees(hands, read_snapshot(git, oid))
        now = take(git, message=f"gitscen: {hands.name}")
        if now is not None and _trees(hands, now) == wanted:
            return True
        there = [read_snapshot(git, other) for other in _find_snapshots(hands, pins)]
        return any(_trees(hands, one) == wanted for one in there)
    except (GitscenError, OSError):
        return False


def _find_snapshots(hands: WorkflowHands, pins: Pins) -> list[Oid]:
    """Return the rescue refs' commits that are snapshots, by their parents, and no pins."""
    listed = hands.git("for-each-ref", "--format=%(refname) %(objectname) %(parent)", "refs/gitscen/rescue/")
    words = [line.split(" ") for line in listed.line.splitlines()]
    return [Oid(oid) for ref, oid, *parents in words if len(parents) > 1 and ref not in pins.refs]


def _trees(hands: WorkflowHands, one: Snapshot) -> list[str]:
    oids = [one.oid, one.index, one.untracked, one.extra]
    return [str(one.base), *(hands.git("rev-parse", f"{oid}^{{tree}}").line if oid else "" for oid in oids)]


def _is_held(hands: WorkflowHands, ref: RefName, oid: Oid) -> bool:
    """Whether another ref has this commit, or the stash's log lists it."""
    log = hands.common_dir / "logs" / STASH
    if log.is_file() and any(line.new == oid for line in parse_log(log.read_bytes())):
        return True
    done = hands.git("for-each-ref", "--format=%(refname)", f"--contains={oid}")
    return done.ok and any(name != ref for name in done.line.splitlines())
