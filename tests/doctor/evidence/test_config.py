from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence.config import parse_config, read_config
from gitscen.doctor.evidence.settings import ConfigEntry

TRICKY = rb"""
# a comment
[core] bare = false ; on the same line
	FileMode
[branch "Main \"x\" \\ y"] remote=origin
	merge = refs/heads/main # behind
[alias.Old]
	co = checkout
[one "a.b"]
	a = "  quoted # ; " and more
	b = tab\tnew\nquote\"back\\end
	c = two \
lines
	d =
	e = ""
	f = in "the  " middle\x20\x20
	g = a b   c
[one]
	h = "x"y"z"
	under-score9 = 1
""".replace(rb"\x20", b" ")
BAD = [
    b"[core",
    b"[core]\n\tkey with words = 1\n",
    b'[a "b]\n',
    b'[a]\nk = "open\n',
    b"[a]\nk = \\q\n",
    b"[a]\n1k = 2\n",
    b"<<<<<<< HEAD\n",
]


def ask(content: bytes, code: int = 0) -> list[tuple[str, str | None]]:
    done = subprocess.run(
        ["git", "config", "--file", "-", "--list", "-z"], input=content, capture_output=True, check=False
    )
    assert done.returncode == code, done.stderr
    found = []
    for one in done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        key, equals, value = one.partition("\n")
        found.append((key, value if equals else None))
    return found


def read(content: bytes) -> list[tuple[str, str | None]]:
    entries, bad = parse_config(content)
    assert not bad
    return [(entry.key, entry.value) for entry in entries]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_settings_are_read_as_git_reads_them(ends: bytes) -> None:
    content = TRICKY.replace(b"\n", ends)
    assert read(content) == ask(content)


def test_lines_are_counted_where_their_setting_begins() -> None:
    entries, _ = parse_config(TRICKY)
    assert {entry.key: entry.line for entry in entries if entry.key in {"core.bare", "one.a.b.c", "one.a.b.d"}} == {
        "core.bare": 3,
        "one.a.b.c": 12,
        "one.a.b.d": 14,
    }


@pytest.mark.parametrize("content", BAD)
def test_a_line_that_git_refuses_is_bad_and_the_next_is_read(content: bytes) -> None:
    ask(content, code=128)
    entries, bad = parse_config(content + b"\n[ok]\n\tkey = value\n")
    assert bad
    assert ConfigEntry("ok.key", "value", content.count(b"\n") + 3) in entries


def test_the_bad_line_is_named_by_number_and_text() -> None:
    _, bad = parse_config(b'[core]\n\tbare = false\n[remote "origin"\n\turl = x\n')
    assert [tuple(one) for one in bad] == [(3, b'[remote "origin"')]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_word(content: bytes) -> None:
    parse_config(content)
    parse_config(b"[a]\nk = " + content)


def test_includes_are_named_with_where_they_lead_and_not_followed(fs: FakeFilesystem) -> None:
    fs.create_file(
        "/w/.git/config",
        contents="[include]\n\tpath = more\n\tpath = ../../outside\n\tpath = ~/x\n"
        '[includeIf "gitdir:/w/"]\n\tpath = ../in\n',
    )
    fs.create_file("/w/.git/more", contents="[core]\n\teditor = evil\n")
    config = read_config("/w/.git", "config", insides=("/w",))
    assert [(one.path, one.condition, one.inside) for one in config.includes] == [
        ("more", None, True),
        ("../../outside", None, False),
        ("~/x", None, False),
        ("../in", "gitdir:/w/", True),
    ]
    assert config.get("core.editor") is None


def test_values_are_had_by_key_the_last_one_wins() -> None:
    config = read_config("/nowhere", "config")
    assert (config.get("a.b"), config.truth("a.b", default=True), config.file.exists) == (None, True, False)
    entries, _ = parse_config(b'[a]\nb = 1\nb = no\nc\nd = 2k\ne = 0\nf = \xc2\xb2\n[a "X"]\nz = 1')
    found = {entry.key: entry.truth for entry in entries}
    assert found == {"a.b": False, "a.c": True, "a.d": True, "a.e": False, "a.f": False, "a.X.z": True}
