"""Damages workspaces at random and holds doctor, recover and undo to what they promise; prints what did not hold.

    python -m tests.recover.random_damage --count 500 --seed 7 [--world packed] [--kill]
    python -m tests.recover.random_damage --world full --harm empty:0:ws/.git/HEAD [--moment 0.4]

The second form repeats one trial, as a failure prints it. Each failure is reduced to fewer damages where one will do.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.recover.damaged.child import adopt
from tests.recover.damaged.harm import Harm, draw_harm, parse_harm
from tests.recover.damaged.trial import Trial
from tests.recover.damaged.worlds import KINDS, World, prepare, remove


def main(argv: Sequence[str]) -> int:
    """Run the trials that are asked for and return 1 if any failed."""
    options = _parse(argv)
    adopt()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        root = Path(folder).resolve()
        prepare(root)
        failed = _repeat(root, options) if options.harm else _draw(root, options)
        for kind in KINDS:
            if not options.keep:
                remove(root / kind)
        if options.keep:
            input(f"kept at {root}; press enter")
    return 1 if failed else 0


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first trial of the seed")
    parser.add_argument("--world", choices=KINDS, action="append", help="only this kind")
    parser.add_argument("--harm", type=parse_harm, action="append", help="repeat a trial with this damage")
    parser.add_argument("--moment", type=float, action="append", default=[], help="kill recover after seconds")
    parser.add_argument("--kill", action="store_true", help="kill recover at random moments, once or twice")
    parser.add_argument("--folder", help="where worlds are laid out")
    parser.add_argument("--keep", action="store_true", help="wait at the end, before the worlds are removed")
    parser.add_argument("--verbose", action="store_true", help="print what the commands said")
    return parser.parse_args(argv)


def _repeat(root: Path, options: argparse.Namespace) -> bool:
    world = World((options.world or ["full"])[0], root)
    world.build()
    trial = Trial(world, options.harm, options.moment)
    problems = trial.problems()
    if options.verbose:
        for verb, text in trial.said.items():
            _say(f"--- {verb}\n{text}")
    for problem in problems:
        _say(f"  {problem}")
    return bool(problems)


def _draw(root: Path, options: argparse.Namespace) -> bool:
    kinds = options.world or list(KINDS)
    worlds: dict[str, World] = {}
    failures = 0
    for number in range(options.first, options.first + options.count):
        chance = random.Random(f"{options.seed}:{number}")  # noqa: S311 - repeatable, no secret
        kind = chance.choice(kinds)
        if kind not in worlds:
            worlds[kind] = World(kind, root)
            worlds[kind].build()
        world = worlds[kind]
        world.lay_out()
        harms = []
        for _ in range(chance.choice((1, 1, 2))):
            harms.append(draw_harm(chance, world.live, _tops(world)))
            harms[-1].do(world.live)
        moments = [chance.expovariate(2) for _ in range(chance.choice((1, 1, 2)))] if options.kill else []
        problems = Trial(world, harms, moments).problems()
        if problems:
            failures += 1
            harms, problems = _reduce(world, harms, moments, problems)
            given = " ".join(f"--harm '{harm}'" for harm in harms) + "".join(f" --moment {one:.4f}" for one in moments)
            _say(f"#{number} --world {kind} {given}")
            for problem in problems:
                _say(f"    {problem}")
    _say(f"{options.count} trials, {failures} failed")
    return failures > 0


def _tops(world: World) -> list[Path]:
    """Return the git directories of a world, and the file that stands for one."""
    tops = [world.repository, *([world.workspace / ".git"] if world.kind == "linked" else [])]
    return [top for top in tops if top.exists()]


def _reduce(world: World, harms: list[Harm], moments: list[float], problems: list[str]) -> tuple[list[Harm], list[str]]:
    """Return a smaller damage that fails as well, and how."""
    for harm in harms if len(harms) > 1 else []:
        fewer = Trial(world, [harm], moments).problems()
        if fewer and fewer[0][:12] == problems[0][:12]:
            return [harm], fewer
    return harms, problems


def _say(text: str) -> None:
    sys.stdout.write(text.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
