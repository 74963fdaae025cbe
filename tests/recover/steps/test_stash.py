"""The stash and its log agree again, whichever of them was damaged, and every entry is on the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.recover.steps.stash import parse_log
from gitscen.recover.tell import sound
from tests.conftest import Place, Repository
from tests.recover.broken import make_workspace, mended

LOG, REF = ".git/logs/refs/stash", ".git/refs/stash"


def ref_gone(ws: Repository) -> None:
    (ws.path / REF).unlink()


def ref_garbage(ws: Repository) -> None:
    (ws.path / REF).write_bytes(b"\0\xffgarbage\n")


def log_torn(ws: Repository) -> None:
    content = (ws.path / LOG).read_bytes()
    (ws.path / LOG).write_bytes(content[:-30])


def log_ahead(ws: Repository) -> None:
    first = (ws.path / LOG).read_bytes().splitlines()[0].split()[1]
    (ws.path / REF).write_bytes(first + b"\n")


def log_behind(ws: Repository) -> None:
    content = (ws.path / LOG).read_bytes()
    (ws.path / LOG).write_bytes(content.splitlines(keepends=True)[0])


def garbage_between(ws: Repository) -> None:
    lines = (ws.path / LOG).read_bytes().splitlines(keepends=True)
    (ws.path / LOG).write_bytes(lines[0] + b"\0\0garbage\n" + lines[1])


@pytest.mark.parametrize("damage", [ref_gone, ref_garbage, log_torn, log_ahead, log_behind, garbage_between])
def test_both_entries_are_on_the_list_again(place: Place, damage: Callable[[Repository], None]) -> None:
    ws = make_workspace(place)
    before = ws.git("stash", "list", "--format=%H")
    damage(ws)
    result = mended(ws.path)
    assert sound(result), result.failed
    assert ws.git("stash", "list", "--format=%H") == before
    assert ws.git("rev-parse", "refs/stash") == before.splitlines()[0]
    ws.git("stash", "push", "-qu")
    assert ws.git("stash", "list", "--format=%H").splitlines()[1:] == before.splitlines()


def test_without_a_log_the_older_entry_is_held_under_a_rescue_ref(place: Place) -> None:
    ws = make_workspace(place)
    top, below = ws.git("stash", "list", "--format=%H").splitlines()
    (ws.path / LOG).unlink()
    assert sound(mended(ws.path))
    assert ws.git("stash", "list", "--format=%H %gs") == f"{top} On main: work 2"
    assert below in ws.git("for-each-ref", "--format=%(objectname)", "refs/gitscen/rescue").splitlines()


OID = st.text("0123456789abcdef", min_size=40, max_size=40)


@given(st.lists(OID, max_size=4), st.binary(max_size=60).filter(lambda junk: b"\n" not in junk))
def test_whole_lines_are_read_and_garbage_is_not(oids: list[str], junk: bytes) -> None:
    whole = [f"{'0' * 40} {oid} A <a@b> 1 +0000\tOn main: x".encode() for oid in oids]
    assert [line.text for line in parse_log(b"\n".join([*whole, b"\0" + junk]))] == whole


@given(st.binary())
def test_any_bytes_are_read(content: bytes) -> None:
    parse_log(content)
