"""An autostash of which something is gone: its operation ends, and what can be read of it comes back."""

from __future__ import annotations

import pytest

from tests.conftest import Place, Repository
from tests.recover import broken
from tests.recover.broken import make_workspace, mended, photograph


@pytest.fixture
def ws(place: Place) -> Repository:
    """Return a workspace in the middle of a rebase whose autostash has files and something staged."""
    ws = make_workspace(place)
    ws.write({"mine.txt": "edited\n", "deep/er/one.txt": "one\n", "deep/two.txt": "two\n"})
    ws.git("add", "deep")
    broken.rebase_autostash(ws)
    return ws


def ended(ws: Repository) -> str:
    """Recover, see that the rebase has ended with that, and return what was said not to have come back."""
    result = mended(ws.path)
    assert not (ws.path / ".git/rebase-merge").exists()
    assert ws.git("symbolic-ref", "HEAD") == "refs/heads/main"
    assert not [finding for finding, _ in result.failed if finding.code.startswith("operation")]
    return " ".join(deed.what for deed in result.told if "gone" in deed.what)


STAGED = "A  deep/er/one.txt\nA  deep/two.txt\n M mine.txt\nA  staged.txt"
"""Where nothing is known of the old index, git stages the files that are new."""


@pytest.mark.parametrize(
    ("gone", "told", "status"),
    [
        ("{}:mine.txt", "mine.txt", "A  deep/er/one.txt\nA  deep/two.txt\nAM staged.txt"),
        ("{}:staged.txt", "staged.txt", "A  deep/er/one.txt\nA  deep/two.txt\n M mine.txt\nA  staged.txt"),
        ("{}^2:staged.txt", "staged.txt", "A  deep/er/one.txt\nA  deep/two.txt\n M mine.txt\n?? staged.txt"),
        ("{}^2:deep/er", "deep/er/", "A  deep/two.txt\n M mine.txt\nAM staged.txt"),
        ("{}^2^{{tree}}", "what was staged", STAGED),
        ("{}", "everything", ""),
    ],
)
def test_what_is_left_of_it_comes_back(ws: Repository, gone: str, told: str, status: str) -> None:
    autostash = (ws.path / ".git/rebase-merge/autostash").read_text().strip()
    oid = ws.git("rev-parse", gone.format(autostash))
    (ws.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    assert told in ended(ws)
    assert ws.git("status", "--porcelain", "-uall").replace("\n?? loose.txt", "").replace("?? loose.txt", "") == status


def test_a_second_recover_finds_nothing_more_to_do(ws: Repository) -> None:
    autostash = (ws.path / ".git/rebase-merge/autostash").read_text().strip()
    oid = ws.git("rev-parse", f"{autostash}^2^{{tree}}")
    (ws.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    ended(ws)
    once = photograph(ws.path)
    again = mended(ws.path)
    assert (again.recovery, photograph(ws.path)) == (None, once)
