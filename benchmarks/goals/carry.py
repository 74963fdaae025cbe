"""G4: a switch that carries uncommitted work, pinned meanwhile, against status, stash push -u, switch, stash pop."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.agreement import Agreement
from benchmarks.bench import Bench
from benchmarks.comparison import Comparison
from benchmarks.goal import Goal, Row
from benchmarks.operations import CARRY
from benchmarks.process import floor
from benchmarks.repository import Size, build_repository
from benchmarks.rounds import interleave, milliseconds, paired
from gitscen.run.ground import remove_tree

LIMIT = 0.45
SIZES = (10, 1_000, 20_000)


def measure(bench: Bench) -> Iterator[Row]:
    """Yield a row for each size."""
    for files in SIZES:
        root = bench.place / f"carry-{files}"
        repository = build_repository(root, Size(files), bench.env)
        compared = Comparison.prepare(CARRY, repository, Agreement(f"carry, {files} files"))
        times = interleave({"gitscen": compared.by_gitscen(), "git": compared.by_git()}, bench.rounds)
        processes = compared.count(bench.place / "carry-trace")
        idle = floor(bench.env, root) * 1000
        yield Row(
            goal="G4",
            what=f"{files:,} files",
            limit=LIMIT,
            ratio=paired(times["gitscen"], times["git"]),
            note=f"{milliseconds(times['gitscen']):.1f} ms, plain git {milliseconds(times['git']):.1f} ms; "
            f"{processes}; a process that does nothing: {idle:.1f} ms",
        )
        remove_tree(root)


CARRY_GOAL = Goal(
    "G4", "a switch that carries work over, with a backup", "status; stash push -u; switch; stash pop", measure
)
