from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitscen.tell.commits import Node
from gitscen.tell.graph import draw_graph


def drawn(*nodes: Node) -> str:
    return "\n".join(line.rstrip() for line in draw_graph(nodes))


def test_one_line() -> None:
    assert drawn(Node((), "origin main", "one"), Node((0,), "origin main", "two")) == (
        "*     origin main: one\n*     origin main: two"
    )


def test_two_branches_meet() -> None:
    base = Node((), "origin main", "base")
    local = Node((0,), "workspace main", "local", 1)
    incoming = Node((0,), "origin main", "incoming", 2)
    met = Node((1, 2), "workspace main", "both", 3, known=False)
    assert drawn(base, local, incoming, met) == (
        "*-.     origin main: base\n"
        "| *   1 workspace main: local\n"
        "* |   2 origin main: incoming\n"
        "'-?   3 workspace main: both"
    )


def test_what_forks_off_an_older_commit_leaves_it_there() -> None:
    nodes = (
        Node((), "origin main", "one"),
        Node((0,), "origin main", "two"),
        Node((0,), "workspace main", "on one", 1),
        Node((1,), "origin main", "three", 2),
    )
    assert drawn(*nodes) == (
        "*-.     origin main: one\n* |     origin main: two\n| *   1 workspace main: on one\n*     2 origin main: three"
    )


def test_a_column_is_used_again() -> None:
    nodes = (
        Node((), "origin main", "one"),
        Node((0,), "workspace main", "a", 1),
        Node((0,), "origin main", "b", 2),
        Node((1, 2), "workspace main", "both", 3, known=False),
        Node((3,), "origin main", "c", 4),
    )
    assert drawn(*nodes).splitlines()[-2:] == [
        "'-?-.   3 workspace main: both",
        "    *   4 origin main: c",
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[Node]:
    lines = ("origin main", "workspace main", "origin a", "workspace a")
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 12))):
        earlier = st.integers(0, number - 1)
        parents = draw(st.lists(earlier, max_size=2, unique=True)) if number else []
        says = draw(st.text(max_size=100))
        nodes.append(Node(tuple(parents), draw(st.sampled_from(lines)), says, number, draw(st.booleans())))
    return nodes


@settings(deadline=None)
@given(histories())
def test_every_commit_has_a_row_and_its_fork_a_column_down_to_it(nodes: list[Node]) -> None:
    rows = draw_graph(nodes)
    assert len(rows) == len(nodes)
    assert all(len(row) <= 80 for row in rows)
    at = [min(found for found in (row.find("*"), row.find("?")) if found >= 0) for row in rows]
    for number, node in enumerate(nodes):
        assert rows[number][at[number]] == ("*" if node.known else "?")
        for parent in node.parents[:1]:
            between = [rows[row][at[number]] for row in range(parent + 1, number)]
            assert rows[parent][at[number]] in "*?.", rows
            assert set(between) <= set("|-"), rows


@pytest.mark.parametrize("width", [20, 60, 100])
def test_a_row_is_as_wide_as_it_may_be(width: int) -> None:
    (row,) = draw_graph([Node((), "origin main", "x" * 200)], width=width)
    assert len(row) == width
    assert row.endswith("...")
