from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gitscen.cli.watch import look_at_files
from tests.processes import LIMIT
from tests.scenario.test_lint import SOUND

REPOSITORY = Path(__file__).parents[2]


def test_a_look_tells_a_change_a_new_file_and_one_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SOUND)
    looks = [look_at_files([str(tmp_path)])]
    (tmp_path / "one.toml").write_text(SOUND + "\n")
    looks.append(look_at_files([str(tmp_path)]))
    (tmp_path / "two.toml").write_text(SOUND)
    looks.append(look_at_files([str(tmp_path)]))
    (tmp_path / "one.toml").unlink()
    looks.append(look_at_files([str(tmp_path)]))
    (tmp_path / "two.toml").unlink()
    looks.append(look_at_files([str(tmp_path)]))
    assert all(look != other for number, look in enumerate(looks) for other in looks[:number])
    assert looks[-1] == look_at_files([str(tmp_path)])
    assert look_at_files([str(tmp_path / "one.toml")]) == look_at_files([str(tmp_path / "one.toml")])


def test_the_catalogue_can_be_watched() -> None:
    assert len(look_at_files([])) > 100


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watched_file_is_played_again_when_it_changes_and_waited_on_while_it_is_wrong(
    number: signal.Signals, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('title = "unfinished')
    (tmp_path / "ground").mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "gitscen", "run", "--watch", str(file), "--clone", "full"],
        env={**os.environ, "TMPDIR": str(tmp_path / "ground"), "PYTHONUNBUFFERED": "1"},
        cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        watchdog = threading.Timer(LIMIT, process.kill)  # whoever does not play again would never say another word
        watchdog.start()
        assert "mine.toml:1: This is not TOML" in process.stdout.readline()
        assert process.stdout.readline() == "gitscen: waiting for a change of 1 file; ^C ends.\n"
        (tmp_path / "new").write_text(SOUND)
        (tmp_path / "new").replace(file)  # at once, as editors do: half of it would be played too
        assert process.stdout.readline().startswith(f"passed {file.with_suffix('')}[full] ")
        assert process.stdout.readline().startswith("1 case: 1 passed in ")
        assert process.stdout.readline() == "gitscen: waiting for a change of 1 file; ^C ends.\n"
        process.send_signal(number)
        rest = process.stdout.read()
        watchdog.cancel()
    assert (process.returncode, rest) == (130, "\n")
    assert not list((tmp_path / "ground").iterdir())
