"""A file of known failures to its entries. `parse_known` is pure, `read_known` reads the file and names of scenarios.

A line names a story, or one case of it, and may give a reason after a space:

    # the retry is on our list
    conflict/both-added[shallow]  markers are committed, issue 12
    push/rejected-twice           on all its clones
    "my stories/odd one.toml"     a name with spaces stands in quotes

Folders and globs are not taken: nobody knows how a scenario fails that is added to them later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from gitscen.errors import NothingSelected, ScenarioError, UsageError
from gitscen.run.known import KnownFailure, match_known
from gitscen.scenario.find import SUFFIX, parse_selection, select_picks
from gitscen.scenario.model import Case

_LINE = re.compile(r"""(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<plain>[^\s"']\S*))(?:\s+(?P<why>.*))?""")


def read_known(path: str, cases: Sequence[Case]) -> dict[str, KnownFailure]:
    """Return what a file declares of the cases that are to be played, by their ids.

    Raises `UsageError` where the file cannot be read, and `ScenarioError` with its line for what is no line of such a
    file and for a name that does not exist. A name that exists and is not played is nobody's concern.
    """
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise UsageError(
            f"the known failures cannot be read from {path}: {error.strerror}. Give another --known FILE."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8 text, at byte {error.start}. Write known failures as UTF-8.") from error
    entries = parse_known(text, path)
    _require_existence(entries, cases)
    return match_known(entries, cases)


def parse_known(text: str, place: str) -> tuple[KnownFailure, ...]:
    """Return the entries of a file. Raises `ScenarioError` for a line that is none, or declares a case again."""
    entries: dict[tuple[str, str | None], KnownFailure] = {}
    for number, line in enumerate(text.split("\n"), 1):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        match = _LINE.fullmatch(told)
        if match is None:
            raise ScenarioError(place, number, "this is no known failure. Write the name of a case, a space, and why.")
        selection = parse_selection(match["double"] or match["single"] or match["plain"])
        name = selection.stories.removesuffix(SUFFIX)
        entry = KnownFailure(name, selection.clone, match["why"] or "", place, number)
        first = entries.setdefault((entry.name, entry.clone), entry)
        if first is not entry:
            raise ScenarioError(place, number, f"line {first.line} declares the same. Take one of them away.")
    return tuple(entries.values())


def _require_existence(entries: Sequence[KnownFailure], cases: Sequence[Case]) -> None:
    played = {(case.name, clone) for case in cases for clone in (case.clone, None)}
    rest = [entry for entry in entries if (entry.name, entry.clone) not in played]
    try:
        found = {pick.story.name for pick in select_picks([*map(_selection, rest)])} if rest else set()
    except NothingSelected:
        found = set()  # whose name it is comes out one by one
    for entry in rest:
        if entry.name not in found:
            _require(entry)


def _require(entry: KnownFailure) -> None:
    try:
        picks = select_picks([_selection(entry)])
    except NothingSelected as error:
        raise ScenarioError(entry.place, entry.line, str(error)) from error
    if all(pick.story.name != entry.name for pick in picks):
        message = f"{entry.name!r} stands for several scenarios. Name each that is known to fail."
        raise ScenarioError(entry.place, entry.line, message)


def _selection(entry: KnownFailure) -> str:
    """Return what selects an entry: its name, and its file where it is a story of the person's own."""
    own = Path(f"{entry.name}{SUFFIX}")
    return f"{own if own.is_file() else entry.name}{f'[{entry.clone}]' if entry.clone else ''}"
