"""A failed case as a shell script for a bug report: plain git up to the step that failed, the workflow asked. Pure.

What `tell.script` cannot tell it says in a comment: a kill or others' acts in the middle of a request.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gitscen.report.again import run_again
from gitscen.report.difference import difference
from gitscen.report.shown import shown, shown_lines
from gitscen.report.step import where
from gitscen.scenario.asks import Ask, Expect
from gitscen.scenario.model import Case
from gitscen.tell.script import tell_script
from gitscen.tell.subject import Subject
from gitscen.verdict import CaseResult, Failure

_END = """\
cd "$world/workspace" && git status --short --branch
echo "The world is in $world"
jobs -p > "$world/running" && kill $(cat "$world/running") 2> /dev/null
exit 0"""


def failure_script(case: Case, result: CaseResult, workflow: str) -> str:
    """Return the script. It runs where gitscen was run: the workflow is found from there."""
    until = result.failures[0].step if result.failures else None
    scenario = case.scenario
    if until is not None:
        scenario = msgspec.structs.replace(scenario, step=scenario.step[:until], expect=Expect())
    told = Case(case.name, case.clone, scenario, case.source)
    script = tell_script(told, Subject(workflow, scenario.workflow))
    return "".join(f"{line}\n" for line in (script.removesuffix("\n"), *_comments(told, result, workflow), "", _END))


def _comments(case: Case, result: CaseResult, workflow: str) -> Iterator[str]:
    """Yield what was wanted and seen."""
    yield f"# With {shown(workflow)}, gitscen saw then:"
    for failure in result.failures:
        yield from (f"# {line}".rstrip() for line in _failure_lines(failure))
    if any(isinstance(step, Ask) and (step.kill or step.meanwhile) for step in case.scenario.step):
        yield "# This script does not do what happens in the middle of a request. What does:"
    yield f"# {run_again(result)}"


def _failure_lines(failure: Failure) -> Iterator[str]:
    yield f"- {where(failure)}: {shown(failure.rule)}"
    yield from (f"  {line}" for line in shown_lines(failure.message))
    yield from (f"    {line}" for line in difference(failure.wanted, failure.seen))
