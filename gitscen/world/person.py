"""The person at the workspace: edits, stages, commits, runs git by hand, and makes repositories inside.

Their git is their own: whatever environment the story gives to the subject, theirs stays as it is.
"""

from __future__ import annotations

import os

from gitscen.errors import WorldError
from gitscen.git.command import Git
from gitscen.scenario import acts
from gitscen.world.place import parse_place
from gitscen.world.worktree import edit_files, write_files


def stage(git: Git, step: acts.Stage) -> None:
    """Add paths, or everything, to the index. Raises `GitError`."""
    paths = [os.fsdecode(parse_place(path)) for path in step.paths]
    git.run("--literal-pathspecs", "add", "-A", *(["--", *paths] if paths else []))


def commit(git: Git, step: acts.Commit) -> None:
    """Edit files and commit everything there is. Raises `GitError`, also where there is nothing to commit."""
    edit_files(git, step)
    git.run("add", "-A")
    git.run("commit", "--quiet", "-m", step.message)


def run_git(git: Git, step: acts.Git, *args: str) -> None:
    """Run git by hand. Raises `WorldError` where its exit code is not the one the story expects."""
    git = Git(git.directory / os.fsdecode(parse_place(step.in_)), git.env) if step.in_ else git
    done = git.try_(*args)
    if done.code != step.code:
        said = (done.stderr.strip() or done.stdout.decode(errors="replace").strip() or "it said nothing")[-1000:]
        raise WorldError(
            f"'git {' '.join(args)}' ended with {done.code} in {git.directory} and the story expects {step.code}: "
            f"{said}"
        )


def nest(git: Git, step: acts.Nest) -> None:
    """Make a repository inside the workspace, with one commit and perhaps untracked files. Raises `GitError`."""
    top = git.directory / os.fsdecode(parse_place(step.path))
    top.mkdir(parents=True, exist_ok=True)
    inner = Git(top, git.env)
    inner.run("init", "--quiet", "--template=")
    write_files(top, step.files)
    inner.run("add", "-A")
    inner.run("commit", "--quiet", "--allow-empty", "-m", "nested")
    write_files(top, step.untracked)
