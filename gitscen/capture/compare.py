"""Tries a captured story in a temporary world, and compares what the doctor says there with what it said before."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from gitscen.doctor.diagnose import diagnose
from gitscen.doctor.finding import Diagnosis, Firmness
from gitscen.errors import WorldError
from gitscen.scenario.asks import Ask
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.model import Case, Scenario
from gitscen.world.act import Actors
from gitscen.world.build import build_world

_ENDED = re.compile(r"ended with (\d+) in .* and the story expects (\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a rebuilt workspace differs from the captured one: codes of warnings and errors, and counts of the ledger."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    counts: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the doctor's warnings and errors are the same."""
        return not (self.missing or self.extra)

    def lines(self) -> tuple[str, ...]:
        """Return what differs, as sentences."""
        return (
            *(f"The doctor found {code} in the workspace, and does not in the story." for code in self.missing),
            *(f"The doctor finds {code} in the story, and did not in the workspace." for code in self.extra),
            *self.counts,
        )


def rebuild(scenario: Scenario) -> Diagnosis:
    """Return the diagnosis of the story's workspace, built in a temporary world. Raises `WorldError`."""
    with tempfile.TemporaryDirectory(prefix="gitscen-capture-") as folder:
        world = build_world(Case("captured", scenario.clones[0], scenario), Path(folder) / "world")
        actors = Actors(world)
        try:
            for step in scenario.step:
                if not isinstance(step, Ask | HostStep):
                    actors.act(step)
            return diagnose(world.workspace)
        finally:
            actors.close()


def stopped_otherwise(error: WorldError) -> bool:
    """Return whether a step failed only because git stopped, or did not, where the story says otherwise."""
    return _ENDED.search(str(error)) is not None


def compare(before: Diagnosis, after: Diagnosis) -> Comparison:
    """Compare two diagnoses: the codes of what is loud, and how much work is held how firmly. Pure."""
    loud = [{finding.code for finding in one.findings if finding.loud} for one in (before, after)]
    held = [_counts(one) for one in (before, after)]
    differing = [firmness for firmness in Firmness if held[0][firmness] != held[1][firmness]]
    return Comparison(
        missing=tuple(sorted(loud[0] - loud[1])),
        extra=tuple(sorted(loud[1] - loud[0])),
        counts=tuple(
            f"The ledger counts {held[0][one]} under '{one.value}' in the workspace, and {held[1][one]} in the story."
            for one in differing
        ),
    )


def _counts(diagnosis: Diagnosis) -> Counter[Firmness]:
    counts: Counter[Firmness] = Counter()
    for one in diagnosis.ledger:
        counts[one.firmness] += one.count
    return counts
