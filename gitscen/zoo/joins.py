"""Mistakes of joining commits by plain commands: what git leaves, and what it was never asked."""

from __future__ import annotations

from gitscen.names import ConflictKind
from gitscen.outcome import Operation, Outcome
from gitscen.workflow.status import read_status
from gitscen.zoo.broken import Broken


class Joins(Broken):
    """A workflow that brings commits together by plain commands, in a push and in a sync."""

    def push(self) -> Outcome:
        """Join what is there and push."""

        def act() -> None:
            self.join(self.fetch(self.branch))
            self.push_branch()

        return self.attempt(Operation.PUSH, act)

    def sync(self, *, source: str | None = None) -> Outcome:
        """Join the upstream or the source."""
        return self.attempt(Operation.SYNC, lambda: self.join(self.fetch(source or self.branch)))

    def join(self, upstream: str) -> None:
        """Bring a ref in."""
        raise NotImplementedError


class OnlyBothModified(Joins):
    """A conflict is `UU`; everything else is added and committed as it lies there."""

    def join(self, upstream: str) -> None:
        """Merge; take the own side of `UU`, add the rest."""
        self.git.try_("merge", "--no-edit", upstream)
        for entry in read_status(self.git).unmerged:
            if entry.kind is ConflictKind.BOTH_MODIFIED:
                self.git.run("checkout", "--ours", "--", entry.path.decode(errors="surrogateescape"))
        if not read_status(self.git).clean:
            self.git.run("add", "-A")
            self.git.run("commit", "-m", "merge")


class StrategyOurs(Joins):
    """`merge -s ours` where `-X ours` was meant: nothing that came in is there."""

    def join(self, upstream: str) -> None:
        """Record a merge of nothing."""
        self.git.run("merge", "--no-edit", "-s", "ours", upstream)


class UnrelatedMerged(Joins):
    """`--allow-unrelated-histories` makes the error go away, and every file a conflict."""

    def join(self, upstream: str) -> None:
        """Merge whatever it is; what is left unmerged is deleted."""
        if not self.git.try_("merge", "--no-edit", "--allow-unrelated-histories", "-X", "ours", upstream).ok:
            self.git.run("add", "-A")
            self.git.run("commit", "-m", "merge")


class NoTombstones(Joins):
    """A merge file by file that knows no deletions: a file that anybody still has is there."""

    def join(self, upstream: str) -> None:
        """Merge by hand: local's file where it changed, else incoming's, else the base's."""
        base = self.git.run("merge-base", "HEAD", upstream).line
        old, local, incoming = (self._files(side) for side in (base, "HEAD", upstream))
        chosen = {path: local.get(path) or incoming.get(path) or old[path] for path in {**old, **local, **incoming}}
        for path in old.keys() & local.keys() & incoming.keys():
            chosen[path] = incoming[path] if local[path] == old[path] else local[path]
        lines = [b"%s\t%s" % entry for entry in sorted((entry, path) for path, entry in chosen.items())]
        self.git.run("read-tree", "--empty")
        self.git.run("update-index", "-z", "--index-info", stdin=b"".join(line + b"\0" for line in lines))
        tree = self.git.run("write-tree").line
        merged = self.git.run("commit-tree", "-p", "HEAD", "-p", upstream, "-m", "merge", tree).line
        self.git.run("reset", "--hard", "--quiet", merged)

    def _files(self, side: str) -> dict[bytes, bytes]:
        records = self.git.run("ls-tree", "-r", "-z", side).fields
        return {path: entry for entry, path in (record.split(b"\t", 1) for record in records)}
