"""The one line that ends a run. Pure."""

from __future__ import annotations

from gitscen.report.shown import shown
from gitscen.verdict import RunResult, Verdict


def summary(run: RunResult) -> str:
    """Return `52 cases: 50 passed, 2 failed in 3.1 s (git 2.39.5, gitscen.workflow:Workspace)`.

    Verdicts that no case has are left out, but for passed; rounds and seed are told where there are any.
    """
    cases = "1 case" if len(run.cases) == 1 else f"{len(run.cases)} cases"
    cases += f", {run.repeat} times each" if run.repeat > 1 else ""
    counts = [
        f"{run.count(verdict)} {verdict.value}"
        for verdict in Verdict
        if verdict is Verdict.PASSED or run.count(verdict)
    ]
    seed = "" if run.seed is None else f", seed {run.seed}"
    line = f"{cases}: {', '.join(counts)} in {run.seconds:.1f} s (git {shown(run.git)}, {shown(run.workflow)}{seed})"
    return f"{line}; interrupted" if run.interrupted else line
