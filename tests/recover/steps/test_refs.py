"""A ref that is written anew: no branch moves without its old value being held."""

from __future__ import annotations

from gitscen.recover.tell import sound
from tests.conftest import Place
from tests.recover.broken import make_workspace, mended


def test_what_a_branch_was_at_is_held_where_its_new_value_does_not_hold_it(place: Place) -> None:
    ws = make_workspace(place)
    old = ws.git("rev-parse", "main")
    ws.git("pack-refs", "--all")
    ws.git("commit", "-q", "--amend", "-m", "amended")
    new = ws.git("rev-parse", "main")
    (ws.path / ".git/refs/heads/main").unlink()  # packed-refs has what it was before
    assert ws.git("rev-parse", "main") == old
    assert sound(mended(ws.path))
    assert ws.git("rev-parse", "main") == new
    assert ws.git("for-each-ref", f"--points-at={old}", "refs/gitscen/rescue/")
