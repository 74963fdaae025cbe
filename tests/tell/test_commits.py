from __future__ import annotations

import pytest

from gitscen.outcome import Status
from gitscen.scenario.acts import Commit, DoStep, Git, Push
from gitscen.scenario.asks import Ask, AskCommit, AskPush, Interrupt, Recover, Resolve, Switch, Sync
from gitscen.scenario.find import select_cases
from gitscen.scenario.model import OriginCommit, Scenario
from gitscen.tell.commits import Node, tell_commits

OLDER = Node((), "origin main", "older commits")
BASE = Node((0,), "origin main", "base")


def nodes(*steps: DoStep | Ask) -> list[Node]:
    """Return the nodes that the steps make, without those of the origin, which are 0 and 1."""
    made = tell_commits(Scenario(title="t", origin=(OriginCommit(branch="main", message="base"),), step=steps))  # type: ignore[arg-type]
    assert made[:2] == (OLDER, BASE)
    return list(made[2:])


LOCAL = Node((1,), "workspace main", "mine", 1)
STORIES: list[tuple[tuple[DoStep | Ask, ...], list[Node]]] = [
    ((AskCommit(message="mine"),), [LOCAL]),
    ((AskCommit(message="mine", outcome=Status.REFUSED),), []),
    ((AskCommit(message="mine", kill="before commit"),), []),
    ((Commit(message="mine"), AskPush()), [LOCAL]),
    (
        (Commit(message="mine"), AskPush(), Push(branch="main")),
        [LOCAL, Node((2,), "origin main", "peer: peer's change", 3)],
    ),
    (
        (Commit(message="mine"), Push(branch="main"), AskPush(), Push(branch="main")),
        [
            LOCAL,
            Node((1,), "origin main", "peer: peer's change", 2),
            Node((2, 3), "workspace main", "what push makes of both", 3, known=False),
            Node((4,), "origin main", "peer: peer's change", 4),
        ],
    ),
    (
        (Push(branch="main"), Sync(), AskCommit(message="on top")),
        [Node((1,), "origin main", "peer: peer's change", 1), Node((2,), "workspace main", "on top", 3)],
    ),
    ((Switch(branch="x"), AskCommit(message="new")), [Node((1,), "workspace x", "new", 2)]),
    ((Push(branch="main", rewrite=True),), [Node((0,), "origin main", "peer: peer's change", 1)]),
    (
        (Push(branch="x"), Push(branch="x", delete_branch=True), Push(branch="x")),
        [Node((1,), "origin x", "peer: peer's change", 1), Node((1,), "origin x", "peer: peer's change", 3)],
    ),
    (
        (Push(branch="main"), Git(args=("merge", "origin/main")), Resolve()),
        [
            Node((1,), "origin main", "peer: peer's change", 1),
            Node((1, 2), "workspace main", "git merge origin/main", 2, known=False),
            Node((3,), "workspace main", "resolve", 3, known=False),
        ],
    ),
    ((Git(args=("switch", "-c", "x")), Commit(message="c")), [Node((1,), "workspace x", "c", 2)]),
    ((Interrupt(), Recover()), [Node((1,), "workspace main", "interrupt", 1, known=False)]),
    (
        (Commit(message="mine"), AskPush(meanwhile=(Push(branch="main", at="before push"),))),
        [
            LOCAL,
            Node((1,), "origin main", "peer: peer's change", 2),
            Node((2, 3), "workspace main", "what push makes of both", 2, known=False),
        ],
    ),
]


@pytest.mark.parametrize(("steps", "made"), STORIES)
def test_what_is_known_of_a_story(steps: tuple[DoStep | Ask, ...], made: list[Node]) -> None:
    assert nodes(*steps) == made


def test_an_empty_origin_has_no_commit() -> None:
    assert tell_commits(Scenario(title="t", step=(AskPush(),), clones=("full",))) == ()


def test_parents_come_first_in_every_shipped_story() -> None:
    for case in select_cases([]):
        for number, node in enumerate(tell_commits(case.scenario)):
            assert all(parent < number for parent in node.parents), case.id
