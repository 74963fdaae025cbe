"""The file of pairs: what is written is read again, and the shipped one is as it is written."""

from __future__ import annotations

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from gitscen.zoo.pairs import FILE, Pair, format_pairs, parse_pairs, read_pairs
from gitscen.zoo.table import MISTAKES

NAMES = st.text("ab-", min_size=1, max_size=5)
SCENARIOS = st.text("ab-/[]", min_size=1, max_size=9)


@given(st.lists(st.builds(Pair, NAMES, SCENARIOS, NAMES), unique_by=lambda pair: (pair.mistake, pair.caught_by)))
def test_what_is_written_is_read_again(pairs: list[Pair]) -> None:
    assert parse_pairs(format_pairs(pairs)) == tuple(sorted(pairs))


def test_a_file_reads_like_this() -> None:
    text = '[no-index]\n"switch/a" = "work-lost"\n\n[no-untracked]\n"stash/b[shallow]" = "expect files"\n'
    pairs = (Pair("no-index", "switch/a", "work-lost"), Pair("no-untracked", "stash/b[shallow]", "expect files"))
    assert parse_pairs(text) == pairs
    assert format_pairs(reversed(pairs)) == text


def test_the_shipped_file_is_sorted_and_pairs_each_scenario_once() -> None:
    pairs = read_pairs()
    assert files("gitscen.zoo").joinpath(FILE).read_text() == format_pairs(pairs)
    paired = [pair.caught_by.partition("[")[0] for pair in pairs]
    assert len(paired) == len(set(paired))
    assert not set(paired) & {mistake.caught_by.partition("[")[0] for mistake in MISTAKES}
