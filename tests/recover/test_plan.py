"""The plan: what is done, in which order, and what is left to a person."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitscen.doctor.finding import Diagnosis, Finding, Level, Remedy, Safety, Severity
from gitscen.recover.plan import ORDER, Plan, Stage, plan_recovery
from gitscen.recover.steps.table import STEPS, find_step
from gitscen.recover.steps.words import WORDS


def finding(code: str, remedy: Remedy | None = None, **facts: object) -> Finding:
    known: dict[str, object] = {"severity": Severity.WARNING, "message": "It is so.", **facts}
    return Finding(code=code, remedy=remedy, **known)  # type: ignore[arg-type]


def planned(*findings: Finding, **wish: object) -> Plan:
    diagnosis = Diagnosis(workspace="/w", level=Level.DAMAGED, findings=findings)
    return plan_recovery(diagnosis, **{"steps": tuple(Remedy), **wish})  # type: ignore[arg-type]


def codes(plan: Plan) -> list[str]:
    return [step.finding.code for step in plan.steps]


def test_every_remedy_has_its_place_its_step_and_its_words() -> None:
    ordered = [remedy for remedies in ORDER.values() for remedy in remedies]
    assert sorted(ordered, key=lambda one: one.value) == sorted(Remedy, key=lambda one: one.value)
    assert set(WORDS) == set(STEPS) == set(Remedy)
    assert all(callable(find_step(remedy)) for remedy in Remedy)


def test_what_makes_it_readable_comes_first_and_left_overs_last() -> None:
    plan = planned(
        finding("object-temporary", Remedy.MOVE_ASIDE),
        finding("operation-merge", Remedy.END_OPERATION),
        finding("lock-stale", Remedy.MOVE_LOCK_ASIDE),
        finding("stash-log-missing", Remedy.MEND_STASH),
        finding("head-empty", Remedy.RESTORE_HEAD),
        finding("config-garbage", Remedy.MEND_CONFIG),
    )
    assert codes(plan) == [
        "config-garbage", "head-empty", "stash-log-missing", "lock-stale", "operation-merge", "object-temporary",
    ]  # fmt: skip
    assert [step.finding.code for step in plan.first_stage] == ["config-garbage"]


def test_notes_are_done_where_that_is_safe_or_asked_for() -> None:
    safe = finding("object-temporary", Remedy.MOVE_ASIDE, severity=Severity.NOTE)
    note = finding("history-replaced", Remedy.MOVE_ASIDE, severity=Severity.NOTE, safety=Safety.CONSENT)
    loud = finding("head-empty", Remedy.RESTORE_HEAD)
    assert (codes(planned(safe, note)), planned(safe, note).is_tidying) == (["object-temporary"], True)
    assert not planned(safe, loud).is_tidying
    assert not planned(note).is_tidying
    assert codes(planned(safe, note, only=("history-replaced",))) == ["history-replaced"]


def test_what_nobody_can_do_needs_a_person() -> None:
    one, two = finding("format-unknown"), finding("worktree-broken", Remedy.RESTORE_LAYOUT, safety=Safety.PERSON)
    three = finding("head-empty", Remedy.RESTORE_HEAD)
    plan = planned(one, two, three, steps=(Remedy.RESTORE_LAYOUT,))
    assert (plan.steps, plan.person) == ((), (one, two, three))


def test_a_remedy_is_tried_once() -> None:
    tried = finding("ref-empty", Remedy.RESTORE_REF, path="refs/heads/a")
    again = finding("ref-empty", Remedy.RESTORE_REF, path="refs/heads/a", evidence=("other words",))
    other = finding("ref-empty", Remedy.RESTORE_REF, path="refs/heads/b")
    plan = planned(again, other, done=(tried,))
    assert ([step.finding for step in plan.steps], plan.person) == ([other], (again,))


def test_operations_are_kept_where_that_is_asked() -> None:
    merge, lock = finding("operation-merge", Remedy.END_OPERATION), finding("lock-stale", Remedy.MOVE_LOCK_ASIDE)
    plan = planned(merge, lock, keep_operations=True)
    assert (codes(plan), plan.kept, plan.person) == (["lock-stale"], (merge,), ())


def test_a_live_process_is_neither_a_step_nor_a_persons_case() -> None:
    live = finding("lock-live", severity=Severity.ERROR)
    assert planned(live) == Plan(live=(live,))


FINDINGS = st.builds(
    finding,
    st.sampled_from(["head-empty", "lock-stale", "operation-merge", "object-missing", "lock-live"]),
    st.none() | st.sampled_from(list(Remedy)),
    severity=st.sampled_from(list(Severity)),
    safety=st.sampled_from(list(Safety)),
    path=st.sampled_from([None, "a", "b"]),
)


@given(findings=st.lists(FINDINGS, max_size=8), steps=st.sets(st.sampled_from(list(Remedy))), keep=st.booleans())
def test_every_loud_finding_is_done_kept_or_told(findings: list[Finding], steps: set[Remedy], *, keep: bool) -> None:
    plan = planned(*findings, steps=steps, keep_operations=keep)
    seen = [*(step.finding for step in plan.steps), *plan.person, *plan.kept, *plan.live]
    assert {one for one in findings if one.loud} == {one for one in seen if one.loud}
    assert all(step.remedy in steps and step.finding.safety is not Safety.PERSON for step in plan.steps)
    stages = [list(Stage).index(step.stage) for step in plan.steps]
    assert stages == sorted(stages)
