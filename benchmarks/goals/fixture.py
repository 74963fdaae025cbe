"""G1: a world built from a case, against a shell script that makes a repository, a bare remote and a clone.

gitscen's side makes more: a home, three older commits, a place outside. Warm is a beginning that this process has
built before, cold one that it has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.agreement import Agreement
from benchmarks.bench import Bench
from benchmarks.goal import Goal, Row
from benchmarks.process import expect
from benchmarks.rounds import Side, interleave, milliseconds, paired, timed
from benchmarks.story import fixture_case, fixture_script
from gitscen.git.command import Git
from gitscen.run.ground import remove_tree
from gitscen.scenario.model import Case
from gitscen.world.build import build_world

SHELL = "/bin/sh"
COLD = 0.60
WARM = {"disk": 0.10, "tmpfs": 0.03}


def measure(bench: Bench) -> Iterator[Row]:
    """Yield warm and cold, on full and shallow clones, on disk and in memory."""
    for medium, place in bench.media:
        for clone in ("full", "shallow"):
            limits = (("warm", WARM[medium]), ("cold", COLD))
            names = {kind: f"{kind}, {clone}, {medium}" for kind, _ in limits}
            if place is None:
                for kind, limit in limits:
                    yield Row(goal="G1", what=names[kind], limit=limit, note=f"there is no {medium} here")
                continue
            times = interleave(_sides(bench, place, clone), bench.rounds)
            for kind, limit in limits:
                note = f"{milliseconds(times[kind]):.1f} ms, script {milliseconds(times['script']):.1f} ms"
                ratio = paired(times[kind], times["script"])
                yield Row(goal="G1", what=names[kind], limit=limit, ratio=ratio, note=note)


def _sides(bench: Bench, place: Path, clone: str) -> dict[str, Side]:
    root, case = place / "fixture", fixture_case(clone)
    script = fixture_script(shallow=clone == "shallow")
    agreement = Agreement(f"a fixture, {clone}")

    def check(who: str) -> None:
        agreement.check(who, _read_facts(root, bench.env))

    def by_script() -> None:
        expect((SHELL, "-c", script), cwd=root, env=bench.env)

    def fresh() -> None:
        remove_tree(root)
        root.mkdir()

    new, notes = list[Case](), iter(range(1 << 30))

    def fresh_case() -> None:
        fresh()
        new.append(fixture_case(clone, note=f"{next(notes)} on {place}"))

    return {
        "script": timed(by_script, before=fresh, after=lambda: check("the script")),
        "warm": timed(lambda: build_world(case, root), before=fresh, after=lambda: check("a warm build")),
        "cold": timed(lambda: build_world(new.pop(), root), before=fresh_case, after=lambda: check("a cold build")),
    }


def _read_facts(root: Path, env: dict[str, str]) -> tuple[object, ...]:
    """Return what both fixtures must have in common: contents, that all is clean and whole, and the depth."""
    git, origin = Git(root / "workspace", env), Git(root / "origin.git", env)
    return (
        git.run("rev-parse", "HEAD^{tree}").line,
        origin.run("rev-parse", "refs/heads/main^{tree}").line,
        git.run("status", "--porcelain", "--branch").line,
        git.run("fsck").code + origin.run("fsck").code,
        (git.directory / ".git/shallow").exists(),
        len(git.run("rev-list", "--max-count=3", "HEAD").line.split()),
    )


FIXTURE_GOAL = Goal(
    "G1",
    "a fixture: repository, bare remote and clone",
    "a shell script: init, three commits, clone --bare, clone",
    measure,
)
