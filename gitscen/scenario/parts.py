"""What is wrong with single parts of a story, whatever stands around them: edits, files, names, expectations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gitscen.errors import BadName
from gitscen.names import parse_branch
from gitscen.scenario import acts
from gitscen.scenario.asks import Expect
from gitscen.scenario.content import Content, Edits, FileSpec
from gitscen.scenario.fault import Fault, Where, suggest
from gitscen.scenario.paths import link_fault, path_fault
from gitscen.scenario.variables import variable_fault


def check_edits(edits: Edits, where: Where) -> Iterator[Fault]:
    """Yield what is wrong with the paths and contents of edits."""
    for old, new in edits.rename.items():
        yield from says(path_fault(old) or path_fault(new), (*where, "rename", old))
    for number, path in enumerate(edits.delete):
        yield from says(path_fault(path), (*where, "delete", number))
    yield from check_files(edits.files, (*where, "files"))
    for field in ("append", "chmod", "submodules"):
        yield from check_paths(getattr(edits, field), (*where, field))


def check_paths(paths: Iterable[str], where: Where) -> Iterator[Fault]:
    """Yield what is wrong with paths that are the keys at a place."""
    for path in paths:
        yield from says(path_fault(path), (*where, path))


def check_files(files: Mapping[str, Content], where: Where) -> Iterator[Fault]:
    """Yield what is wrong with files to be written."""
    for path, content in files.items():
        link = content.link if isinstance(content, FileSpec) else None
        yield from says(path_fault(path) or (link_fault(path, link) if link is not None else None), (*where, path))
        if isinstance(content, FileSpec) and content.submodule is not None:
            yield Fault((*where, path), "A submodule is no file. Write submodules = { path = commit }.")


def says(fault: str | None, where: Where) -> Iterator[Fault]:
    """Yield a fault at a place, if there is one."""
    if fault:
        yield Fault(where, fault)


def check_branch(name: str, where: Where) -> Iterator[Fault]:
    """Yield what git would say against a branch name."""
    try:
        parse_branch(name)
    except BadName as error:
        sentence = str(error)
        yield Fault(where, sentence)


def check_expect(expect: Expect, where: Where, ids: Iterable[str]) -> Iterator[Fault]:
    """Yield what is wrong with expectations; `ids` are those of the steps before."""
    for field in ("files", "index", "status", "history"):
        yield from check_paths(getattr(expect, field), (*where, field))
    for field in ("files", "history"):
        yield from _check_no_submodule(getattr(expect, field), (*where, field))
    for field in ("branches", "remote"):
        for branch, wanted in getattr(expect, field).items():
            yield from check_paths(wanted if isinstance(wanted, dict) else (), (*where, field, branch))
    yield from check_paths(expect.unmerged or (), (*where, "unmerged"))
    for path, letters in expect.status.items():
        if len(letters) != 2:
            yield Fault((*where, "status", path), f"The status {letters!r} is not two letters. Write ' M', 'A ', '??'.")
    if expect.unchanged_since is not None and expect.unchanged_since not in ids:
        known = suggest(expect.unchanged_since, ids) if ids else "No step before has an id."
        where = (*where, "unchanged_since")
        yield Fault(where, f"No step before this one has the id {expect.unchanged_since!r}. {known}")


def _check_no_submodule(wanted: Mapping[str, object], where: Where) -> Iterator[Fault]:
    for path, content in wanted.items():
        if isinstance(content, FileSpec) and content.submodule is not None:
            says = "A submodule's commit is seen in index, branches and remote only. Write it there."
            yield Fault((*where, path), says)


def check_environment(step: acts.Environment, where: Where) -> Iterator[Fault]:
    """Yield what is wrong with the variables and the mask that a step sets."""
    for name, value in step.set.items():
        yield from says(variable_fault(name, value), (*where, "set", name))
    if step.umask is not None and not 0 <= step.umask <= 0o777:
        yield Fault((*where, "umask"), f"A umask lies between 0 and 0o777, and {step.umask} does not. Write 0o077.")


def check_job(step: acts.Job, where: Where) -> Iterator[Fault]:
    """Yield what is wrong with what a job writes, and when."""
    yield from check_files(step.files, (*where, "files"))
    yield from check_files(step.last_files, (*where, "last_files"))
    writes = step.on_interrupt is acts.OnInterrupt.WRITE
    if writes and not step.last_files:
        yield Fault((*where, "on_interrupt"), "A job that writes when it is interrupted needs last_files. Add them.")
    if step.last_files and not writes:
        yield Fault((*where, "last_files"), 'last_files are written with on_interrupt = "write" only. Add that.')
