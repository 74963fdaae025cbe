"""`gitscen recover` and `gitscen undo`: what they print, ask and end with."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from gitscen.cli.main import cli
from tests.conftest import Place, Repository
from tests.recover import broken
from tests.recover.broken import make_workspace, photograph


@pytest.fixture
def ws(place: Place) -> Repository:
    return make_workspace(place)


def invoke(*args: str, code: int = 0) -> Result:
    done = CliRunner().invoke(cli, args)
    assert done.exit_code == code, done.output
    return done


def test_recover_and_undo(ws: Repository) -> None:
    broken.merge_and_locks(ws)
    before = photograph(ws.path)
    told = invoke("recover", str(ws.path), "--yes").stdout
    assert told.startswith("What is to be done:\n  1. make the stash and its log agree: stash-log-missing")
    assert "moved the stale lock .git/index.lock aside, to .git/gitscen/recover/0001/aside/0/.git/index.lock." in told
    assert "Where your work is now" in told
    assert told.endswith("The workspace is sound: parked.\n")
    assert invoke("recover", str(ws.path), "--yes").stdout == f"There is nothing to recover in {ws.path}.\n"
    told = invoke("undo", str(ws.path)).stdout
    assert told.startswith("Recovery 0001 is undone: everything is as it was before it.\n")
    assert photograph(ws.path) == before
    assert invoke("undo", str(ws.path)).stdout == f"There is no recovery to undo in {ws.path}.\n"


def test_a_dry_run_touches_nothing(ws: Repository) -> None:
    broken.merge(ws)
    before = photograph(ws.path)
    told = invoke("recover", str(ws.path), "--dry-run", code=1).stdout
    assert "operation-merge" in told
    assert told.endswith("Nothing was touched: this was a dry run.\n")
    assert photograph(ws.path) == before
    assert not (ws.path / ".git/gitscen").exists()


def test_nobody_to_ask(ws: Repository) -> None:
    broken.empty_index_lock(ws)
    told = invoke("recover", str(ws.path), code=2)
    assert "there is nobody to ask. Give --yes, or --dry-run." in told.stderr
    assert not (ws.path / ".git/gitscen").exists()


def test_newer_work_stops_an_undo(ws: Repository) -> None:
    broken.merge(ws)
    invoke("recover", str(ws.path), "--yes")
    ws.commit("newer")
    told = invoke("undo", str(ws.path), code=1)
    assert "since recovery 0001 something changed" in told.stderr
    assert "refs/heads/main" in told.stderr


@pytest.mark.parametrize("verb", ["recover", "undo"])
def test_no_directory(verb: str, place: Place) -> None:
    assert "is no directory" in invoke(verb, str(place.root / "none"), code=2).stderr


def test_an_unknown_code(ws: Repository) -> None:
    assert "'nonsense' is no code of the doctor" in invoke("recover", str(ws.path), "--only", "nonsense", code=2).stderr


def test_programs_in_the_configuration_are_told(ws: Repository) -> None:
    broken.empty_index_lock(ws)
    ws.git("config", "core.fsmonitor", "\x1b[31mevil")
    told = invoke("recover", str(ws.path), "--yes").stdout
    assert (
        "The workspace's configuration names programs or files. They are left out meanwhile (not with --trust):" in told
    )
    assert "  core.fsmonitor = \\x1b[31mevil\n" in told
    (ws.path / ".git/index.lock").touch()
    assert "and is trusted: core.fsmonitor" in invoke("recover", str(ws.path), "--dry-run", "--trust", code=1).stdout
