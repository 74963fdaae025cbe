"""Mistakes with the remote: what is sent, when it is tried again, and how much history there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gitscen.names import Oid
from gitscen.outcome import Operation, Outcome, Status
from gitscen.workflow import push as pushing
from gitscen.workflow.context import Context
from gitscen.workflow.join import deepen, integrate
from gitscen.workflow.join.remote import Upstream
from gitscen.zoo.broken import Broken, Swap, Swapped, Tampered, command_of, with_options


class ForcedPush(Tampered):
    """A push is forced, so that it is never rejected."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Put a plus before what is pushed."""
        forced = tuple(f"+{arg}" if arg.startswith("refs/heads/") else arg for arg in args)
        return forced if command_of(args) == "push" else args


class FreshLease(Broken):
    """`--force-with-lease` behind a fetch: the lease is on what has just been looked at."""

    def push(self) -> Outcome:
        """Fetch and force."""
        self.git.try_("fetch", "--quiet", self.settings.remote)
        pushed = self.push_branch("--force-with-lease")
        return self.say(Operation.PUSH) if pushed.ok else self.say(Operation.PUSH, Status.FAILED, "push failed")


class RetriesRefusal(Broken):
    """A push that a hook refuses is tried again and again."""

    def push(self) -> Outcome:
        """Push up to five times."""
        done = super().push()
        for _ in range(4):
            done = done if done.ok else super().push()
        return done


class ReadsProse(Broken):
    """Whether to try again is told by the word *rejected*, which git prints for a hook's refusal too."""

    def push(self) -> Outcome:
        """Push, and pull where the word is found."""
        for _ in range(4):
            pushed = self.push_branch()
            if pushed.ok:
                return self.say(Operation.PUSH)
            if "rejected" not in pushed.stderr:
                break
            self.sync()
        return self.say(Operation.PUSH, Status.FAILED, "push failed")


def _no_mend(attempt: object, shelter: object) -> bool:
    del attempt, shelter
    return False


class GivesUp(Swapped):
    """The first rejection is the last word."""

    swaps = (Swap(pushing, "_mend", _no_mend),)


class PullRebase(Broken):
    """Rejected, the work is rebased by `git pull --rebase`; a conflict is the end of it."""

    def push(self) -> Outcome:
        """Push, pull, push."""
        if not self.push_branch().ok:
            if not self.git.try_("pull", "--quiet", "--rebase", self.settings.remote, self.branch).ok:
                self.git.try_("rebase", "--abort")
            if not self.push_branch().ok:
                return self.say(Operation.PUSH, Status.FAILED, "push failed twice")
        return self.say(Operation.PUSH)


class PlainPush(Broken):
    """`git push` by itself, which needs an upstream that is configured."""

    def push(self) -> Outcome:
        """Push whatever git pushes."""
        return self.attempt(Operation.PUSH, lambda: self.git.run("push", "--quiet"))


class PushesAll(Broken):
    """`git push --all` sends the other sessions' branches too."""

    def push(self) -> Outcome:
        """Push everything."""
        return self.attempt(Operation.PUSH, lambda: self.git.run("push", "--quiet", "--all", self.settings.remote))


class CommitsBeforePush(Broken):
    """What is dirty is committed before a push, so that everything goes out."""

    def push(self) -> Outcome:
        """Add, commit, push."""
        self.git.try_("add", "-A")
        self.git.try_("commit", "--quiet", "--allow-empty", "-m", "WIP")
        return super().push()


class SkipsPrePush(Tampered):
    """`git push --no-verify` sends what the person's own checks hold back."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Skip the hook."""
        return with_options(args, "push", "--no-verify")


class GuessesOrigin(Broken):
    """The remote is called origin, whatever the caller says."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401 - as the workflow's own
        """Forget the remote."""
        super().__init__(path, **settings)
        self.settings = replace(self.settings, remote="origin")


class CleansAfterPush(Broken):
    """What lies about after a rebase is taken for its leftovers."""

    def push(self) -> Outcome:
        """Push and clean."""
        done = super().push()
        self.git.run("clean", "-fd")
        return done


def _base_that_is_here(context: Context, upstream: Upstream, head: Oid) -> Oid | None:
    bases = deepen.merge_bases(context.git, head, upstream.oid)
    return bases[0] if bases else None


class NeverDeepens(Swapped):
    """In a shallow clone there is no merge base, and that is that."""

    swaps = (Swap(integrate, "find_base", _base_that_is_here),)


class UnshallowsAlways(Broken):
    """`fetch --unshallow` before everything: fatal where history is whole, and all of it where a tip would do."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Complete the history, then switch."""
        self.git.try_("fetch", "--quiet", "--unshallow", self.settings.remote)
        return super().switch(branch, start=start)

    def sync(self, *, source: str | None = None) -> Outcome:
        """Sync if the history could be completed."""
        fetched = self.git.try_("fetch", "--quiet", "--unshallow", self.settings.remote)
        if not fetched.ok:
            return self.say(Operation.SYNC, Status.FAILED, "fetch --unshallow failed")
        return super().sync(source=source)


def _no_history(attempt: object) -> bool:
    del attempt
    return False


class ShallowPush(Swapped):
    """A remote that does not take a shallow history does not get it."""

    swaps = (Swap(pushing, "_complete_history", _no_history),)
