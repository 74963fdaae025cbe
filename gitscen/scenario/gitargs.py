"""Which git commands a story may run by hand: those that start no other program and stay in the world. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from gitscen.scenario.fault import suggest

SUBCOMMANDS = frozenset({
    "add", "am", "apply", "bisect", "branch", "checkout", "cherry-pick", "commit", "fetch", "format-patch", "gc",
    "merge", "mv", "notes", "pack-refs", "pull", "push", "rebase", "repack", "reset", "restore", "revert", "rm",
    "sparse-checkout", "stash", "submodule", "switch", "symbolic-ref", "tag", "update-index", "update-ref",
    "worktree",
})  # fmt: skip
_BARRED = (
    "exec", "gpg-sign", "git-dir", "local-user", "output", "receive-pack", "repo", "sign", "template",
    "unsafe-paths", "upload-pack", "work-tree",
)  # fmt: skip
"""Long options that start programs or leave the world. git takes any beginning of one that is unique."""
_BARRED_LETTERS = {
    "rebase": "xS", "tag": "su", "commit": "S", "merge": "S", "cherry-pick": "S", "revert": "S", "am": "S", "pull": "S",
}  # fmt: skip
"""The same as short options: a program to run, or a signature, which gpg makes."""
_BISECT = frozenset({"start", "good", "bad", "old", "new", "skip", "reset", "log", "terms"})
_ACTIONS = {"bisect": _BISECT, "submodule": frozenset({"update", "init", "sync"})}
"""Commands that may start programs by what they do: the actions that do not."""
_REMOTE_USERS = frozenset({"fetch", "pull", "push"})
_WITH_VALUE = frozenset({
    "-o", "--push-option", "--depth", "--deepen", "--shallow-since", "--shallow-exclude", "-j", "--jobs", "-s",
    "--strategy", "-X", "--strategy-option", "--refmap", "--negotiation-tip",
})  # fmt: skip
_UPWARD = re.compile(r"(^|^-[A-Za-z]+|[/=:)])\.\.(/|$)")
_ABSOLUTE = re.compile(r"^/|^-[A-Za-z]+/|=/")
_FOREIGN = re.compile(r"://|^[A-Za-z0-9+.=-]+::")


def args_fault(args: tuple[str, ...], *, remotes: Collection[str]) -> str | None:
    """Return what is wrong with a git command of a story whose world has these remotes; None if nothing is."""
    subcommand = args[0]
    if subcommand not in SUBCOMMANDS:
        return f"A story may not run 'git {subcommand}'. {suggest(subcommand, SUBCOMMANDS)}"
    actions = _ACTIONS.get(subcommand)
    if actions and (len(args) < 2 or args[1] not in actions):
        return f"A story may not run 'git {' '.join(args[:2])}'. {suggest(''.join(args[1:2]), actions)}"
    for arg in args[1:]:
        if arg == "--":
            continue
        if fault := _place_fault(arg) or _option_fault(subcommand, arg):
            return fault
    return _remote_fault(args, remotes) if subcommand in _REMOTE_USERS else None


def _place_fault(arg: str) -> str | None:
    if "\0" in arg:
        return f"The argument {arg!r} has a NUL byte. No program can be given that."
    if _FOREIGN.search(arg):
        return f"The argument {arg!r} is a URL. Stories reach their own remotes only, by name."
    if _UPWARD.search(arg) or _ABSOLUTE.search(arg):
        return f"The argument {arg!r} leaves the workspace. Write paths relative to its top, without '..'."
    return None


def _option_fault(subcommand: str, arg: str) -> str | None:
    if arg.startswith("--"):
        name = arg[2:].split("=", 1)[0]
        barred = any(option.startswith(name) for option in _BARRED)
    else:
        letters = _BARRED_LETTERS.get(subcommand, "")
        barred = bool(letters) and re.match(rf"-[A-Za-z]*[{letters}]", arg) is not None
    if barred:
        return (
            f"A story may not give 'git {subcommand}' {arg!r}, which starts programs or leaves the world. Take it out."
        )
    return None


def _remote_fault(args: tuple[str, ...], remotes: Collection[str]) -> str | None:
    """Hold that the first argument that is no option, where a URL may stand too, is a remote of the world's."""
    words = iter(args[1:])
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return None if word in {*remotes, "."} else f"There is no remote {word!r}. {suggest(word, remotes)}"
    return None
