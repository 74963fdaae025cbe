from __future__ import annotations

import pytest

from gitscen.judge.expect import judge_expect
from gitscen.scenario.asks import Expect
from tests.judge.looks import look

SEEN = look(files={"a.txt": "a\n", "b.txt~HEAD": "b\n"})


@pytest.mark.parametrize(
    ("expect", "surplus"),
    [
        (Expect(files={"a.txt": "a\n"}), []),
        (Expect(files={"a.txt": "a\n"}, only=True), ["b.txt~HEAD"]),
        (Expect(files={"a.txt": "a\n", "b.txt~HEAD": "b\n", "c.txt": False}, only=True), []),
        (Expect(only=True), ["a.txt\nb.txt~HEAD"]),
    ],
)
def test_only_tells_every_file_that_no_one_named(expect: Expect, surplus: list[str]) -> None:
    failures = list(judge_expect(expect, SEEN, {}))
    assert [(failure.rule, failure.seen) for failure in failures] == [("expect only", seen) for seen in surplus]
