"""The table of broken containers, for stories of sessions. Pure data: they are started where they are played."""

from __future__ import annotations

from gitscen.zoo.mistake import Mistake


def _row(name: str, place: str, caught_by: str, rule: str, does: str) -> Mistake:
    return Mistake(
        name=name,
        place=f"containers:{place}",
        source="docs/sessions.md",
        caught_by=f"session/{caught_by}",
        rule=rule,
        does=does,
    )


# fmt: off
CONTAINERS: tuple[Mistake, ...] = (
    _row("answers-again", "AnswersAgain", "duplicate-message",
         "answered-twice", "answers what comes again once more"),
    _row("does-it-again", "DoesItAgain", "killed-after-answer",
         "answered-twice", "does what comes again once more"),
    _row("forgets-commits", "ForgetsCommits", "killed-between-commit-and-acknowledge",
         "expect answers", "does again what is committed already"),
    _row("never-acknowledges", "NeverAcknowledges", "queues-created-and-deleted",
         "expect queues", "leaves answered commands in their queue"),
    _row("answers-late", "AnswersLate", "order-within-a-session",
         "out-of-order", "holds an answer back until the next"),
    _row("swallows-poison", "SwallowsPoison", "poison-not-json",
         "expect queues", "drops what is no command without a word"),
    _row("falls-over-poison", "FallsOverPoison", "poison-too-large",
         "expect answers", "ends on what is no command"),
    _row("believes-everything", "BelievesEverything", "poison-unknown-field",
         "expect answers", "takes every message as it is"),
    _row("goes-by-clocks", "GoesByClocks", "clock-skew",
         "expect answers", "refuses what a slow clock sent"),
    _row("hears-nothing-new", "HearsNothingNew", "queue-discovery",
         "expect answers", "knows only the first sessions"),
    _row("never-interrupts", "NeverInterrupts", "interrupt",
         "expect answers", "lets everything run to its end"),
    _row("leaves-partial-work", "LeavesPartialWork", "interrupt-saves-partial-work[shallow]",
         "false-report", "leaves interrupted work uncommitted"),
    _row("drops-partial-work", "DropsPartialWork", "interrupt-saves-partial-work",
         "work-lost", "cleans interrupted work away"),
    _row("drops-failed-work", "DropsFailedWork", "agent-killed",
         "work-lost", "cleans away what a failed agent did"),
    _row("stays-where-it-is", "StaysWhereItIs", "switching",
         "work-leaked", "never switches branches"),
    _row("names-no-files", "NamesNoFiles", "message-flow",
         "expect answers", "never tells what was changed"),
    _row("never-pushes", "NeverPushes", "basic-flow",
         "false-report", "claims to have pushed"),
    _row("forces-pushes", "ForcesPushes", "remote-moved-on",
         "remote-rewritten", "pushes with --force"),
    _row("fails-without-remote", "FailsWithoutRemote", "remote-refuses",
         "expect answers", "fails what it could not push"),
    _row("gives-up-pushes", "GivesUpPushes", "remote-rate-limits",
         "expect pushed", "tries no push again"),
    _row("clones-anew", "ClonesAnew", "killed-while-the-agent-works",
         "expect stash", "clones anew whenever it starts"),
)
# fmt: on
