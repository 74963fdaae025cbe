"""Which settings git refuses: values of a wrong kind, at which its commands die. Pure.

Only kinds that every version of git refuses are told: words where a boolean or a number is wanted, numbers out of
range, nothing where a text is wanted. Keys with a name of their own in them (`branch.main.rebase`) are not looked at;
those of remotes are told by `refspec`.
Source: git_default_config and setup.c of git 2.39, and 789 keys tried on eighteen of its commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_INT, _LONG = 1 << 31, 1 << 63
_NUMBER = re.compile(r"\s*([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)([kmg]?)", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_TRUTHS = frozenset({"", "true", "yes", "on", "false", "no", "off"})
_SECTIONS = frozenset({"advice"})
"""Sections in which every key is a boolean."""


def _keys(section: str, names: str) -> Iterator[str]:
    return (f"{section}.{name}" for name in names.split())


_BOOLEANS: dict[str, frozenset[str]] = dict.fromkeys(
    (
        *_keys(
            "core",
            "bare commitgraph filemode fsyncobjectfiles ignorecase ignorestat multipackindex precomposeunicode "
            "prefersymlinkrefs preloadindex protecthfs protectntfs quotepath sparsecheckout sparsecheckoutcone "
            "symlinks trustctime usereplacerefs warnambiguousrefs",
        ),
        *_keys("commit", "gpgsign status"),
        *_keys("diff", "autorefreshindex indentheuristic mnemonicprefix noprefix suppressblankempty"),
        *_keys("feature", "experimental manyfiles"),
        *_keys("fetch", "prune prunetags showforcedupdates writecommitgraph"),
        *_keys("log", "abbrevcommit follow mailmap showroot showsignature"),
        *_keys("merge", "autostash branchdesc defaulttoupstream stat verifysignatures"),
        *_keys("stash", "showincludeuntracked showpatch showstat"),
        *_keys("status", "aheadbehind branch displaycommentprefix relativepaths short showstash"),
        "add.ignoreerrors", "checkout.guess", "extensions.worktreeconfig", "gc.writecommitgraph", "index.sparse",
        "pack.usesparse", "submodule.recurse", "user.useconfigonly",
    ),
    frozenset(),
) | {
    "branch.autosetupmerge": frozenset({"always", "inherit", "simple"}),
    "color.ui": frozenset({"always", "auto", "never"}),
    "core.autocrlf": frozenset({"input"}),
    "core.logallrefupdates": frozenset({"always"}),
    "core.safecrlf": frozenset({"warn"}),
    "core.sharedrepository": frozenset({"all", "everybody", "group", "umask", "world"}),
    "diff.renames": frozenset({"copies", "copy"}),
    "status.renames": frozenset({"copies", "copy"}),
}  # fmt: skip
"""Booleans, with the words that each takes besides. A number is a boolean too."""
_NUMBERS = {
    "core.bigfilethreshold": (0, _LONG),
    "core.compression": (-1, 10),
    "core.deltabasecachelimit": (0, _LONG),
    "core.loosecompression": (-1, 10),
    "core.packedgitlimit": (0, _LONG),
    "core.packedgitwindowsize": (0, _LONG),
    "core.repositoryformatversion": (-_INT, _INT),
    "diff.renamelimit": (-_INT, _INT),
    "index.version": (-_INT, _INT),
    "pack.compression": (-1, 10),
    "pack.packsizelimit": (0, _LONG),
    "status.renamelimit": (-_INT, _INT),
}
"""Numbers, with their lowest value and the first one above their highest."""
_WORDS = {
    "branch.autosetuprebase": frozenset({"always", "local", "never", "remote"}),
    "push.default": frozenset({"current", "matching", "nothing", "simple", "tracking", "upstream"}),
}
_TEXTS = frozenset({
    *_keys("author", "email name"), *_keys("committer", "email name"), *_keys("user", "email name"),
    *_keys("core", "askpass attributesfile editor excludesfile fsync fsyncmethod hookspath untrackedcache whitespace"),
    *_keys("i18n", "commitencoding logoutputencoding"), "core.worktree", "include.path",
})  # fmt: skip
"""Settings that may have any value, but have to have one."""


def is_refused(key: str, value: str | None) -> bool:
    """Whether git dies at this value of a setting; None is one without `=`. Pure."""
    if key in _BOOLEANS or (key.partition(".")[0] in _SECTIONS and key.count(".") == 1):
        return value is not None and not _is_boolean(value) and value.lower() not in _BOOLEANS.get(key, ())
    if key in _NUMBERS:
        low, high = _NUMBERS[key]
        number = _number(value or "")
        return number is None or not low <= number < high
    if key in _WORDS:
        return value is None or value.lower() not in _WORDS[key]
    return value is None and key in _TEXTS


def _is_boolean(value: str) -> bool:
    number = _number(value)
    return value.lower() in _TRUTHS or (number is not None and -_INT <= number < _INT)


def _number(value: str) -> int | None:
    """Return a value as git reads a number, in base 8, 10 or 16 and with a unit; None where it is none."""
    found = _NUMBER.fullmatch(value)
    if not found:
        return None
    sign, digits, unit = found[1], found[2].lower(), found[3].lower()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    return (-1 if sign == "-" else 1) * int(digits, base) * _UNITS[unit]
