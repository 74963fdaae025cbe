from __future__ import annotations

from itertools import product

from gitscen.names import Side
from gitscen.scenario.content import as_file
from gitscen.scenario.matrix.change import KEEP, base_lines, change_of, keep_text, tree_of
from gitscen.scenario.matrix.ways import Way


def test_every_way_changes_something_on_either_side() -> None:
    for local, incoming, side in product(Way, Way, Side):
        change = change_of(local, incoming, side)
        assert change.touches_file or change.added


def test_no_line_is_in_two_pairs_so_that_no_rename_is_found_between_them() -> None:
    owner: dict[bytes, tuple[Way, Way]] = {}
    for pair in product(Way, Way):
        lines = base_lines(*pair)
        trees = [tree_of(lines, change_of(*pair, side)) for side in Side]
        contents = ["".join(lines), keep_text(*pair), *(one for tree in trees for one in tree.values())]
        for content in map(as_file, contents):
            if content.link is None:
                for line in content.data.splitlines():
                    assert owner.setdefault(line, pair) == pair


def test_the_two_sides_do_the_same_only_where_the_name_says_so() -> None:
    same = {
        way
        for way in Way
        if tree_of(base_lines(way, way), change_of(way, way, Side.LOCAL))
        == tree_of(base_lines(way, way), change_of(way, way, Side.INCOMING))
    }
    assert same == {
        Way.EDIT_SAME, Way.EMPTY, Way.CHMOD, Way.DELETE, Way.RENAME_SAME, Way.MOVE_INTO_DIRECTORY, Way.ADD_SAME,
    }  # fmt: skip


def test_nobody_touches_the_file_that_keeps_the_folder() -> None:
    for local, incoming, side in product(Way, Way, Side):
        assert KEEP not in tree_of((), change_of(local, incoming, side))
