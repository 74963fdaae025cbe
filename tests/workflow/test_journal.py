"""The journal: written whole, read back as it was, its pins never lost."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.errors import WorkspaceError
from gitscen.names import BranchName, Oid
from gitscen.outcome import Operation
from gitscen.workflow.git import Git
from gitscen.workflow.hold.stashlist import StashEntry
from gitscen.workflow.journal import Entry, begin, finish, format_entry, parse_entry, read_entry, read_stray_pins
from gitscen.workflow.status import read_status
from tests.conftest import Place

OIDS = st.text("0123456789abcdef", min_size=40, max_size=40).map(Oid)
BRANCHES = st.text(string.printable + "é\udcff", min_size=1, max_size=8).map(BranchName)
ENTRIES = st.builds(
    Entry,
    name=st.text(string.ascii_lowercase, min_size=1),
    operation=st.sampled_from(Operation),
    branch=st.none() | BRANCHES,
    head=st.none() | OIDS,
    pin=st.none() | OIDS,
    target=st.none() | BRANCHES,
    target_tip=st.none() | OIDS,
    start=st.none() | OIDS,
    label=BRANCHES,
    returning=st.none() | OIDS,
    stashes=st.lists(st.builds(StashEntry, OIDS, BRANCHES), max_size=2).map(tuple),
    stopped=st.booleans(),
    rebasing=st.none() | BRANCHES,
    rebasing_tip=st.none() | OIDS,
)


@given(ENTRIES)
def test_an_entry_is_read_as_it_was_written(entry: Entry) -> None:
    assert parse_entry(format_entry(entry)) == entry


def test_the_stash_list_of_an_older_entry_is_read() -> None:
    text = (
        b'{"name": "0001-switch", "operation": "switch", "branch": null, "head": null, "pin": null, '
        b'"stashes": [["aa", "On main: one two"], ["bb", "On x: y"]]}'
    )
    assert [(one.oid, one.label) for one in parse_entry(text).stashes] == [("aa", "one two"), ("bb", "y")]


@given(ENTRIES, st.integers(min_value=0, max_value=200))
def test_a_torn_entry_is_no_entry(entry: Entry, cut: int) -> None:
    text = format_entry(entry)
    with pytest.raises((ValueError, KeyError, TypeError)):
        parse_entry(text[: min(cut, len(text) - 2)])


def test_an_operation_leaves_its_entry_and_pin_until_it_is_finished(place: Place) -> None:
    ws = place.clone("ws")
    ws.write({"app.txt": "dirty\n"})
    git = Git(ws.path)
    entry = begin(git, Operation.SYNC, read_status(git))
    assert (entry.name, entry.branch, entry.head) == ("0001-sync", "main", ws.git("rev-parse", "HEAD"))
    assert read_entry(git) == entry
    assert ws.git("show", "refs/gitscen/pins/0001-sync:app.txt") == "dirty"
    assert read_stray_pins(git, entry) == ()
    finish(git, entry)
    assert read_entry(git) is None
    assert ws.git("for-each-ref", "refs/gitscen") == ""
    assert begin(git, Operation.SYNC, read_status(git)).name == "0002-sync"


def test_a_lost_counter_never_takes_a_number_again(place: Place) -> None:
    ws = place.clone("ws")
    ws.git("update-ref", "refs/gitscen/rescue/0041-switch/aside", "HEAD")
    git = Git(ws.path)
    assert begin(git, Operation.PUSH, read_status(git)).name == "0042-push"


def test_a_linked_worktree_has_names_of_its_own(place: Place) -> None:
    ws = place.clone("ws")
    ws.git("worktree", "add", "-q", "../linked", "thread-a")
    (place.root / "linked" / "new").write_text("new")
    git = Git(place.root / "linked")
    entry = begin(git, Operation.COMMIT, read_status(git))
    assert entry.name == "linked/0001-commit"
    assert read_stray_pins(Git(ws.path), None) == ()
    assert read_entry(Git(ws.path)) is None
    assert [name for name, _ in read_stray_pins(Git(place.root / "linked"), None)] == ["linked/0001-commit"]


def test_a_file_that_is_no_entry_is_an_error(place: Place) -> None:
    ws = place.clone("ws")
    ws.write({".git/gitscen/operation.json": "{"})
    with pytest.raises(WorkspaceError, match="Run recover"):
        read_entry(Git(ws.path))
