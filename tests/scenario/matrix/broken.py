"""Broken workflows for the matrix: each brings incoming changes in with one mistake that real programs make."""

from __future__ import annotations

from gitscen.outcome import Operation, Outcome
from gitscen.zoo.broken import Broken


class MergesAsItLies(Broken):
    """Whatever a merge leaves in the working tree is added and committed."""

    def sync(self, source: str | None = None) -> Outcome:
        del source
        self.git.run("fetch", "origin")
        if not self.git.try_("merge", "--no-edit", "refs/remotes/origin/main").ok:
            self.git.run("add", "-A")
            self.git.run("commit", "-m", "merge")
        return self.say(Operation.SYNC)


class KeepsOursWhole(Broken):
    """Local preference as a merge strategy: all that incoming did is dropped, clash or no clash."""

    def sync(self, source: str | None = None) -> Outcome:
        del source
        self.git.run("fetch", "origin")
        self.git.run("merge", "--no-edit", "--strategy=ours", "refs/remotes/origin/main")
        return self.say(Operation.SYNC)


class PopsAnyway(Broken):
    """A stash pop that stops in a conflict is taken for done."""

    def sync(self, source: str | None = None) -> Outcome:
        del source
        self.git.run("stash", "push", "-u")
        self.git.run("pull", "--ff-only", "origin", "main")
        self.git.try_("stash", "pop")
        return self.say(Operation.SYNC)
