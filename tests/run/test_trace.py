from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitscen.run.trace import Trace, show_command


def start(sid: str, *argv: str) -> str:
    return json.dumps({"event": "start", "sid": sid, "argv": ["/usr/bin/git", *argv]}, separators=(",", ":")) + "\n"


def test_only_the_subjects_own_commands_count_and_each_once(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace")
    assert trace.commands() == ()
    trace.path.write_text(start("1", "push", "origin") + start("1/2", "pack-objects") + '{"event":"exit","sid":"1"}\n')
    assert trace.commands() == (("git", "push", "origin"),)
    assert trace.commands() == ()


def test_what_has_come_since_is_read_however_often(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace")
    for number in range(4):
        with trace.path.open("a") as file:
            file.write(start("1", "tag", f"v{number}"))
        assert trace.commands() == (("git", "tag", f"v{number}"),)


def test_half_a_line_waits_for_its_other_half(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace")
    whole = start("1", "status")
    trace.path.write_text(whole[:20])
    assert trace.commands() == ()
    trace.path.write_text(whole)
    assert trace.commands() == (("git", "status"),)


@pytest.mark.parametrize(
    ("argv", "shown"),
    [
        (("git", "status"), "git status"),
        (("git", "-c", "a=b", "-c", "c=d", "commit", "-m", "two words"), "git -c ... commit -m 'two words'"),
        (("git", "switch", "-c", "topic"), "git switch -c topic"),
    ],
)
def test_a_command_is_shown_without_its_settings(argv: tuple[str, ...], shown: str) -> None:
    assert show_command(argv) == shown
