"""Two broken workflows and a program, for what is told of a failure."""

from __future__ import annotations

from gitscen.outcome import Operation, Outcome, Status
from gitscen.workflow import Workspace
from gitscen.workflow.context import Context

PROGRAM = """\
import json, subprocess, sys

def git(*args):
    subprocess.run(["git", *args], cwd=place, check=True, stdout=sys.stderr)

for line in sys.stdin:
    asked = json.loads(line)
    print(line, end="", file=open("../heard", "a"))
    answer = {"status": "done"}
    if asked["op"] == "hello":
        answer = {"gitscen": 1, "name": "bot", "operations": ["commit", "push"]}
    elif asked["op"] == "open":
        place = asked["workspace"]
    elif asked["op"] == "commit":
        git("commit", "-q", "--allow-empty", "-am", asked["message"])
    elif asked["op"] == "push":
        git("push", "-q", "--force")
    print(json.dumps(answer), flush=True)
"""
"""A bot that forces its pushes. It writes down beside the workspace what it hears."""


class Forces(Workspace):
    """A push is forced."""

    def push(self) -> Outcome:
        self.git.run("push", "--force", "origin", "HEAD")
        return Context(self.git, self.settings).outcome(Operation.PUSH, Status.DONE)


class LeavesUntracked(Workspace):
    """A switch stashes what is tracked."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        del start
        self.git.run("stash", "push")
        self.git.run("switch", "-C", branch)
        return Context(self.git, self.settings).outcome(Operation.SWITCH, Status.DONE)
