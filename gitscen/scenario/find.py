"""Selections as cases: from what a person types to the stories of the catalogue and of their own files.

The catalogue is the shipped files and the rows of the matrix, which are generated when they are selected. A name or
glob that finds nothing among these is looked for among the matrix's pairs. Reads names and the scenarios that are
selected; builds no world. What reads scenarios is imported when one is read: a list of names does without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import gitscen
from gitscen.errors import NothingSelected, ScenarioError
from gitscen.scenario.clone import clone_depth
from gitscen.scenario.fault import suggest
from gitscen.scenario.matrix.ways import TOP, pairs, rows
from gitscen.scenario.story import Head, Story

if TYPE_CHECKING:
    from gitscen.scenario.model import Case

SUFFIX = ".toml"
HOSTED = "session"
"""The folder of the stories that judge the multi-session system: each starts processes of its own, and is asked for."""
_CASE = re.compile(r"(.+)\[(full|single-branch|shallow(?::[0-9]+)?)\]", re.DOTALL)
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Selection:
    """One selection as typed: which stories, and on which clone if it names one."""

    text: str
    stories: str
    clone: str | None


@dataclass(frozen=True, slots=True)
class Pick:
    """A story that is selected, on one of the clones that its head names."""

    story: Story
    head: Head
    clone: str


def catalogue() -> Path:
    """Return the folder of the shipped scenarios: inside an installed package, or beside it in a checkout."""
    package = Path(gitscen.__file__).parent
    installed = package / "catalogue"
    return installed if installed.is_dir() else package.parent / "scenarios"


def select_cases(
    selections: Sequence[str], *, clones: Sequence[str] = (), tags: Sequence[str] = ()
) -> tuple[Case, ...]:
    """Return the cases that are selected, by any of the selections, all of the tags and any of the clones.

    No selection is the whole catalogue. Raises `NothingSelected`, `ScenarioError` for a file that is wrong or needs
    a newer git, and `UsageError` for a kind of clone that does not exist.
    """
    from gitscen.scenario.model import Case

    picks = select_picks(selections, clones=clones, tags=tags)
    scenarios = {story: story.load() for story in dict.fromkeys(pick.story for pick in picks)}
    cases = [Case(pick.story.name, pick.clone, scenarios[pick.story], pick.story.source) for pick in picks]
    for case in cases:
        require_its_git(case)
    return tuple(cases)


def select_picks(
    selections: Sequence[str], *, clones: Sequence[str] = (), tags: Sequence[str] = ()
) -> tuple[Pick, ...]:
    """Return what `select_cases` does without loading any scenario: only heads are read.

    Raises `NothingSelected`, `ScenarioError` for a head that is wrong, and `UsageError`.
    """
    for clone in clones:
        clone_depth(clone)
    shipped = _shipped()
    chosen: dict[tuple[Path | str, str], Pick] = {}
    for selection in map(parse_selection, selections or ("*",)):
        for pick in _picks(selection, shipped):
            chosen.setdefault((pick.story.path.resolve() if pick.story.path else pick.story.name, pick.clone), pick)
    kept = [pick for pick in chosen.values() if not clones or pick.clone in clones]
    kept = [pick for pick in kept if set(tags) <= set(pick.head.tags)]
    if not kept:
        raise NothingSelected(_nothing(tuple(chosen.values()), clones, tags))
    return tuple(
        sorted(kept, key=lambda pick: (pick.story.name, pick.story.source, pick.head.clones.index(pick.clone)))
    )


def select_stories(selections: Sequence[str]) -> tuple[Story, ...]:
    """Return the stories that are selected, the whole catalogue without a selection; reads none of them.

    Raises `NothingSelected`.
    """
    shipped = _shipped()
    chosen = map(parse_selection, selections or ("*",))
    return tuple(dict.fromkeys(story for one in chosen for story in _named(one.stories, shipped)))


def workflow_folders() -> tuple[str, ...]:
    """Return the folders whose stories judge a workflow: all but those of the multi-session system."""
    return tuple(sorted({story.name.partition("/")[0] for story in _shipped()} - {HOSTED}))


def parse_selection(text: str) -> Selection:
    """Return what a selection means: `conflict/both-added[shallow]` is a story on one clone."""
    match = _CASE.fullmatch(text)
    return Selection(text, match[1], match[2]) if match else Selection(text, text, None)


def find_stories(folder: Path, prefix: str) -> tuple[Story, ...]:
    """Return the scenario files below a folder, sorted; their names begin with `prefix`."""
    files = sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())
    return tuple(Story(prefix + path.relative_to(folder).with_suffix("").as_posix(), path) for path in files)


def generated_stories() -> tuple[Story, ...]:
    """Return the stories that no file holds and that folders and globs select: the rows of the matrix."""
    return tuple(Story(cell.name) for cell in rows())


def _shipped() -> tuple[Story, ...]:
    return (*find_stories(catalogue(), ""), *generated_stories())


def require_its_git(case: Case) -> None:
    """Hold that the git here can play a case. Raises `ScenarioError` where the story needs a newer one."""
    from gitscen.git.command import git_version

    needed = case.scenario.needs_git
    if needed is None:
        return
    here = git_version()
    if tuple(map(int, needed.split("."))) > here:
        from gitscen.scenario.lines import line_of, scan_lines

        line = line_of(scan_lines(Path(case.source).read_text(encoding="utf-8")), ("needs_git",))
        has = ".".join(map(str, here))
        raise ScenarioError(case.source, line, f"This needs git {needed}, and git {has} is here. Use a newer git.")


def _picks(selection: Selection, shipped: tuple[Story, ...]) -> Iterator[Pick]:
    found = False
    listed: set[str] = set()
    for story in _named(selection.stories, shipped):
        head = story.head()
        listed.update(head.clones)
        for clone in head.clones:
            if selection.clone in (None, clone):
                found = True
                yield Pick(story, head, clone)
    if not found:
        raise NothingSelected(
            f"{selection.text!r} is no case: it runs on {', '.join(sorted(listed))}. Take one of those in the brackets."
        )


def _named(text: str, shipped: tuple[Story, ...]) -> tuple[Story, ...]:
    """Return the stories of a name, folder, glob or path. Raises `NothingSelected` where there is none."""
    own = text.startswith(("/", "./", "../", "~")) or text in (".", "..") or text.endswith(SUFFIX)
    name = text.rstrip("/")
    if found := _in_catalogue(name, shipped) or _in_catalogue(name, _pairs(name)):
        return found
    path = Path(text).expanduser()
    if text and path.is_dir():
        found = find_stories(path, f"{text.rstrip('/')}/")
        if not found:
            raise NothingSelected(f"The folder {text!r} has no file *{SUFFIX}. Name a folder with scenarios.")
        return found
    if text and (own or path.exists()):
        return (Story(text.removesuffix(SUFFIX), path),)
    raise NothingSelected(f"No scenario is called {text!r}. {_nearest(text, shipped)}")


def _in_catalogue(text: str, shipped: tuple[Story, ...]) -> tuple[Story, ...]:
    matches: Callable[[str], bool]
    if _GLOB.search(text):
        matches = lambda name: fnmatchcase(name, text)  # noqa: E731 - one of two ways to match
    else:
        matches = lambda name: name == text or name.startswith(f"{text}/")  # noqa: E731 - the other
    return tuple(story for story in shipped if matches(story.name))


def _pairs(text: str) -> tuple[Story, ...]:
    """Return the pairs of the matrix, where a text may mean any of them."""
    return tuple(Story(cell.name) for cell in pairs()) if text.startswith(f"{TOP}/") else ()


def _nearest(text: str, shipped: Iterable[Story]) -> str:
    names = {story.name for story in shipped}
    folders = {name.rpartition("/")[0] for name in names} - {""}
    inner = [name for name in sorted(names) if name.endswith(f"/{text}")]
    near = inner or get_close_matches(text, names | folders | {pair.name for pair in _pairs(text)}, n=1)
    guess = f"Did you mean {near[0]!r}? " if near else ""
    return f"{guess}'gitscen list' shows all; the folders are {', '.join(sorted(folders)) or 'none'}."


def _nothing(picks: tuple[Pick, ...], clones: Sequence[str], tags: Sequence[str]) -> str:
    """Return why nothing is left, with what there is instead."""
    known = {tag for pick in picks for tag in pick.head.tags}
    for tag in tags:
        if tag not in known:
            return f"No scenario of the selection has the tag {tag!r}. {suggest(tag, known)}"
    if clones and not any(pick.clone in clones for pick in picks):
        there = {pick.clone for pick in picks}
        return f"No scenario of the selection runs on {', '.join(clones)}. {suggest(clones[0], there)}"
    return "No scenario of the selection has all of these tags and clones. Leave one out."
