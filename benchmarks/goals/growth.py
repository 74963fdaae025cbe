"""G8: operations in a repository with many refs, stash entries or commits, against those in a small one.

With 20,000 files they are held against the plain git commands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.agreement import Agreement
from benchmarks.bench import Bench
from benchmarks.comparison import Comparison
from benchmarks.goal import Goal, Row
from benchmarks.operations import COMMIT, RETURN, STATUS, SWITCH, SYNC, Operation
from benchmarks.repository import Repository, Size, build_repository
from benchmarks.rewind import Rewind
from benchmarks.rounds import Times, interleave, milliseconds, paired
from gitscen.run.ground import remove_tree

LIMIT = 1.15
SMALL = Size(files=100)
GROWN = {
    "1,000 refs": Size(files=100, refs=1_000),
    "1,000 stashes": Size(files=100, stashes=1_000),
    "depth 10,000": Size(files=100, commits=10_000),
}
LARGE = Size(files=20_000)
OPERATIONS = (STATUS, SWITCH, RETURN, COMMIT, SYNC)


def measure(bench: Bench) -> Iterator[Row]:
    """Yield the rows of growth, then those of many files."""
    yield from _measure_grown(bench)
    yield from _measure_large(bench)


def _measure_grown(bench: Bench) -> Iterator[Row]:
    root = bench.place / "growth"
    built = {
        name: build_repository(root / str(number), size, bench.env)
        for number, (name, size) in enumerate({"small": SMALL, **GROWN}.items())
    }
    clean = {name: Rewind(repository.root) for name, repository in built.items()}
    for operation in OPERATIONS:
        times = _time(bench, operation, built)
        for name in GROWN:
            yield Row(
                goal="G8",
                what=f"{operation.name}, {name}",
                limit=LIMIT,
                ratio=paired(times[name], times["small"]),
                note=f"{milliseconds(times[name]):.1f} ms, small {milliseconds(times['small']):.1f} ms; plain git "
                f"{paired(times[f'git, {name}'], times['git, small']).median:.2f}",
            )
        for rewind in clean.values():
            rewind.rewind()
    remove_tree(root)


def _time(bench: Bench, operation: Operation, built: Mapping[str, Repository]) -> Times:
    """Time an operation in every repository, by gitscen and, to see what git itself adds, by plain git."""
    compared = {
        name: Comparison.prepare(operation, repository, Agreement(f"{operation.name}, {name}"))
        for name, repository in built.items()
    }
    sides = {name: one.by_gitscen() for name, one in compared.items()}
    return interleave(sides | {f"git, {name}": one.by_git() for name, one in compared.items()}, bench.rounds)


def _measure_large(bench: Bench) -> Iterator[Row]:
    root = bench.place / "large"
    repository = build_repository(root, LARGE, bench.env)
    clean = Rewind(root)
    for operation in OPERATIONS:
        compared = Comparison.prepare(operation, repository, Agreement(f"{operation.name}, {LARGE.files} files"))
        times = interleave({"gitscen": compared.by_gitscen(), "git": compared.by_git()}, bench.rounds)
        yield Row(
            goal="G8",
            what=f"{operation.name}, {LARGE.files:,} files",
            limit=LIMIT,
            ratio=paired(times["gitscen"], times["git"]),
            note=f"{milliseconds(times['gitscen']):.1f} ms, plain git {milliseconds(times['git']):.1f} ms; "
            f"{compared.count(bench.place / 'growth-trace')}",
        )
        clean.rewind()
    remove_tree(root)


GROWTH_GOAL = Goal(
    "G8",
    "operations as a repository grows",
    "the same in a small repository; at 20,000 files plain git",
    measure,
)
