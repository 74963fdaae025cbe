"""Mistakes in what is said, and in what is left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gitscen.outcome import Operation, Outcome, Status
from gitscen.workflow.commit import NamedPath
from gitscen.zoo.broken import Broken


class SaysPushed(Broken):
    """Success is reported on failure."""

    def push(self) -> Outcome:
        """Push nothing."""
        return self.say(Operation.PUSH)


class SaysSynced(Broken):
    """What the remote had is fetched and not brought in."""

    def sync(self, *, source: str | None = None) -> Outcome:
        """Fetch."""
        self.git.try_("fetch", "--quiet", self.settings.remote, source or self.branch)
        return self.say(Operation.SYNC)


class LeavesMergeOpen(Broken):
    """A pull that stops at a conflict is reported as failed and left like that."""

    def push(self) -> Outcome:
        """Pull and give up."""
        pulled = self.git.try_("pull", "--no-rebase", "--no-edit", self.settings.remote, self.branch)
        if pulled.ok and self.push_branch().ok:
            return self.say(Operation.PUSH)
        return self.say(Operation.PUSH, Status.FAILED, "git pull failed")


class SettlesSilently(Broken):
    """It decided between two people's work and says done."""

    def push(self) -> Outcome:
        """Push and forget."""
        return _silent(super().push())

    def sync(self, *, source: str | None = None) -> Outcome:
        """Sync and forget."""
        return _silent(super().sync(source=source))

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch and forget."""
        return _silent(super().switch(branch, start=start))

    def resolve(self) -> Outcome:
        """Resolve and forget."""
        return _silent(super().resolve())

    def recover(self) -> Outcome:
        """Recover and forget."""
        return _silent(super().recover())


def _silent(outcome: Outcome) -> Outcome:
    return replace(outcome, status=Status.DONE, resolutions=()) if outcome.resolutions else outcome


class NamesNothing(Broken):
    """It claims that conflicts were resolved and names none, whether there were any or not."""

    def push(self) -> Outcome:
        """Push and claim."""
        return _claimed(super().push())

    def sync(self, *, source: str | None = None) -> Outcome:
        """Sync and claim."""
        return _claimed(super().sync(source=source))


def _claimed(outcome: Outcome) -> Outcome:
    return replace(outcome, status=Status.RESOLVED, resolutions=()) if outcome.ok else outcome


class LeavesItsLock(Broken):
    """A lock of one's own making, `index.lock` by name, stays where something went wrong."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Commit; lock the index against others where that was refused."""
        done = super().commit(message, paths=paths)
        if not done.ok:
            (self.git.git_dir / "index.lock").touch()
        return done


class EmptiesAnObject(Broken):
    """A commit's tree is an empty file after a crash, as objects that were never synced to disk are."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Commit and lose power."""
        done = super().commit(message, paths=paths)
        tree = self.git.run("rev-parse", "HEAD^{tree}").line
        file = self.git.git_dir / "objects" / tree[:2] / tree[2:]
        if file.exists():
            file.chmod(0o644)
            file.write_bytes(b"")
        return done


class WritesUnsortedTree(Broken):
    """A tree that was put together by hand is not sorted; only `git fsck` says so."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Commit, and keep a backup in a tree of one's own making."""
        done = super().commit(message, paths=paths)
        blob = bytes.fromhex(self.git.run("hash-object", "-w", "--stdin", stdin=b"backup").line)
        unsorted = b"100644 b\0" + blob + b"100644 a\0" + blob
        tree = self.git.run("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=unsorted).line
        self.git.run("update-ref", "refs/backup", self.git.run("commit-tree", "-m", "backup", tree).line)
        return done
