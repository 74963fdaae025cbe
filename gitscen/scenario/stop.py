"""Where in a story to stop: the text of `--at` as a number of steps. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.errors import UsageError
from gitscen.scenario.model import Case
from gitscen.scenario.title import step_title


def find_stop(case: Case, at: str | None) -> int:
    """Return after how many steps to stop: 0 is before the first, None stands for all.

    `at` is a step's number or id. Raises `UsageError`, with all steps, for one that is not there.
    """
    steps = case.scenario.step
    if at is None:
        return len(steps)
    ids = {step.id: number for number, step in enumerate(steps, 1) if step.id}
    if at in ids:
        return ids[at]
    if at.isascii() and at.isdigit() and int(at) <= len(steps):
        return int(at)
    listed = "\n".join(f"  {line}" for line in step_lines(case))
    raise UsageError(f"{case.name} has no step {at!r}. Take the number or the id of one:\n{listed}")


def step_lines(case: Case) -> Iterator[str]:
    """Yield a line for each step, the world before the first one too."""
    yield "0  the world as it was built"
    for number, step in enumerate(case.scenario.step, 1):
        yield f"{number}  {step_title(step)}" + (f" (id {step.id})" if step.id else "")
