"""What a story expects, as English clauses. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from gitscen.scenario.asks import Expect, Wanted
from gitscen.scenario.content import Content, FileSpec

SHOWN = 40
"""Characters of a content that are shown."""


def tell_wishes(expect: Expect) -> tuple[str, ...]:
    """Return a clause for each thing that must be seen; none where nothing is expected."""
    return (*_tell_place(expect), *_tell_contents(expect), *_tell_history(expect), *_tell_state(expect))


def _tell_place(expect: Expect) -> Iterator[str]:
    if expect.branch is not None:
        yield f"HEAD is on {expect.branch}" if expect.branch else "HEAD is detached"
    if expect.clean is not None:
        yield "nothing is uncommitted" if expect.clean else "something is uncommitted"
    if expect.unchanged_since is not None:
        yield f"all is as it was after the step '{expect.unchanged_since}'"
    for path, letters in expect.status.items():
        yield f"git status says {letters!r} of {path}"


def _tell_contents(expect: Expect) -> Iterator[str]:
    yield from _tell_files("", expect.files)
    if expect.only:
        yield "the working tree has no other file"
    yield from _tell_files("the index has ", expect.index)
    for branch, files in expect.branches.items():
        yield from _tell_files(f"the branch {branch} has ", files)
    for branch, tip in expect.remote.items():
        if isinstance(tip, Mapping):
            yield from _tell_files(f"origin's {branch} has ", tip)
        else:
            yield f"origin's {branch} is {'what the workspace has' if tip == 'same' else 'gone'}"


def _tell_history(expect: Expect) -> Iterator[str]:
    for path, contents in expect.history.items():
        for one in contents if isinstance(contents, tuple) else (contents,):
            yield f"history holds {path} as {tell_content(one)}"
    if expect.log:
        yield f"the newest commits are {', '.join(repr(one) for one in expect.log)}"
    if expect.parents is not None:
        yield f"the last commit has {expect.parents} parent" + ("s" if expect.parents != 1 else "")
    if expect.shallow is not None:
        yield "history is cut off" if expect.shallow else "history is whole"


def _tell_state(expect: Expect) -> Iterator[str]:
    if expect.stash is not None:
        entries = expect.stash if isinstance(expect.stash, int) else ", ".join(map(repr, expect.stash)) or 0
        yield f"the stash has {entries or 'no entry'}"
    if expect.operation is not None:
        told = ", ".join(one.value for one in expect.operation)
        yield f"in progress is {told}" if told else "no operation is in progress"
    if expect.unmerged is not None:
        told = ", ".join(f"{path} ({kind.value})" for path, kind in expect.unmerged.items())
        yield f"unmerged is {told}" if told else "nothing is unmerged"
    if expect.locks is not None:
        yield f"locks there are: {', '.join(expect.locks) or 'none'}"


def _tell_files(where: str, files: Wanted) -> Iterator[str]:
    for path, content in files.items():
        if content is False:
            yield f"{where}no {path}" if where else f"there is no {path}"
        else:
            yield f"{where}{path} as {tell_content(content)}" if where else f"{path} is {tell_content(content)}"


def tell_content(content: Content | Literal[True]) -> str:
    """Return a content in a few words."""
    if not isinstance(content, FileSpec):
        return _quoted(str(content))
    mode = " (executable)" if content.executable else ""
    if content.text is not None:
        return _quoted(content.text) + mode
    if content.link is not None:
        return f"a link to {content.link}"
    size = len(content.data)
    return (f"submodule commit {content.submodule}" if content.submodule else f"{size} bytes") + mode


def _quoted(text: str) -> str:
    return repr(text) if len(text) <= SHOWN else f"{text[:SHOWN]!r}..."
