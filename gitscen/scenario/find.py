"""Selections as cases: from what a person types to the stories of the catalogue and of their own files.

Reads names and the scenarios that are selected; builds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

import gitscen
from gitscen.errors import NothingSelected, ScenarioError
from gitscen.scenario.fault import suggest
from gitscen.scenario.lines import line_of, scan_lines
from gitscen.scenario.load import load_scenario
from gitscen.scenario.model import Case, Scenario, clone_depth

SUFFIX = ".toml"
_CASE = re.compile(r"(.+)\[(full|single-branch|shallow(?::[0-9]+)?)\]", re.DOTALL)
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario file and the name that its cases have."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Selection:
    """One selection as typed: which stories, and on which clone if it names one."""

    text: str
    stories: str
    clone: str | None


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
    for clone in clones:
        clone_depth(clone)
    shipped = find_stories(catalogue(), "")
    chosen: dict[tuple[Path, str], Case] = {}
    for selection in map(parse_selection, selections or ("*",)):
        for case in _cases(selection, shipped):
            chosen.setdefault((Path(case.source).resolve(), case.clone), case)
    kept = [case for case in chosen.values() if not clones or case.clone in clones]
    kept = [case for case in kept if set(tags) <= set(case.scenario.tags)]
    if not kept:
        raise NothingSelected(_nothing(tuple(chosen.values()), clones, tags))
    for case in kept:
        require_its_git(case)
    return tuple(sorted(kept, key=lambda case: (case.name, case.source, case.scenario.clones.index(case.clone))))


def parse_selection(text: str) -> Selection:
    """Return what a selection means: `conflict/both-added[shallow]` is a story on one clone."""
    match = _CASE.fullmatch(text)
    return Selection(text, match[1], match[2]) if match else Selection(text, text, None)


def find_stories(folder: Path, prefix: str) -> tuple[Story, ...]:
    """Return the scenario files below a folder, sorted; their names begin with `prefix`."""
    files = sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())
    return tuple(Story(prefix + path.relative_to(folder).with_suffix("").as_posix(), path) for path in files)


def require_its_git(case: Case) -> None:
    """Hold that the git here can play a case. Raises `ScenarioError` where the story needs a newer one."""
    from gitscen.git.command import git_version

    needed = case.scenario.needs_git
    if needed is None:
        return
    here = git_version()
    if tuple(map(int, needed.split("."))) > here:
        line = line_of(scan_lines(Path(case.source).read_text(encoding="utf-8")), ("needs_git",))
        has = ".".join(map(str, here))
        raise ScenarioError(case.source, line, f"This needs git {needed}, and git {has} is here. Use a newer git.")


def _cases(selection: Selection, shipped: tuple[Story, ...]) -> Iterator[Case]:
    stories = _named(selection.stories, shipped)
    found = False
    listed: set[str] = set()
    for story in stories:
        scenario = load_scenario(story.path)
        listed.update(scenario.clones)
        for clone in scenario.clones:
            if selection.clone in (None, clone):
                found = True
                yield Case(story.name, clone, scenario, str(story.path))
    if not found:
        raise NothingSelected(
            f"{selection.text!r} is no case: it runs on {', '.join(sorted(listed))}. Take one of those in the brackets."
        )


def _named(text: str, shipped: tuple[Story, ...]) -> tuple[Story, ...]:
    """Return the stories of a name, folder, glob or path. Raises `NothingSelected` where there is none."""
    own = text.startswith(("/", "./", "../", "~")) or text in (".", "..") or text.endswith(SUFFIX)
    if found := _in_catalogue(text.rstrip("/"), shipped):
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


def _nearest(text: str, shipped: Iterable[Story]) -> str:
    names = {story.name for story in shipped}
    folders = {name.rpartition("/")[0] for name in names} - {""}
    inner = [name for name in sorted(names) if name.endswith(f"/{text}")]
    near = inner or get_close_matches(text, names | folders, n=1)
    guess = f"Did you mean {near[0]!r}? " if near else ""
    return f"{guess}'gitscen list' shows all; the folders are {', '.join(sorted(folders)) or 'none'}."


def _nothing(cases: tuple[Case, ...], clones: Sequence[str], tags: Sequence[str]) -> str:
    """Return why no case is left, with what there is instead."""
    scenarios: list[Scenario] = [case.scenario for case in cases]
    known = {tag for scenario in scenarios for tag in scenario.tags}
    for tag in tags:
        if tag not in known:
            return f"No scenario of the selection has the tag {tag!r}. {suggest(tag, known)}"
    if clones and not any(case.clone in clones for case in cases):
        return (
            f"No scenario of the selection runs on {', '.join(clones)}. {suggest(clones[0], {c.clone for c in cases})}"
        )
    return "No scenario of the selection has all of these tags and clones. Leave one out."
