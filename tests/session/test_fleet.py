from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitscen.session.fleet import Life, Limits, Plan, Want, plan_fleet

LIMITS = Limits(most=2, idle=10.0, turn=5.0)


def test_a_wanted_container_is_started_and_one_that_nobody_wants_stops_in_time() -> None:
    assert plan_fleet([Want(container="a", since=0)], [], LIMITS, now=1) == Plan(("a",), ())
    life = Life(container="a", started=0, empty_since=1.0)
    assert plan_fleet([], [life], LIMITS, now=10.9) == Plan()
    assert plan_fleet([], [life], LIMITS, now=11.0) == Plan((), ("a",))
    stopping = Life(container="a", started=0, empty_since=1.0, stopping=True)
    assert plan_fleet([], [stopping], LIMITS, now=99) == Plan()


def test_a_container_that_keeps_dying_waits() -> None:
    want = Want(container="a", since=0, not_before=5.0)
    assert plan_fleet([want], [], LIMITS, now=4.9) == Plan()
    assert plan_fleet([want], [], LIMITS, now=5.0) == Plan(("a",), ())


def test_messages_go_before_age_where_there_is_no_room_for_all() -> None:
    wants = [Want(container=name, since=n, busy=name != "a") for n, name in enumerate("abc")]
    assert plan_fleet(wants, [], LIMITS, now=9) == Plan(("b", "c"), ())


def test_who_is_missed_least_makes_room() -> None:
    new = Want(container="n", since=3)
    idle, busy = Want(container="i", since=0, busy=False), Want(container="b", since=0)
    lives = [Life(container="b", started=0), Life(container="i", started=1)]
    assert plan_fleet([new, idle, busy], lives, LIMITS, now=2) == Plan((), ("i",))
    unwanted = [Life(container="b", started=0), Life(container="u", started=1, empty_since=2)]
    assert plan_fleet([new, busy], unwanted, LIMITS, now=2) == Plan((), ("u",))


def test_a_busy_one_makes_room_when_it_has_had_its_turn() -> None:
    wants = [Want(container=name, since=0) for name in "abn"]
    lives = [Life(container="a", started=1), Life(container="b", started=0)]
    assert plan_fleet(wants, lives, LIMITS, now=4.9) == Plan()
    assert plan_fleet(wants, lives, LIMITS, now=5.0) == Plan((), ("b",))
    half = [Life(container="a", started=1), Life(container="b", started=0, stopping=True)]
    assert plan_fleet(wants, half, LIMITS, now=9.0) == Plan()


NAMES = st.sampled_from("abcdef")
WANTS = st.lists(
    st.builds(Want, container=NAMES, since=st.floats(0, 9), busy=st.booleans()), unique_by=lambda want: want.container
)
LIVES = st.lists(
    st.builds(
        Life,
        container=NAMES,
        started=st.floats(0, 9),
        empty_since=st.none() | st.floats(0, 9),
        stopping=st.booleans(),
    ),
    unique_by=lambda life: life.container,
    max_size=3,
)


@given(WANTS, LIVES, st.integers(1, 4))
def test_there_are_never_too_many_and_nobody_is_stopped_for_nothing(
    wants: list[Want], lives: list[Life], most: int
) -> None:
    plan = plan_fleet(wants, lives, Limits(most=most, idle=10, turn=5), now=10)
    running = {life.container: life for life in lives}
    assert len(plan.start) <= max(0, most - len(lives))
    assert not set(plan.start) & set(running)
    assert set(plan.start) <= {want.container for want in wants}
    assert set(plan.stop) <= {life.container for life in lives if not life.stopping}
    waiting = [
        want for want in wants if want.container not in running and want.container not in plan.start and want.busy
    ]
    overdue = [life for life in lives if life.empty_since is not None and 10 - life.empty_since >= 10]
    assert len(plan.stop) <= len(waiting) + len(overdue)
