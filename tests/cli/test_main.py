from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import click.testing
import pytest

import gitscen
from gitscen.cli.main import COMMANDS, cli
from gitscen.cli.select import catalogue_names
from gitscen.doctor.explain import PAGES
from gitscen.scenario.find import catalogue
from gitscen.verdict import Invariant

HEAVY = {"git", "pygit2", "rich", "msgspec"}


def invoke(*args: str, code: int = 0, **environment: str) -> click.testing.Result:
    done = click.testing.CliRunner().invoke(cli, args, env=environment)
    assert done.exit_code == code, (done.output, done.exception)
    return done


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["run", "--help"], ["explain"], ["completion", "zsh"], ["list"]]
)
def test_what_needs_no_repository_imports_nothing_heavy(args: list[str]) -> None:
    program = f"""
import sys, atexit
atexit.register(lambda: print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr))
from gitscen.cli.main import cli
cli.main({args!r}, prog_name="gitscen")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout
    assert done.stderr == "[]\n"


def test_importing_the_package_imports_nothing_heavy_and_its_names_work() -> None:
    program = f"""
import sys, gitscen
assert not {HEAVY!r} & set(sys.modules), sys.modules
print(gitscen.Workspace.__name__, gitscen.Scenario.__name__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "Workspace Scenario\n"


def test_every_public_name_is_there() -> None:
    assert all(getattr(gitscen, name).__name__ == name for name in gitscen.__all__)
    assert not hasattr(gitscen, "workspaces")


def test_python_m_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "gitscen", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"gitscen, version {gitscen.__version__}\n"


def test_help_tells_of_every_command_what_it_tells_of_itself() -> None:
    lines = invoke("--help").stdout.splitlines()
    for name, place in COMMANDS.items():
        command = cli.commands.get(name) or cli.get_command(click.Context(cli), name)
        assert command is not None
        assert command.get_short_help_str(100) == place.help
        assert any(line.split() == [name, *place.help.split()] for line in lines)


@pytest.mark.parametrize(
    "args",
    [
        ["bogus"],
        ["--bogus"],
        ["run", "--bogus"],
        ["run", "--format", "xml"],
        ["run", "--jobs", "0"],
        ["run", "--keep", "x"],
    ],
)
def test_wrong_use(args: list[str]) -> None:
    assert "Traceback" not in invoke(*args, code=2).output


def test_explain_lists_all_and_tells_each() -> None:
    lines = invoke("explain").stdout.splitlines()
    names = [*(each.value for each in Invariant), *PAGES]
    assert [line.split()[0] for line in lines] == names
    for name in names:
        told = invoke("explain", name).stdout
        assert told.startswith(f"{name}: ")
        assert len(told.splitlines()) > 2


@pytest.mark.parametrize("name", ["work-lost", "WORK_LOST", "work lost"])
def test_explain_takes_a_name_as_people_write_it(name: str) -> None:
    assert invoke("explain", name).stdout.startswith("work-lost: ")


@pytest.mark.parametrize(
    ("name", "hint"), [("work-lots", "Did you mean work-lost?"), ("zzz", "'gitscen explain' lists them.")]
)
def test_explain_of_no_invariant(name: str, hint: str) -> None:
    assert (
        invoke("explain", name, code=2).stderr == f"gitscen: error: {name!r} is no invariant and no finding. {hint}\n"
    )


def test_list_in_both_formats_tells_the_same() -> None:
    listed = json.loads(invoke("list", "conflict", "--format", "json").stdout)["scenarios"]
    rows = [row.split() for row in invoke("list", "conflict").stdout.splitlines()]
    assert [row[0] for row in rows] == [each["scenario"] for each in listed]
    assert [row[1] for row in rows] == [",".join(each["clones"]) for each in listed]
    assert len(listed) > 1
    assert all(each["scenario"].startswith("conflict/") for each in listed)


def test_list_narrows_by_tag_and_clone() -> None:
    every = json.loads(invoke("list", "--format", "json").stdout)["scenarios"]
    seeds = json.loads(invoke("list", "--tag", "seed", "--clone", "shallow", "--format", "json").stdout)["scenarios"]
    assert [each["scenario"] for each in seeds] == [each["scenario"] for each in every if "seed" in each["tags"]]
    assert seeds
    assert all(each["clones"] == ["shallow"] for each in seeds)


def test_list_of_nothing() -> None:
    assert invoke("list", "no-such-scenario", code=5).stderr.startswith("gitscen: error: ")


def test_names_of_a_catalogue(tmp_path: Path) -> None:
    for name in ("a/one.toml", "a/b/two.toml", "top.toml", "a/notes.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert catalogue_names(tmp_path) == ("a", "a/b", "a/b/two", "a/one", "top")


def complete(words: str, number: int) -> list[str]:
    done = invoke(_GITSCEN_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(number))
    return done.stdout.splitlines()


def test_a_shell_completes_commands_scenarios_and_invariants() -> None:
    assert complete("gitscen ex", 1) == ["plain,explain"]
    wanted = [name for name in catalogue_names(catalogue()) if name.startswith("conflict/both-a")]
    assert wanted
    assert complete("gitscen run conflict/both-a", 2) == [f"plain,{name}" for name in wanted]
    assert complete("gitscen explain work-l", 2) == ["plain,work-lost", "plain,work-leaked"]
    assert complete("gitscen run ./mine", 2) == ["file,./mine"]


@pytest.mark.parametrize(("shell", "sign"), [("bash", "complete -o"), ("zsh", "compdef"), ("fish", "complete --")])
def test_the_completion_script_asks_this_program(shell: str, sign: str) -> None:
    script = invoke("completion", shell).stdout
    assert sign in script
    assert f"_GITSCEN_COMPLETE={shell}_complete" in script
