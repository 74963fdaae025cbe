"""What recover says before and after."""

from __future__ import annotations

from gitscen.doctor.finding import Diagnosis, Finding, Firmness, Holding, Level, Remedy, Safety, Severity
from gitscen.outcome import Act, Deed
from gitscen.recover.plan import Plan, plan_recovery
from gitscen.recover.recover import Result
from gitscen.recover.tell import ask_lines, end_lines, plan_lines, sound

HEAL = "bring the object back from another copy"


def finding(number: int = 0, **facts: object) -> Finding:
    known: dict[str, object] = {"severity": Severity.WARNING, "message": "It is missing.", "path": f"src/{number}.txt"}
    return Finding(code="index-object-missing", remedy=Remedy.HEAL_OBJECT, **{**known, **facts})  # type: ignore[arg-type]


def diagnosed(*findings: Finding, **facts: object) -> Diagnosis:
    return Diagnosis(workspace="/w", level=Level.DAMAGED, findings=findings, **facts)  # type: ignore[arg-type]


def planned(*findings: Finding) -> Plan:
    return plan_recovery(diagnosed(*findings), steps=tuple(Remedy))


def test_many_steps_of_one_kind_are_one_line() -> None:
    assert plan_lines(planned(*map(finding, (1, 2, 3))), (), trust=False) == [
        "What is to be done:",
        *(f"  {number}. {HEAL}: index-object-missing: src/{number}.txt: It is missing." for number in (1, 2, 3)),
    ]
    assert plan_lines(planned(*map(finding, range(14))), (), trust=False) == [
        "What is to be done:",
        f"  1. {HEAL}, 14 times: index-object-missing: src/0.txt, src/1.txt, src/2.txt, ...",
    ]


def test_consent_is_asked_for_what_the_person_will_see() -> None:
    plan = planned(finding(1), finding(2, safety=Safety.CONSENT))
    assert "(changes what you see)" in plan_lines(plan, (), trust=False)[2]
    assert ask_lines(plan).startswith("Do these 2 step(s), 1 of them change what you see?")


def test_tidying_is_called_that() -> None:
    assert plan_lines(planned(finding(severity=Severity.NOTE)), (), trust=False)[0] == (
        "Nothing is wrong. What can be tidied up:"
    )


def test_the_end_says_where_work_is_and_what_needs_a_person() -> None:
    left = finding(1)
    after = diagnosed(left, ledger=(Holding(firmness=Firmness.STASH, what="old work", where="stash@{0}"),))
    result = Result(
        planned(left), diagnosed(left), after, failed=[(left, "It is gone.")], told=[Deed(Act.MENDED, "did this.")]
    )
    assert not sound(result)
    assert end_lines(result, dry_run=False) == [
        "Done:",
        "  did this.",
        "Where your work is now, besides the branches:",
        "  stash entry: old work (stash@{0})",
        "A person is needed for:",
        "  index-object-missing: It is gone.",
        "Nothing in the workspace has changed.",
    ]


def test_a_live_process_is_named() -> None:
    live = Finding(code="lock-live", severity=Severity.ERROR, message="Process 7 has it open.")
    result = Result(planned(live), diagnosed(live), diagnosed(live))
    assert not sound(result)
    assert end_lines(result, dry_run=False)[-1] == (
        "A live process is at work: nothing was touched. Wait for it, or end it."
    )


def test_programs_are_named() -> None:
    lines = plan_lines(planned(finding()), ("core.fsmonitor = evil",), trust=False)
    assert lines[2:] == [
        "The workspace's configuration names programs or files. They are left out meanwhile (not with --trust):",
        "  core.fsmonitor = evil",
    ]
    assert "and is trusted: core.fsmonitor = evil." in plan_lines(planned(), ("core.fsmonitor = evil",), trust=True)[-1]
