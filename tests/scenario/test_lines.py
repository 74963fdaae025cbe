from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.scenario.fault import Where
from gitscen.scenario.lines import line_of, scan_lines

SOURCE = '''\
# a comment with [brackets] and = signs
title = "t"   # and one here
about = """
[[step]]
ask = "not a step" \\""" still not
"""

[[origin]]
branch = 'main'
files = { "a.txt" = "1\\n", 'b.txt' = { text = "x" } }

[[step]]
do = "git"
args = [
  "switch",  # ] not the end
  "-c", 'x',
]

[[step]]
ask = "push"
[[step.resolved]]
path = "a"
[[step.resolved]]
path = "b"

[step.expect]
remote."thread-a" = "same"
when = 1979-05-27 07:32:00

[step.expect.files]
"caf\\u00e9" = \'\'\'
[expect]
\'\'\'

[expect]
clean = true
'''

WANTED: dict[Where, int] = {
    ("title",): 2, ("about",): 3, ("origin",): 8, ("origin", 0): 8, ("origin", 0, "branch"): 9,
    ("origin", 0, "files", "b.txt", "text"): 10, ("step",): 12, ("step", 0): 12, ("step", 0, "args", 1): 16,
    ("step", 0, "args", 2): 16, ("step", 1): 19, ("step", 1, "ask"): 20, ("step", 1, "resolved", 1, "path"): 24,
    ("step", 1, "expect"): 26, ("step", 1, "expect", "remote", "thread-a"): 27, ("step", 1, "expect", "when"): 28,
    ("step", 1, "expect", "files", "café"): 31, ("expect",): 35, ("expect", "clean"): 36,
}  # fmt: skip


@pytest.mark.parametrize(("where", "line"), WANTED.items(), ids=str)
def test_places_are_found(where: Where, line: int) -> None:
    assert tomllib.loads(SOURCE)
    assert scan_lines(SOURCE)[where] == line


def test_line_breaks_of_another_system_count_once() -> None:
    assert scan_lines(SOURCE.replace("\n", "\r\n")) == scan_lines(SOURCE)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("step", 1, "expect", "files", "none"), 30),
        (("step", 1, "nothing"), 19),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_what_is_missing_has_the_line_around_it(where: Where, line: int) -> None:
    assert line_of(scan_lines(SOURCE), where) == line


def places(value: Any, where: Where = ()) -> set[Where]:  # noqa: ANN401 - TOML holds anything
    found = {where} if where else set()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found.union(*(places(inner, (*where, key)) for key, inner in items))


keys = st.one_of(
    st.from_regex(r"[a-z0-9_-]{1,4}", fullmatch=True),
    st.sampled_from(['"a b"', "'c.d'", '"q\\"="', '"#"', '"]"', '"\\u00e9"', "'{'"]),
)
strings = st.sampled_from(['"x"', "'y'", '"""\nm\n"n""""', "'''\n[z]\n'''", '"\\\\"', '"a\\"b"', '""', "''", '"#, ]}"'])
scalars = st.one_of(strings, st.sampled_from(["1", "true", "1.5", "2024-01-01", "07:32:00", "-inf"]))
blanks = st.sampled_from(["", " ", "\n", " # ]\n  "])


@st.composite
def arrays(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    inner = [draw(blanks) + item + draw(blanks) for item in draw(st.lists(items, max_size=3))]
    return "[" + ",".join(inner) + draw(blanks) + "]"


@st.composite
def inlines(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    pairs = draw(st.dictionaries(keys, items, max_size=3))
    return "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + " }"


values = st.recursive(scalars, lambda inner: st.one_of(arrays(inner), inlines(inner)), max_leaves=6)
tables = st.dictionaries(keys, values, max_size=4).map(lambda t: "".join(f"{k}= {v} # c\n" for k, v in t.items()))
documents = st.lists(st.tuples(st.sampled_from(["[[step]]", "[[step.sub]]", "[step.expect]"]), tables), max_size=6).map(
    lambda parts: "[[step]]\n" + "".join(f"{head}\n{body}" for head, body in parts)
)


@given(tables, documents)
def test_every_place_of_any_document_has_a_line_that_names_it(top: str, rest: str) -> None:
    source = top + rest
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return  # a key or table twice
    lines = scan_lines(source)
    assert set(lines) == places(raw)
    texts = source.split("\n")
    for where, line in lines.items():
        last = where[-1]
        plain = isinstance(last, str) and last.isascii() and last.replace("-", "").replace("_", "").isalnum()
        assert not plain or str(last) in texts[line - 1]
