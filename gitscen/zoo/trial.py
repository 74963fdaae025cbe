"""One broken workflow played on one case. The name of such a case is `mistake: scenario`.

That name is all that goes to the worker, which looks the workflow up here: one pool of workers plays them all.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from gitscen.run.ground import Keep
from gitscen.run.play import play
from gitscen.run.pool import run_cases
from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult
from gitscen.zoo.mistake import Mistake
from gitscen.zoo.table import BY_NAME

PLAY = "gitscen.zoo.trial:play_trial"
_SEPARATOR = ": "


@dataclass(frozen=True, slots=True)
class Trial:
    """A mistake, and a case that must catch it by this rule."""

    mistake: Mistake
    case: Case
    rule: str

    @property
    def as_case(self) -> Case:
        """The case under a name that tells the mistake."""
        return replace(self.case, name=f"{self.mistake.name}{_SEPARATOR}{self.case.name}")


def run_trials(trials: Sequence[Trial], *, jobs: int) -> Generator[tuple[Trial, CaseResult], None, None]:
    """Play each trial and yield its result, as they are ready."""
    by_id = {trial.as_case.id: trial for trial in trials}
    cases = [trial.as_case for trial in by_id.values()]
    results = run_cases(cases, jobs=jobs, keep=Keep.NONE, exitfirst=False, play=PLAY)
    with closing(results):
        for result in results:
            yield by_id[result.id], result


def play_trial(case: Case, root: Path, *, workflow: str) -> CaseResult:
    """Play a case with the broken workflow that its name tells; in a worker."""
    del workflow
    name, _, scenario = case.name.partition(_SEPARATOR)
    result = play(replace(case, name=scenario), root, workflow=BY_NAME[name].workflow)
    return replace(result, id=case.id, scenario=case.name)
