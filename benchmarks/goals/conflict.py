"""G2: a conflict scenario, world and ten git commands and a look and clean-up, against the bare commands in a script.

The script builds its fixture too and neither verifies nor cleans up.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Goal, Row
from benchmarks.goals.fixture import SHELL
from benchmarks.process import expect
from benchmarks.rounds import Side, interleave, milliseconds, paired, timed
from benchmarks.story import LOCAL, check_story, fixture_case, play_by_commands, story_script
from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.names import TreePath
from gitscen.observe.observer import Observer
from gitscen.run.ground import remove_tree
from gitscen.world.build import build_world
from gitscen.world.world import World

LIMIT = 0.75


def measure(bench: Bench) -> Iterator[Row]:
    """Yield one row on disk and one in memory."""
    for medium, place in bench.media:
        what = f"full, {medium}"
        if place is None:
            yield Row(goal="G2", what=what, limit=LIMIT, note=f"there is no {medium} here")
            continue
        parts: dict[str, list[float]] = {"commands": []}
        times = interleave(_sides(bench, place, parts["commands"]), bench.rounds)
        alone = paired(parts["commands"][-bench.rounds :], times["script"])
        note = (
            f"{milliseconds(times['gitscen']):.1f} ms, script {milliseconds(times['script']):.1f} ms; "
            f"its ten git commands alone {alone.median:.2f}"
        )
        yield Row(goal="G2", what=what, limit=LIMIT, ratio=paired(times["gitscen"], times["script"]), note=note)


def _sides(bench: Bench, place: Path, commands: list[float]) -> dict[str, Side]:
    root, case, script = place / "conflict", fixture_case("full"), story_script()

    def fresh() -> None:
        remove_tree(root)
        root.mkdir()

    def by_script() -> None:
        expect((SHELL, "-c", script), cwd=root, env=bench.env)

    def by_gitscen() -> None:
        world = build_world(case, root)
        git = Git(world.workspace, hermetic(world.home))
        app = world.workspace / "app.txt"
        commands.append(timed(lambda: play_by_commands(git, app.write_text))())
        _verify(world)
        remove_tree(root)

    def check_commands() -> None:
        """Play once more and look with other eyes: what was timed has cleaned up."""
        fresh()
        world = build_world(case, root)
        play_by_commands(Git(world.workspace, hermetic(world.home)), (world.workspace / "app.txt").write_text)
        check_story(world.workspace, bench.env)

    check_commands()
    return {
        "script": timed(by_script, before=fresh, after=lambda: check_story(root / "workspace", bench.env)),
        "gitscen": timed(by_gitscen, before=fresh),
    }


def _verify(world: World) -> None:
    """Look at the world as the judge does, and hold what is seen against the story's end."""
    seen = Observer.of(world, remotes=(), environment=hermetic(world.home)).look()
    entry = seen.files[TreePath(b"app.txt")]
    head = seen.store.commits[seen.head] if seen.head else None
    sound = (
        seen.branch == "thread-a",
        seen.store.contents[entry.oid] == LOCAL.encode(),
        head is not None and len(head.parents) == 2,
        seen.remotes["origin"]["refs/heads/thread-a"] == seen.head,
        not (seen.uncommitted or seen.unmerged or seen.in_progress or seen.locks or seen.damage or seen.fired),
    )
    require(all(sound), f"the observer saw another end of the story: {sound}")


CONFLICT_GOAL = Goal(
    "G2",
    "a conflict scenario: fixture, ten git commands, verify, clean up",
    "the bare git commands and the fixture in one shell script",
    measure,
)
