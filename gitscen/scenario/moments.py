"""The moments of a request at which a story may step in: before or after a git command of the subject's.

`before push`, `after stash push`, `before fetch #2`. Turns their text into values and says what is wrong with it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from gitscen.scenario.fault import suggest

_FORM = r"^(before|after) ([a-z][a-z-]*(?: [a-z][a-z-]*)?)(?: #([1-9][0-9]*))?$"

MomentText = Annotated[
    str,
    Meta(
        pattern=_FORM,
        description="before or after a git command of the subject's, and perhaps the how many-eth such command",
        examples=["before switch", "after stash push", "before push #2"],
    ),
]
"""A moment as a story writes it: a git command by its first words without options; the first such command counts."""

COMMANDS = frozenset({
    "add", "am", "annotate", "apply", "archive", "bisect", "blame", "branch", "bundle", "cat-file", "check-attr",
    "check-ignore", "check-mailmap", "check-ref-format", "checkout", "checkout-index", "cherry", "cherry-pick", "clean",
    "clone", "commit", "commit-graph", "commit-tree", "config", "count-objects", "credential", "describe", "diff",
    "diff-files", "diff-index", "diff-tree", "difftool", "fast-export", "fast-import", "fetch", "fetch-pack",
    "filter-branch", "fmt-merge-msg", "for-each-ref", "for-each-repo", "format-patch", "fsck", "fsck-objects", "gc",
    "grep", "hash-object", "help", "hook", "index-pack", "init", "init-db", "interpret-trailers", "lfs", "log",
    "ls-files", "ls-remote", "ls-tree", "mailinfo", "mailsplit", "maintenance", "merge", "merge-base", "merge-file",
    "merge-index", "merge-one-file", "merge-recursive", "merge-tree", "mergetool", "mktag", "mktree",
    "multi-pack-index", "mv", "name-rev", "notes", "pack-objects", "pack-redundant", "pack-refs", "patch-id", "prune",
    "prune-packed", "pull", "push", "quiltimport", "range-diff", "read-tree", "rebase", "reflog", "refs", "remote",
    "repack", "replace", "replay", "request-pull", "rerere", "reset", "restore", "rev-list", "rev-parse", "revert",
    "rm", "send-pack", "shortlog", "show", "show-branch", "show-index", "show-ref", "sparse-checkout", "stage",
    "stash", "status", "stripspace", "submodule", "switch", "symbolic-ref", "tag", "unpack-file", "unpack-objects",
    "update-index", "update-ref", "update-server-info", "var", "verify-commit", "verify-pack", "verify-tag", "version",
    "whatchanged", "worktree", "write-tree",
})  # fmt: skip
"""The git commands that a moment may name."""

_WITH_ACTION = frozenset({
    "bisect", "bundle", "commit-graph", "maintenance", "multi-pack-index", "notes", "reflog", "remote",
    "sparse-checkout", "stash", "submodule", "worktree",
})  # fmt: skip
"""Commands whose second word says what they do."""


_WITH_VALUE = frozenset({"-c", "-C", "--git-dir", "--work-tree", "--namespace", "--config-env", "--exec-path"})
"""Options of git itself whose value is the next word."""


def subcommand(argv: Sequence[str]) -> str:
    """Return what git is asked to do by `git ...`: the first word behind git's own options; "" where there is none."""
    words = iter(argv[1:])
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


@dataclass(frozen=True, slots=True)
class Moment:
    """`when` is before or after; `command` is one or two words; `number` counts such commands from 1."""

    when: str
    command: str
    number: int = 1


def parse_moment(text: str) -> Moment:
    """Return what a moment's text says. Raises ValueError for a text of another form."""
    match = re.fullmatch(_FORM, text)
    if match is None:
        raise ValueError(f"{text!r} is no moment. Write 'before' or 'after' and a git command, as in 'before push'.")
    return Moment(match[1], match[2], int(match[3] or 1))


def moment_fault(text: str) -> str | None:
    """Return what is wrong with a moment that has the right form: there is no such git command; None if nothing is."""
    word = parse_moment(text).command.split(" ")[0]
    if word in COMMANDS:
        return None
    near = suggest(word, COMMANDS).partition(" Known: ")[0]
    hint = "" if near.startswith("Known: ") else f" {near}"
    return f"There is no moment {text!r}, for git has no command {word!r}.{hint} Name one that the workflow runs."


def list_commands(ran: Iterable[Sequence[str]]) -> str:
    """Return the commands that moments can name, of those that ran (each as its words without options), in words."""
    names: dict[str, int] = {}
    for words in ran:
        name = " ".join(words[: 2 if words and words[0] in _WITH_ACTION else 1])
        if name:
            names[name] = names.get(name, 0) + 1
    return ", ".join(name if count == 1 else f"{name} ({count} times)" for name, count in names.items()) or "nothing"
