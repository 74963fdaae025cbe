"""A copy's own configuration out of git's sight while recover works, where it names programs.

An allow-listed configuration takes its place, in the repository and in those of its submodules; attributes of the
repository's own and worktree configurations step aside. The originals come back in the end; after a kill the roll-back
to the copy brings them. Keys are compared in lower case, as git does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gitscen.doctor.evidence.config import read_config
from gitscen.doctor.evidence.model import Config, ConfigEntry, Evidence, Kind
from gitscen.recover.durable import place_file
from gitscen.recover.place import Recovery

_ALLOWED = re.compile(
    r"""
      core\.(?:repositoryformatversion|bare|filemode|ignorecase|symlinks|precomposeunicode|autocrlf|eol|safecrlf
             |logallrefupdates|sparsecheckout|sparsecheckoutcone|splitindex)
    | extensions\.(?:objectformat|refstorage)
    | index\.(?:version|skiphash|sparse)
    | branch\..*\.(?:remote|merge) | remote\..*\.fetch
    | user\.(?:name|email) | gc\.auto | maintenance\.auto
    """,
    re.VERBOSE | re.DOTALL,
)
REPLACED = ("config",)
TAKEN = ("config.worktree", "info/attributes")


def find_named(evidence: Evidence) -> tuple[str, ...]:
    """Return the settings of the copy that name programs or other files, `key = value` each.

    Reads those of its submodules and nested repositories too: git starts itself anew inside of them.
    """
    own = [f"{entry.key} = {entry.value}" for one in _configs(evidence) for entry in one.programs]
    inner = [
        f"{entry.key} = {entry.value} ({git_dir})"
        for git_dir in find_git_dirs(evidence)[1:]
        for name in ("config", "config.worktree")
        for entry in read_config(os.fspath(git_dir), name).programs
    ]
    return tuple(dict.fromkeys((*own, *inner)))


def allowed_config(entries: Iterable[ConfigEntry]) -> bytes:
    """Return a configuration of those entries that can neither run a program nor lead out of the copy. Pure."""
    lines = []
    for entry in entries:
        if _ALLOWED.fullmatch(entry.key.lower()) and _fits(entry):
            section, _, key = entry.key.rpartition(".")
            top, _, name = section.partition(".")
            title = f'{top} "{_quoted(name)}"' if name else top
            lines.append(f'[{title}]\n\t{key} = "{_quoted("true" if entry.value is None else entry.value)}"\n')
    return "".join(lines).encode("utf-8", "surrogateescape")


@contextmanager
def allow_listed(recovery: Recovery, git_dirs: Iterable[Path], entries: Iterable[ConfigEntry]) -> Iterator[None]:
    """Put an allow-listed configuration in place meanwhile. The first of `git_dirs` is the repository itself."""
    swapped: list[tuple[Path, Path]] = []
    beside = recovery.folder / "part"
    try:
        for number, git_dir in enumerate(git_dirs):
            for name in (*REPLACED, *TAKEN):
                place = git_dir / name
                if not os.path.lexists(place):
                    continue
                kept = recovery.folder / "swapped" / str(number) / name
                kept.parent.mkdir(parents=True, exist_ok=True)
                place.rename(kept)
                swapped.append((place, kept))
                if name in REPLACED:
                    text = allowed_config(entries) if number == 0 else b"[core]\n\tbare = false\n"
                    place_file(beside, place, text)
        yield
    finally:
        for place, kept in swapped:
            kept.replace(place)


def find_git_dirs(evidence: Evidence) -> list[Path]:
    """Return the git directories whose configuration git may read, the repository's own one first. Pure."""
    layout = evidence.layout
    common = Path(layout.common_dir or layout.git_dir or layout.workspace)
    found = [common, *([Path(layout.git_dir)] if layout.git_dir and layout.git_dir != layout.common_dir else [])]
    found += [common / "worktrees" / one.name for one in evidence.worktrees]
    found += [common / "modules" / one for one in evidence.modules]
    top = os.fsencode(layout.workspace)
    nested = [one for one in evidence.files.nested if one.kind is Kind.FOLDER]
    found += [Path(os.fsdecode(os.path.join(top, one.path.rstrip(b"/"), b".git"))) for one in nested]  # noqa: PTH118
    return list(dict.fromkeys(found))


def _configs(evidence: Evidence) -> tuple[Config, ...]:
    return (evidence.config, evidence.worktree_config)


def _fits(entry: ConfigEntry) -> bool:
    return "\0" not in f"{entry.key}{entry.value}" and "\n" not in entry.key


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
