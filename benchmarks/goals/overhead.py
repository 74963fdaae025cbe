"""G3: an operation of `Workspace`, against the very git commands that it ran, played again by posix_spawn and wait.

The commands are recorded once, with their input, environment and what gitscen wrote in between; the repository is
brought back before every run, and both sides must leave the same refs, index and files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.agreement import Agreement
from benchmarks.bench import Bench
from benchmarks.goal import Goal, Row
from benchmarks.operations import COMMIT, SWITCH, SYNC, Operation
from benchmarks.process import floor
from benchmarks.repository import Repository, Size, build_repository
from benchmarks.rewind import Rewind
from benchmarks.rounds import Side, interleave, milliseconds, paired, timed
from benchmarks.state import conclude
from benchmarks.transcript.call import Recording
from benchmarks.transcript.record import record
from benchmarks.transcript.replay import replay
from gitscen import Workspace
from gitscen.run.ground import remove_tree

LIMITS = {10: 1.10, 20_000: 1.05}
OPERATIONS = (COMMIT, SWITCH, SYNC)


def measure(bench: Bench) -> Iterator[Row]:
    """Yield a row for each operation at each size."""
    for files, limit in LIMITS.items():
        root = bench.place / f"overhead-{files}"
        repository = build_repository(root, Size(files), bench.env)
        clean = Rewind(root)
        for operation in OPERATIONS:
            operation.prepare(repository)
            rewind = Rewind(root)
            room = bench.place / f"calls-{files}-{operation.name}"
            recording = _record(operation, repository, rewind, room)
            sides = _sides(operation, repository, rewind, room, recording)
            times = interleave(sides, bench.rounds)
            yield Row(
                goal="G3",
                what=f"{operation.name}, {files:,} files",
                limit=limit,
                ratio=paired(times["gitscen"], times["replay"]),
                note=_tell(len(recording.calls), milliseconds(times["gitscen"]), milliseconds(times["replay"]))
                + f" (a git process that does nothing: {floor(bench.env, root) * 1000:.1f} ms)",
            )
            clean.rewind()
        remove_tree(root)


def _record(operation: Operation, repository: Repository, rewind: Rewind, room: Path) -> Recording:
    recording = record(repository.root, room, lambda: operation.open(repository), operation.act)
    rewind.rewind()
    return recording


def _sides(
    operation: Operation, repository: Repository, rewind: Rewind, room: Path, recording: Recording
) -> dict[str, Side]:
    agreement = Agreement(f"{operation.name} in {repository.root.name}")
    opened: list[Workspace] = []

    def open_workspace() -> None:
        opened[:] = [operation.open(repository)]

    def check(who: str) -> None:
        agreement.check(who, conclude(repository, rewind, refs=True))

    def by_replay() -> float:
        seconds = replay(repository.root, room, recording)
        check("the replay")
        return seconds

    act = timed(lambda: operation.act(opened[0]), before=open_workspace, after=lambda: check("gitscen"))
    return {"gitscen": act, "replay": by_replay}


def _tell(calls: int, whole: float, replayed: float) -> str:
    more = (whole - replayed) / calls
    return f"{calls} git commands; {whole:.1f} ms, replayed {replayed:.1f} ms: {more:+.2f} ms a command"


OVERHEAD_GOAL = Goal("G3", "an operation of Workspace", "the same git commands by posix_spawn and wait", measure)
