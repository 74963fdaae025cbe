"""G6: one look of the observer, against ten git processes that answer ten questions about the same world.

A look tells more than ten facts: it holds every content, commit and object. It is the one that a case takes after
every step, something having been edited since the one before; what the first one costs is in the note.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Goal, Row
from benchmarks.process import expect, find
from benchmarks.repository import Repository, Size, build_repository
from benchmarks.rounds import Side, interleave, milliseconds, paired, timed
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.run.ground import remove_tree

LIMIT = 0.40
SIZES = (Size(files=10), Size(files=1_000, commits=50))

QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("symbolic-ref", "HEAD"),
    ("rev-parse", "HEAD"),
    ("for-each-ref", "--format=%(refname) %(objectname)"),
    ("status", "--porcelain", "--untracked-files=all", "-z"),
    ("ls-files", "--stage", "-z"),
    ("ls-files", "--unmerged", "-z"),
    ("stash", "list", "--format=%H"),
    ("rev-list", "HEAD"),
    ("rev-parse", "--is-shallow-repository"),
    ("ls-remote", "--heads", "origin"),
)


def measure(bench: Bench) -> Iterator[Row]:
    """Yield a row for a world as stories have it, and one for a large repository."""
    for size in SIZES:
        root = bench.place / f"verify-{size.files}"
        repository = build_repository(root, size, bench.env)
        times = interleave(_sides(repository), bench.rounds)
        yield Row(
            goal="G6",
            what=f"{size.files:,} files, {size.commits + 2} commits",
            limit=LIMIT,
            ratio=paired(times["look"], times["git"]),
            note=f"{milliseconds(times['look']):.1f} ms, ten processes {milliseconds(times['git']):.1f} ms; "
            f"a first look {paired(times['first look'], times['git']).median:.2f}",
        )
        remove_tree(root)


def _sides(repository: Repository) -> dict[str, Side]:
    observer, seen = _observe(repository), list[Observation]()
    edits = iter(range(1 << 30))
    observer.look()

    def edit() -> None:
        (repository.workspace / "new.txt").write_text(f"edit {next(edits)}\n")

    def check() -> None:
        _compare(seen.pop(), repository)

    program = find("git")

    def ask() -> None:
        for args in QUESTIONS:
            expect((program, *args), cwd=repository.workspace, env=repository.env)

    return {
        "look": timed(lambda: seen.append(observer.look()), before=edit, after=check),
        "first look": timed(lambda: seen.append(_observe(repository).look()), before=edit, after=check),
        "git": timed(ask, before=edit),
    }


def _observe(repository: Repository) -> Observer:
    return Observer(
        workspace=repository.workspace,
        remotes={"origin": repository.origin},
        untouchable=(),
        fired=Path(repository.root, "fired"),
        environment=repository.env,
    )


def _compare(seen: Observation, repository: Repository) -> None:
    """Hold what was seen against git's own ten answers."""
    told = [repository.git.run(*args) for args in QUESTIONS]
    pairs = {
        "branch": (f"refs/heads/{seen.branch}", told[0].line),
        "head": (seen.head, told[1].line),
        "refs": ({f"{ref} {oid}" for ref, oid in seen.refs.items()}, _without_symbolic(told[2].line)),
        "status": (sorted(f"{xy} ".encode() + path for path, xy in seen.status.items()), sorted(told[3].fields)),
        "index": ({_entry(path, entry.mode, entry.oid) for path, entry in seen.index.items()}, set(told[4].fields)),
        "unmerged": (len(seen.unmerged), len(told[5].fields)),
        "stash": ([entry.oid for entry in seen.stash], told[6].line.split()),
        "history": (set(seen.history([seen.head] if seen.head else [])), set(told[7].line.split())),
        "shallow": (bool(seen.shallow), told[8].line == "true"),
        "remote": (
            {f"{oid}\t{ref}" for ref, oid in seen.remotes["origin"].items()}, set(told[9].line.splitlines())
        ),
    }  # fmt: skip
    wrong = [name for name, (ours, gits) in pairs.items() if ours != gits]
    require(not wrong and not seen.damage, f"the look and git differ on {wrong}: {[pairs[name] for name in wrong]}")


def _without_symbolic(listing: str) -> set[str]:
    return {line for line in listing.splitlines() if not line.startswith("refs/remotes/origin/HEAD ")}


def _entry(path: bytes, mode: int, oid: str) -> bytes:
    return b"%o %s 0\t%s" % (mode, oid.encode(), path)


VERIFY_GOAL = Goal("G6", "verifying ten facts", "ten git processes", measure)
