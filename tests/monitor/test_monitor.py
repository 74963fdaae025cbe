"""What is seen of a host's home and of any workspace, as values, text, JSON and a live view."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from rich.console import Console

from gitscen.errors import UsageError
from gitscen.monitor.live import draw, share_out
from gitscen.monitor.read import read_snapshot
from gitscen.monitor.snapshot import Health
from gitscen.monitor.text import ago, json_snapshot, text_snapshot
from gitscen.session.desk import Desk
from gitscen.session.record import CONTAINERS, ContainerRecord, ContainerState, to_row
from gitscen.session.transport import open_transport
from tests.conftest import Place

NOBODY = 2**22 + 1
"""A process id that no system gives."""


def make_home(home: Path, clone: Path) -> Path:
    """Make what a host leaves behind: facts, queues, rows, a log, a workspace with a branch that is pushed."""
    url = f"sqlite://{home}/queues.db"
    home.mkdir()
    facts = {"pid": os.getpid(), "transport": url, "projects": {"site": "x"}, "most": 4, "idle": 1, "started": 1}
    (home / "host.json").write_text(json.dumps(facts))
    transport = open_transport(url)
    desk = Desk(transport)
    desk.open(client="c", project="site", user="u", thread="thread-b", session="session-a")
    desk.send("session-a", "Add a page", command="cmd-1")
    desk.send_raw("session-a", b"nonsense", key="x")
    now = time.time_ns() // 1_000_000
    for user, state, pid, beat in (
        ("u", ContainerState.WORKING, os.getpid(), now), ("dead", ContainerState.IDLE, NOBODY, now),
        ("silent", ContainerState.IDLE, os.getpid(), now - 60_000), ("old", ContainerState.STOPPED, 0, now),
        ("failed", ContainerState.FAILED, 0, now),
    ):  # fmt: skip
        name = f"c-site-{user}"
        row = ContainerRecord(
            container_id=name, client_id="c", project_id="site", user_id=user, state=state, pid=pid, beat=beat,
            session_id="session-a" if user == "u" else "", command_id="cmd-1" if user == "u" else "", starts=1,
        )  # fmt: skip
        transport.put(CONTAINERS, name, to_row(row))
    transport.close()
    folder = home / "c-site-u"
    folder.mkdir()
    clone.rename(folder / "workspace")
    (folder / "log").write_text("2024-01-01T00:00:02 second\n")
    (home / "host.log").write_text("2024-01-01T00:00:01 first\n2024-01-01T00:00:03 third\x1b[2J\n")
    return home


@pytest.fixture
def home(place: Place, tmp_path: Path) -> Path:
    """Return the home of a host."""
    workspace = place.clone("workspace")
    workspace.git("switch", "-qc", "thread-b", "main")
    workspace.commit("Add a page", {"page.html": "page\n"})
    workspace.git("push", "-q", "origin", "thread-b")
    workspace.commit("Add another", {"other.html": "page\n"})
    return make_home(tmp_path / "home", workspace.path)


def test_a_home_shows_containers_queues_branches_commits_pushes_and_logs(home: Path) -> None:
    seen = read_snapshot(home)
    assert seen.host is not None
    assert (seen.host.health, seen.host.most, seen.host.projects) == (Health.HEALTHY, 4, ("site",))
    assert [(one.name, one.health.value, one.at) for one in seen.containers] == [
        ("c-site-dead", "DEAD", ""), ("c-site-failed", "DEAD", ""), ("c-site-silent", "SILENT", ""),
        ("c-site-u", "HEALTHY", "session-a/cmd-1"), ("c-site-old", "STOPPED", ""),
    ]  # fmt: skip
    [queue] = seen.queues
    assert (queue.session, queue.input, queue.in_flight, queue.output, queue.dead) == ("session-a", 2, 0, 0, 0)
    [branch] = seen.branches
    assert (branch.name, branch.head, branch.subject, branch.pushed) == ("thread-b", True, "Add another", False)
    assert [one.subject for one in seen.commits][:2] == ["Add another", "Add a page"]
    [push] = seen.pushes
    assert push.branch == "thread-b"
    assert [line.split(" ", 1)[1] for line in seen.log] == ["host: first", "c-site-u: second", "host: third\x1b[2J"]
    assert (seen.backlog, seen.healthy, seen.trouble) == (2, False, ())


def test_it_takes_nothing_off_a_queue(home: Path) -> None:
    assert [read_snapshot(home).backlog for _ in range(3)] == [2, 2, 2]


def test_a_home_whose_service_is_gone_still_shows_its_workspaces(home: Path) -> None:
    facts = json.loads((home / "host.json").read_text())
    (home / "host.json").write_text(json.dumps({**facts, "transport": f"sqlite://{home}/none.db", "pid": NOBODY}))
    seen = read_snapshot(home)
    assert seen.host is not None
    assert (seen.host.health, len(seen.trouble), len(seen.branches)) == (Health.STOPPED, 1, 1)
    assert "trouble: " in text_snapshot(seen)
    assert not (home / "none.db").exists()


def test_text_and_json_show_nothing_that_acts_on_a_terminal(home: Path) -> None:
    text = text_snapshot(read_snapshot(home))
    assert "\x1b" not in text
    assert "* thread-b" in text
    assert "session-a/cmd-1" in text
    told = json.loads(json_snapshot(read_snapshot(home)))
    assert (told["healthy"], told["backlog"], told["branches"][0]["name"]) == (False, 2, "thread-b")


def test_any_workspace_is_shown_without_a_host(place: Place) -> None:
    workspace = place.clone("workspace")
    workspace.commit("mine", {"a.txt": "a\n"})
    seen = read_snapshot(workspace.path, count=1)
    assert (seen.host, seen.queues, seen.healthy) == (None, (), True)
    assert [(one.name, one.pushed) for one in seen.branches] == [("main", False)]
    assert [one.subject for one in seen.commits] == ["mine"]
    assert text_snapshot(seen).startswith(f"workspace {workspace.path}\n\nBranches\n")


def test_a_shallow_clone_is_shown_as_far_as_it_goes(place: Place) -> None:
    workspace = place.clone("workspace", "--depth=1")
    assert len(read_snapshot(workspace.path).commits) == 1


def test_a_place_with_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither the home of a host nor a workspace"):
        read_snapshot(tmp_path)
    with pytest.raises(UsageError, match="there is no"):
        read_snapshot(tmp_path / "nowhere")


@pytest.mark.parametrize("height", [12, 24, 60])
def test_the_live_view_fits_the_screen(home: Path, height: int) -> None:
    console = Console(width=100, height=height, force_terminal=True, color_system=None, legacy_windows=False)
    with console.capture() as shown:
        console.print(draw(read_snapshot(home), height=height))
    lines = shown.get().splitlines()
    assert "host" in lines[0]
    assert any("Log" in line for line in lines)
    assert max(map(len, lines)) <= 100
    assert len(lines) <= max(height, 23)


@pytest.mark.parametrize(
    ("counts", "room", "most"), [([3, 4], 10, 4), ([3, 4], 6, 3), ([10, 1], 5, 4), ([9, 9], 0, 1), ([], 5, 1)]
)
def test_rows_are_shared_out(counts: list[int], room: int, most: int) -> None:
    assert share_out(counts, room) == most


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (200_000, "2 d"), (-5, "0 s")]
)
def test_times_are_told_in_one_unit(seconds: float, told: str) -> None:
    assert ago(1000.0 - seconds, 1000.0) == told
    assert ago(None, 1000.0) == "never"
