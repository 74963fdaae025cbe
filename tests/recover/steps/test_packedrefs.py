"""packed-refs: what git can read of it stays, and what the remotes have comes back without taking anything away."""

from __future__ import annotations

import pytest

from gitscen.doctor.evidence.config import parse_config
from gitscen.doctor.evidence.model import Config
from gitscen.recover.steps.packedrefs import read_refspecs, unforced
from gitscen.recover.tell import sound
from tests.conftest import Place
from tests.recover.broken import make_workspace, mended


@pytest.mark.parametrize(
    ("text", "refspecs"),
    [
        (b"", ["refs/heads/*:refs/remotes/up/*"]),
        (b'[remote "up"]\n\tfetch = +refs/heads/main:refs/remotes/up/main\n', ["refs/heads/main:refs/remotes/up/main"]),
        (
            b'[remote "up"]\n\tfetch = +refs/heads/*:refs/remotes/up/*\n\tfetch = ^refs/heads/w\n',
            ["refs/heads/*:refs/remotes/up/*", "^refs/heads/w"],
        ),
        (b'[remote "up"]\n\tfetch = +refs/*:refs/*\n\tfetch = refs/heads/main\n', []),  # a mirror
        (b'[remote "down"]\n\tfetch = refs/heads/*:refs/remotes/x/*\n', ["refs/heads/*:refs/remotes/up/*"]),
    ],
)
def test_nothing_is_fetched_by_force_or_over_a_branch(text: bytes, refspecs: list[str]) -> None:
    config = Config(entries=parse_config(text)[0])
    assert unforced(read_refspecs(config, "up")) == refspecs


def test_no_ref_goes_or_moves_whatever_the_configuration_says(place: Place) -> None:
    ws = make_workspace(place)
    ws.git("update-ref", "refs/remotes/origin/gone", "main")
    ws.git("config", "fetch.prune", "true")
    ws.git("config", "fetch.pruneTags", "true")
    ws.git("config", "--add", "remote.origin.fetch", "+refs/heads/*:refs/heads/*")
    ws.git("branch", "-q", "thread-a", "other")
    ws.git("tag", "mine", "other")
    ws.git("pack-refs", "--all")
    before = ws.git("for-each-ref")
    (ws.path / ".git/packed-refs").write_bytes((ws.path / ".git/packed-refs").read_bytes() + b"junk\n")
    assert sound(mended(ws.path))
    assert set(before.splitlines()) <= set(ws.git("for-each-ref").splitlines())
