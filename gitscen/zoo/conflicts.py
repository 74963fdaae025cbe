"""Mistakes with conflicts: which there are, and which side is whose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gitscen.names import TreePath
from gitscen.outcome import Operation, Outcome, Resolution, Status
from gitscen.workflow import resolve as resolving
from gitscen.workflow.commit import NamedPath
from gitscen.workflow.conflicts import blend, conclude, preference, settle, stopped
from gitscen.workflow.conflicts.conflict import Conflict, Entry
from gitscen.workflow.conflicts.preference import Keep, Stage, Step
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.join import integrate
from gitscen.zoo.broken import Broken, Swap, Swapped, Tampered, with_options


def _commit_own_tree(git: Git, *, local_stage: Stage, sides: settle.Sides | None = None) -> tuple[Resolution, ...]:
    resolutions = settle.settle_unmerged(git, local_stage=local_stage, sides=sides)
    git.run("read-tree", "-u", "--reset", "HEAD")
    return resolutions


class CommitsOwnTree(Swapped):
    """Where one file clashes the own tree is the resolution: everything else that came in is taken back."""

    swaps = (Swap(integrate, "settle_unmerged", _commit_own_tree),)


class OursInRebase(Swapped):
    """Local is taken for stage 2, as `--ours` has it; in a rebase that is upstream's side."""

    swaps = (
        Swap(preference, "LOCAL_STAGE", dict.fromkeys(preference.LOCAL_STAGE, 2)),
        Swap(stopped, "LOCAL_STAGE", dict.fromkeys(preference.LOCAL_STAGE, 2)),
    )


def _prefer_incoming(git: Git, *, local_stage: Stage, sides: settle.Sides | None = None) -> tuple[Resolution, ...]:
    return settle.settle_unmerged(git, local_stage=3 if local_stage == 2 else 2, sides=sides)


class IncomingWins(Swapped):
    """Every conflict goes to the other side."""

    swaps = (Swap(integrate, "settle_unmerged", _prefer_incoming), Swap(conclude, "settle_unmerged", _prefer_incoming))


def _whole(path: TreePath, base: Entry | None, local: Entry, incoming: Entry | None) -> Step:
    del base, incoming
    return Keep(path, local)


class WholeFile(Swapped):
    """`checkout --ours` of the whole file drops what the other side did elsewhere in it."""

    swaps = (Swap(preference, "_blend", _whole),)


_step = preference._step  # noqa: SLF001 - the mistake lies in here


def _delete_wins(conflict: Conflict) -> Step:
    return Keep(conflict.path, None) if conflict.base and not conflict.incoming else _step(conflict)


class DeleteWins(Swapped):
    """Where one side deleted the file, it is gone, whatever the other wrote."""

    swaps = (Swap(preference, "_step", _delete_wins),)


class RenameBlind(Tampered):
    """A merge that knows no renames leaves the edits at the old place."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Switch renames off."""
        blind = {"merge.renames=true": "merge.renames=false", "-M": "--no-renames"}
        return tuple(blind.get(arg, arg) for arg in args)


class KeepsEmptied(Tampered):
    """A rebase that leaves an empty commit behind for each that upstream has already."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Apply everything again, and keep what comes out empty."""
        kept = tuple("--empty=keep" if arg == "--empty=drop" else arg for arg in args)
        return with_options(kept, "rebase", "--reapply-cherry-picks") if "--empty=keep" in kept else args


def _nothing(context: Context) -> None:
    del context


class ResolvesAgain(Swapped):
    """What a person settled by hand, and has not staged, is settled once more."""

    swaps = (Swap(resolving, "_respect_handmade", _nothing),)


class CommitsOnResolve(Broken):
    """Asked to resolve, it commits whatever lies there."""

    def resolve(self) -> Outcome:
        """Add and commit."""

        def act() -> None:
            self.git.run("add", "-A")
            self.git.try_("commit", "--no-edit", "-m", "Resolve")

        return self.attempt(Operation.RESOLVE, act)


class AlarmedByHeadings(Broken):
    """A search for `^=======` finds conflicts in every document."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Refuse files with a row of equals signs."""
        if self.git.try_("grep", "--untracked", "-q", "^=======").ok:
            return self.say(Operation.COMMIT, Status.REFUSED, "there are conflict markers.")
        return super().commit(message, paths=paths)


_merge = blend._merge  # noqa: SLF001 - the mistake lies in here


def _normalised(git: Git, place: Path, local: bytes, base: bytes, incoming: bytes) -> bool:
    local, base, incoming = (side.replace(b"\r\n", b"\n") for side in (local, base, incoming))
    return _merge(git, place, local, base, incoming)


class NormalisesLineEnds(Swapped):
    """A merge of lines that writes all of them with the one line end it knows."""

    swaps = (Swap(blend, "_merge", _normalised),)
