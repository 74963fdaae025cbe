"""One story in three tellings: two sides edit the same file, local work wins, the result is pushed.

As a shell script of plain git with its fixture, as a scenario whose person runs the same ten commands, and as a
scenario in which the workflow is asked. All end with the same files on the same branches.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.agreement import require
from gitscen.git.command import Git
from gitscen.scenario.load import decode_scenario
from gitscen.scenario.model import Case

BASE = ("one\n", "two\n", "three\n")
INCOMING, LOCAL = "incoming\n", "local\n"

BEFORE_LOCAL: tuple[tuple[str, ...], ...] = (
    ("commit", "--quiet", "--all", "--message=incoming"),
    ("push", "--quiet", "origin", "incoming"),
    ("switch", "--quiet", "--create", "thread-a", "main"),
)
AFTER_LOCAL: tuple[tuple[str, ...], ...] = (
    ("commit", "--quiet", "--all", "--message=local"),
    ("fetch", "--quiet", "origin"),
)
MERGE = ("merge", "--quiet", "origin/incoming")
SETTLE: tuple[tuple[str, ...], ...] = (
    ("checkout", "--quiet", "--ours", "--", "app.txt"),
    ("commit", "--quiet", "--all", "--message=merge"),
    ("push", "--quiet", "origin", "thread-a"),
)
BEGIN = ("switch", "--quiet", "--create", "incoming")


def fixture_script(*, shallow: bool) -> str:
    """Return the shell script that makes a repository with three commits, a bare remote of it, and a clone. Pure."""
    commits = [
        f"printf %s {shlex.quote(text)} >app.txt; git add --all; git commit --quiet -m {text.strip()}" for text in BASE
    ]
    clone = "--depth=1 --no-single-branch" if shallow else ""
    return "\n".join([
        "set -e", "git init --quiet seed", "cd seed", *commits, "cd ..", "git clone --quiet --bare seed origin.git",
        f'git clone --quiet {clone} "file://$PWD/origin.git" workspace' if shallow
        else "git clone --quiet origin.git workspace",
    ])  # fmt: skip


def story_script() -> str:
    """Return the shell script of the whole story: the fixture and ten commands. Pure."""
    return "\n".join([
        fixture_script(shallow=False), "cd workspace",
        _shell(BEGIN), _printf(INCOMING), *map(_shell, BEFORE_LOCAL),
        _printf(LOCAL), *map(_shell, AFTER_LOCAL),
        f"if {_shell(MERGE)}; then exit 9; fi", *map(_shell, SETTLE),
    ])  # fmt: skip


def play_by_commands(git: Git, write: Callable[[str], object]) -> None:
    """Run the ten commands through gitscen's door to git; `write` puts a text into `app.txt`. Raises `GitError`."""
    git.run(*BEGIN)
    write(INCOMING)
    for args in BEFORE_LOCAL:
        git.run(*args)
    write(LOCAL)
    for args in AFTER_LOCAL:
        git.run(*args)
    require(git.try_(*MERGE).code == 1, "the merge met no conflict, and it should.")
    for args in SETTLE:
        git.run(*args)


def fixture_case(clone: str, *, note: str = "") -> Case:
    """Return a case whose world is the fixture; with a `note` in its history that no other case has, if wanted."""
    origin = [{**commit, "message": f"origin's change {note}".strip()} for commit in _origin()]
    told = {"title": "A fixture", "origin": origin, "step": [{"ask": "recover"}]}
    return Case("fixture", clone, decode_scenario(told))


def scenario_by_commands() -> dict[str, Any]:
    """Return the story as a scenario whose person runs the ten commands."""
    steps = [
        _git(BEGIN), _write(INCOMING), *map(_git, BEFORE_LOCAL), _write(LOCAL), *map(_git, AFTER_LOCAL),
        {**_git(MERGE), "code": 1}, *map(_git, SETTLE), {"ask": "recover", "outcome": "done"},
    ]  # fmt: skip
    return {"title": "By ten git commands", "origin": _origin(), "step": steps, "expect": _expect()}


def scenario_by_workflow() -> dict[str, Any]:
    """Return the story as a scenario in which a peer pushes and the workflow under test is asked."""
    steps = [
        {"ask": "switch", "branch": "thread-a", "outcome": "done"},
        _write(LOCAL),
        {"ask": "commit", "message": "local", "outcome": "done"},
        {"do": "push", "branch": "incoming", "start": "main", "files": {"app.txt": INCOMING}},
        {"ask": "sync", "source": "incoming", "outcome": "resolved"},
        {"ask": "push", "outcome": "done"},
    ]
    return {"title": "By the workflow", "origin": _origin(), "step": steps, "expect": _expect()}


def check_story(workspace: Path, env: dict[str, str]) -> None:
    """Raise `UnequalWork` unless the story ended as `_expect` says; for tellings that no scenario checks."""
    git = Git(workspace, env)
    told = git.run("symbolic-ref", "--short", "HEAD").line, git.run("show", "HEAD:app.txt").stdout
    merged = git.run("log", "--format=%P", "--max-count=1").line.split()
    there, here = (git.run("rev-parse", ref).line for ref in ("refs/remotes/origin/thread-a", "HEAD"))
    pushed = git.run("ls-remote", "origin", "refs/heads/thread-a").line.split()[0]
    wanted = told == ("thread-a", LOCAL.encode()) and len(merged) == 2 and there == here == pushed
    require(wanted and git.run("show", "HEAD^2:app.txt").stdout == INCOMING.encode(), f"{workspace} ended otherwise.")


def _expect() -> dict[str, Any]:
    return {
        "branch": "thread-a",
        "clean": True,
        "files": {"app.txt": LOCAL},
        "history": {"app.txt": [LOCAL, INCOMING]},
        "parents": 2,
        "remote": {"thread-a": "same"},
    }


def _origin() -> list[dict[str, Any]]:
    return [{"branch": "main", "files": {"app.txt": text}} for text in BASE]


def _git(args: tuple[str, ...]) -> dict[str, Any]:
    return {"do": "git", "args": list(args)}


def _write(text: str) -> dict[str, Any]:
    return {"do": "write", "files": {"app.txt": text}}


def _shell(args: tuple[str, ...]) -> str:
    return shlex.join(["git", *args])


def _printf(text: str) -> str:
    return f"printf %s {shlex.quote(text)} >app.txt"
