"""What pytest shows and reports of cases that pass, fail, are skipped and cannot be judged."""

from __future__ import annotations

import os
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.plugin.conftest import ALL
from tests.processes import LIMIT, ended

pytest_plugins = ["pytester"]

OUTCOMES = {"passed": 2, "failed": 1, "skipped": 1, "errors": 1}
QUIET = ("-q", "passes.scen.toml", "stories")


def test_failures_are_told_as_gitscen_tells_them(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess(*QUIET, "-rs")
    done.assert_outcomes(**OUTCOMES)
    done.stdout.fnmatch_lines(
        [
            "*_ ERROR at setup of impossible[[]full] _*",
            "errored impossible[[]full] * s",
            "  the step 'do git' could not be carried out: 'git checkout nowhere' ended with 1 *",
            "  place: stories/impossible.toml",
            "*_ deep/loses[[]full] _*",
            "failed deep/loses[[]full] * s",
            "  step 2, ask switch thread-a: work-lost",
            "    notes.txt is in no file, index, ref or stash entry: it is gone.",
            "      --- wanted",
            "      +++ seen",
            "      @@ -1 +0,0 @@",
            "      -mine",
            "    git commands of this step:",
            "*",
            "      git clean -fdq",
            "*",
            "  place: stories/deep/loses.toml:8",
            "  world: *-deep-loses-full",
            "*",
            "  again: pytest 'stories/deep/loses.toml::deep/loses[[]full]' --gitscen-keep=all",
            "  why:   gitscen explain work-lost",
            "* Captured stderr call *",
            "cleaning up for thread-a",
            "SKIPPED [[]1] stories/lacks.toml:1: * has no push",
        ]
    )
    done.stdout.no_fnmatch_line("*Traceback*")
    done.stdout.no_fnmatch_line("*.py:[0-9]*")
    [world] = [line.split(maxsplit=1)[1] for line in done.outlines if line.startswith("  world: ") and "loses" in line]
    assert Path(world, "workspace/.git").is_dir()


def test_the_line_that_says_again_plays_it_again(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess("-q", "-m", "slow", "--gitscen-keep=none")
    [again] = [line for line in done.outlines if line.startswith("  again: ")]
    assert not list((project.path / "tmp").iterdir())
    args = shlex.split(again)[2:]
    project.runpytest_inprocess(*args).assert_outcomes(failed=1)
    assert list((project.path / "tmp").glob("*/*-deep-loses-full/workspace"))


def test_the_place_of_a_kept_world_is_told_of_what_passed_too(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess("-q", "-rP", "passes.scen.toml::passes[full]", "--gitscen-keep=all")
    [world] = list((project.path / "tmp").glob("*/001-passes-full"))
    done.stdout.fnmatch_lines(["*_ passes[[]full] _*", "* Captured world call *", str(world)])


def test_the_last_failures_are_run_again(project: pytest.Pytester) -> None:
    names = "gitscen::switch/untracked[full]", "gitscen::conflict/nothing-to-resolve[full]"
    project.runpytest_inprocess(*QUIET, *names, "--gitscen-keep=none").assert_outcomes(
        passed=2, failed=2, skipped=2, errors=1
    )
    again = project.runpytest_inprocess(*QUIET, *names, "--lf", "--gitscen-keep=none", "-rA")
    again.assert_outcomes(failed=2, errors=1)


def test_under_xdist_in_a_hook_of_git(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """People run pytest in pre-commit hooks, where git has pointed these variables at their own repository."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(project.path / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'user.name=Leaked'")
    done = project.runpytest_subprocess(
        *QUIET, "-n2", "-v", "--tb=line", "--junitxml=junit.xml", "-ojunit_family=xunit1"
    )
    done.assert_outcomes(**OUTCOMES)
    done.stdout.fnmatch_lines([f"{project.path}/stories/deep/loses.toml:8: notes.txt is in no file*"])
    assert not (project.path / "nowhere").exists()
    cases = {case.get("name"): case for case in ET.parse(project.path / "junit.xml").iter("testcase")}  # noqa: S314
    assert set(cases) == {name.partition("::")[2] for name in ALL}
    lost = cases["deep/loses[full]"]
    assert (lost.get("file"), lost.get("line")) == ("stories/deep/loses.toml", "7")  # from 0, as pytest counts
    told = {one.get("name"): one.get("value") for one in lost.iter("property")}
    assert float(told.pop("seconds") or "") > 0
    assert Path(told.pop("world") or "").is_dir()
    assert told == {
        "scenario": "deep/loses", "clone": "full", "verdict": "failed", "rules": "work-lost",
        "workflow": "careless:Careless",
    }  # fmt: skip
    [failure] = lost.iter("failure")
    assert "step 2, ask switch thread-a: work-lost" in (failure.text or "")
    assert [one.tag for one in cases["impossible[full]"] if one.tag != "properties"] == ["error"]
    assert [one.tag for one in cases["lacks[full]"] if one.tag != "properties"] == ["skipped"]


def test_a_class_in_a_test_module(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_class="""
        import pytest
        from careless import Careless
        from gitscen.testing import catalogue_test

        pytestmark = pytest.mark.xfail(strict=True)
        test_careless = catalogue_test(Careless, "switch/untracked", clones=["full"])
        """
    )
    project.runpytest_inprocess("-q", "test_class.py", "--gitscen-keep=none").assert_outcomes(xfailed=1)


def test_nothing_is_left_behind_when_it_is_interrupted(project: pytest.Pytester) -> None:
    pipe = project.path / "pipe"
    os.mkfifo(pipe)
    project.makeconftest("import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n")
    project.makepyfile(
        endless=f"""
        import os, subprocess

        class Endless:
            def __init__(self, path, **settings):
                pass

            def commit(self, message, *, paths=None):
                child = subprocess.Popen(["sleep", "600"])
                with open({str(pipe)!r}, "w") as told:
                    told.write(f"{{os.getpid()}} {{child.pid}}")
                child.wait()
        """
    )
    args = [sys.executable, "-m", "pytest", "-q", "passes.scen.toml", "--gitscen-workflow=endless:Endless"]
    reader = os.open(pipe, os.O_RDWR)
    running = project.popen(args, stdin=subprocess.DEVNULL)
    told, _, _ = select.select([reader], [], [], LIMIT)
    running.send_signal(signal.SIGINT)
    said = running.communicate()
    assert told, said
    pids = [int(pid) for pid in os.read(reader, 100).split()]
    os.close(reader)
    assert running.returncode == pytest.ExitCode.INTERRUPTED
    assert ended(*pids)
    assert not list((project.path / "tmp").iterdir())
