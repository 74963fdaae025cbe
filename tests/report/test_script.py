"""The script of a failure rebuilds it: sh runs it, and what it leaves behind is what gitscen saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gitscen.report.script import failure_script
from gitscen.run.ground import Keep
from gitscen.run.pool import run_cases
from gitscen.scenario.acts import Commit, Environment, Job, Push
from gitscen.scenario.asks import AskCommit, AskPush, Expect, Interrupt
from gitscen.scenario.find import select_cases
from gitscen.scenario.model import Case, OriginCommit, Scenario, Workflow
from gitscen.verdict import CaseResult, Failure, Verdict
from tests.report.broken import PROGRAM

REPOSITORY = Path(__file__).parents[2]


def play(select: str, workflow: str, ground: Path, monkeypatch: pytest.MonkeyPatch) -> CaseResult:
    """Return the failure of a case."""
    monkeypatch.setattr("gitscen.run.ground.choose_parent", lambda: ground)
    (result,) = run_cases(select_cases([select]), workflow=workflow, jobs=1, keep=Keep.FAILED, exitfirst=False)
    assert result.verdict is Verdict.FAILED
    return result


def rebuild(script: Path, place: Path) -> tuple[Path, str]:
    """Run a script where gitscen was run; return the world that it makes, and what it prints."""
    place.mkdir()
    done = subprocess.run(
        ["sh", str(script)], cwd=REPOSITORY, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(place), "PYTHON": sys.executable},
    )  # fmt: skip
    (world,) = place.iterdir()
    assert done.stdout.endswith(f"The world is in {world}\n")
    assert "Traceback" not in done.stderr
    return world, done.stdout


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True).stdout


def handmade(case: Case, *failures: Failure) -> CaseResult:
    return CaseResult(
        id=case.id, scenario=case.name, clone=case.clone, verdict=Verdict.FAILED, seconds=0, failures=failures
    )


def test_a_forced_push_is_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = play("push/rejected-then-rebased[shallow]", "tests.report.broken:Forces", tmp_path, monkeypatch)
    assert Path(result.script) == Path(result.world, "rebuild.sh")
    world, printed = rebuild(Path(result.script), tmp_path / "again")
    assert git(world / "origin.git", "log", "-2", "--format=%s", "main") == "local work\norigin's change\n"
    assert git(world / "elsewhere", "log", "-1", "--format=%s") == "peer's change\n"
    assert (world / "workspace/.git/shallow").exists()
    assert "status=<Status.DONE: 'done'>" in printed
    script = Path(result.script).read_text()
    assert "\nsubject 'push()'\n" in script
    assert "\n# - step 3, ask push: remote-rewritten\n" in script
    assert (
        "\n# gitscen run 'push/rejected-then-rebased[shallow]' --workflow tests.report.broken:Forces --keep all\n"
        in script
    )


def test_a_leak_in_the_middle_of_a_story_is_rebuilt_up_to_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = play("switch/safe-switch[full]", "tests.report.broken:LeavesUntracked", tmp_path, monkeypatch)
    assert result.failures[0].step == 5
    assert result.steps == 6
    world, printed = rebuild(Path(result.script), tmp_path / "again")
    assert "\n## thread-b\n?? notes/\n" in printed
    assert (world / "workspace/notes/new.txt").read_text() == "untracked\n"
    assert Path(result.script).read_text().count("\nsubject 'switch(") == 2


MESSAGE = 'it\'s "50%" of $HOME `id` \\n \u00e9\nand more'


def test_a_program_is_spoken_to_line_by_line(tmp_path: Path) -> None:
    steps = (
        Commit(message="mine", files={"a.txt": "mine\n"}),
        AskCommit(message=MESSAGE),
        Push(branch="main", files={"b.txt": "theirs\n"}),
        Environment(set={"LANG": "C", "SAYS": "it's"}),
        AskPush(),
    )
    origin = (OriginCommit(branch="main", files={"a.txt": "one\n"}),)
    scenario = Scenario(title="t", origin=origin, step=steps, workflow=Workflow(session="s's"))
    case = Case("mine", "full", scenario)
    program = tmp_path / "a bot.py"
    program.write_text(PROGRAM)
    script = tmp_path / "rebuild.sh"
    failure = Failure(rule="remote-rewritten", message="it was.", step=5, title="ask push")
    script.write_text(failure_script(case, handmade(case, failure), f"'{sys.executable}' '{program}'"))
    world, printed = rebuild(script, tmp_path / "again")
    assert git(world / "origin.git", "log", "-3", "--format=%B", "main") == f"{MESSAGE}\n\nmine\n\norigin's change\n\n"
    heard = [json.loads(line) for line in (world / "heard").read_text().splitlines()]
    assert [one["op"] for one in heard] == ["hello", "open", "commit", "hello", "open", "push"]
    assert heard[1]["workspace"] == str(world / "workspace")
    assert heard[1]["session"] == "s's"
    assert printed.count('{"status": "done"}\n') == 4


def test_a_program_that_is_not_there_does_not_stop_the_script(tmp_path: Path) -> None:
    case = Case("mine", "full", Scenario(title="t", step=(AskPush(), AskPush())))
    script = tmp_path / "rebuild.sh"
    script.write_text(failure_script(case, handmade(case, Failure(rule="subject", message="m")), "./nothing here"))
    _, printed = rebuild(script, tmp_path / "again")
    assert printed.count("(no answer: it has ended)\n") == 4


def test_a_job_is_handed_over_and_what_is_left_running_is_ended(tmp_path: Path) -> None:
    step = (Job(files={"a": "1\n"}), Interrupt())
    case = Case("mine", "full", Scenario(title="t", origin=(OriginCommit(branch="main"),), step=step))
    script = tmp_path / "rebuild.sh"
    script.write_text(failure_script(case, handmade(case, Failure(rule="r", message="m", step=2)), "cat"))
    _, printed = rebuild(script, tmp_path / "again")  # returns once nobody holds its output
    (line,) = {line for line in printed.splitlines() if '"interrupt"' in line}
    assert json.loads(line)["job"] > 1


def test_what_is_told_of_a_failure_is_in_comments() -> None:
    case = Case("mine", "full", Scenario(title="t", step=(AskPush(kill="before push"),), expect=Expect(clean=True)))
    failure = Failure(rule="a\nrm -rf x", message="b\nrm -rf y", title="at the end", wanted="c\n", seen="rm -rf z\r\n")
    script = failure_script(case, handmade(case, failure), "tests.report.broken:Forces")
    told = script[script.index("# With ") :].splitlines()
    assert told[:2] == ["# With tests.report.broken:Forces, gitscen saw then:", "# - at the end: a\\nrm -rf x"]
    assert "#   rm -rf y" in told
    assert "#     +rm -rf z\\r" in told
    assert "# This script does not do what happens in the middle of a request. What does:" in told
    assert all(line.startswith("#") for line in told[: told.index("")])
    assert "# In the end:\n# - " in script
