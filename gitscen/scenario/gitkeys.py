"""Which keys of git's configuration a story may set: those that start no program and stay in the world. Pure.

Any other key may be set to `{trap}`, a program of the world's that leaves a mark when it is run: that is how a story
says that a key must have no effect. `{prompt}` is one that waits for ever, as if for a passphrase.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

TRAP = re.compile(r"(!|ext::)?\{(trap|prompt)\}( [A-Za-z0-9%._=-]+)*")
"""A value that starts a program of the world's and nothing else, perhaps with plain arguments."""

_KEY = re.compile(r"([A-Za-z0-9-]+)(?:\.(.+))?\.([A-Za-z][A-Za-z0-9-]*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*|\.")
_WORLD_URL = re.compile(r"\.\./[A-Za-z0-9][A-Za-z0-9-]*(\.git)?/?")
_FALSE = re.compile(r"false|no|off|0|", re.IGNORECASE)
_BOOLEAN = re.compile(r"true|yes|on|1|false|no|off|0|", re.IGNORECASE)

_HARMLESS = frozenset({
    "advice.*", "am.threeway", "apply.ignorewhitespace", "apply.whitespace", "author.email", "author.name",
    "branch.*.description", "branch.*.merge", "branch.*.rebase", "branch.autosetupmerge", "branch.autosetuprebase",
    "checkout.defaultremote", "checkout.guess", "color.*", "column.*", "commit.cleanup", "commit.status",
    "commit.verbose", "committer.email", "committer.name", "core.abbrev", "core.autocrlf", "core.bigfilethreshold",
    "core.checkstat", "core.commentchar", "core.compression", "core.eol", "core.filemode", "core.ignorecase",
    "core.logallrefupdates", "core.precomposeunicode", "core.preloadindex", "core.protecthfs", "core.protectntfs",
    "core.quotepath", "core.safecrlf", "core.sharedrepository", "core.sparsecheckout", "core.sparsecheckoutcone",
    "core.splitindex", "core.symlinks", "core.trustctime", "core.untrackedcache", "core.whitespace",
    "diff.algorithm", "diff.ignoresubmodules", "diff.mnemonicprefix", "diff.noprefix", "diff.renamelimit",
    "diff.renames", "fetch.all", "fetch.parallel", "fetch.prune", "fetch.prunetags", "fetch.recursesubmodules",
    "fetch.writecommitgraph", "format.pretty", "i18n.*", "index.skiphash", "index.threads", "index.version",
    "init.defaultbranch", "log.abbrevcommit", "log.date", "log.decorate", "log.follow", "merge.autostash",
    "merge.conflictstyle", "merge.directoryrenames", "merge.ff", "merge.log", "merge.renamelimit", "merge.renames",
    "merge.stat", "pull.ff", "pull.rebase", "push.autosetupremote", "push.default", "push.followtags",
    "push.useforceifincludes", "rebase.*", "remote.*.fetch", "remote.*.prune", "remote.*.push", "remote.*.tagopt",
    "rerere.*", "safe.directory", "stash.*", "status.*", "submodule.*.ignore", "submodule.recurse", "tag.sort",
    "user.email", "user.name", "user.useconfigonly", "versionsort.suffix",
})  # fmt: skip
_BY_VALUE = {
    "commit.gpgsign": (_FALSE, "only to false"),
    "tag.gpgsign": (_FALSE, "only to false"),
    "pager.*": (_BOOLEAN, "only to true or false"),
    "branch.*.remote": (_NAME, "only to the name of a remote"),
    "branch.*.pushremote": (_NAME, "only to the name of a remote"),
    "remote.pushdefault": (_NAME, "only to the name of a remote"),
    "remote.*.url": (_WORLD_URL, "only to a repository beside the workspace, like ../missing.git"),
    "remote.*.pushurl": (_WORLD_URL, "only to a repository beside the workspace, like ../missing.git"),
}
_NEVER = frozenset({"rebase.instructionformat"})
"""Its text goes into the list of what a rebase does, where a line of its own may start programs."""
_REFERENCE = "docs/scenarios.md lists the keys."


def key_fault(key: str, value: str) -> str | None:
    """Return what is wrong with setting a key of git's configuration to a value; None if nothing is."""
    match = _KEY.fullmatch(key)
    if match is None or "\n" in key or "\0" in key + value:
        return f"{key!r} is no key of git's configuration. Write section.name or section.subsection.name."
    if TRAP.fullmatch(value):
        return None
    for form in _forms(match):
        if form in _BY_VALUE:
            allowed, words = _BY_VALUE[form]
            return (
                None if allowed.fullmatch(value) else f"{key!r} may be set {words}, or to {{trap}}, not to {value!r}."
            )
        if form in _HARMLESS:
            return None
        if form in _NEVER:
            break
    only = f"A story may set {key!r} to {{trap}} or {{prompt}} only"
    return f"{only}, for it may start programs or leave the world. {_REFERENCE}"


def keys_fault(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each key that a story may not set to its value, with what is wrong.

    Commits may be signed where the same step says that a program of the world's is what signs.
    """
    given = {key.lower(): value for key, value in values.items()}
    signed = TRAP.fullmatch(given.get("gpg.program", "")) is not None
    for key, value in values.items():
        signs = signed and key.lower() == "commit.gpgsign" and _BOOLEAN.fullmatch(value)
        fault = None if signs else key_fault(key, value)
        if fault:
            yield key, fault


def _forms(match: re.Match[str]) -> Iterable[str]:
    """Yield the ways in which the tables above may name a key, the closest first."""
    section, subsection, name = match[1].lower(), match[2], match[3].lower()
    if subsection is None:
        yield f"{section}.{name}"
        yield f"{section}.*"
    else:
        yield f"{section}.*.{name}"
        if section in ("color", "advice"):
            yield f"{section}.*"


def parameters_fault(value: str) -> str | None:
    """Return what is wrong with a value of GIT_CONFIG_PARAMETERS: `'key=value'` or `'key'='value'`, with spaces."""
    try:
        pairs = shlex.split(value)
    except ValueError:
        return f"GIT_CONFIG_PARAMETERS is wrongly quoted: {value!r}. Write 'key=value' in single quotes."
    for pair in pairs:
        key, _, given = pair.partition("=")
        if fault := key_fault(key, given):
            return fault
    return None
