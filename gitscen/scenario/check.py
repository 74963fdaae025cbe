"""What types cannot tell of a scenario: whether its story is sound and stays in its world. Pure.

`check_scenario` makes of a scenario, from a file or from Python, the list of its faults. It plays nothing: whether a
file that is deleted was there shows in the world.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitscen.errors import BadName
from gitscen.names import parse_branch
from gitscen.scenario import acts
from gitscen.scenario.asks import Ask, AskCommit, Expect, Switch
from gitscen.scenario.content import Content, Edits, FileSpec
from gitscen.scenario.fault import Fault, Where, suggest
from gitscen.scenario.gitargs import args_fault
from gitscen.scenario.gitkeys import key_fault
from gitscen.scenario.model import OLDER_COMMITS, Scenario, clone_depth
from gitscen.scenario.paths import link_fault, path_fault
from gitscen.scenario.variables import variable_fault

_REMOTE = re.compile(r"[a-z][a-z0-9-]*")
_TAKEN = ("origin", "workspace", "library")
"""Names that no further remote may have: they mean something else in a story or its world."""
_SERVER_HOOKS = ("pre-receive", "update")
_BOTH_HOOKS = ("reference-transaction",)


def check_scenario(scenario: Scenario) -> tuple[Fault, ...]:
    """Return what is wrong with a scenario, in the order of its parts; nothing for a sound one."""
    return tuple(_check(scenario))


def _check(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.asks:
        yield Fault(("step",), "The story asks nothing, so nothing can fail. Add a step with 'ask'.")
    yield from _check_clones(scenario)
    yield from _check_remotes(scenario)
    story = _Story(scenario)
    for number, commit in enumerate(scenario.origin):
        yield from _check_edits(commit, ("origin", number))
        yield from story.meet_origin_commit(number)
    for number in range(len(scenario.step)):
        yield from story.meet_step(number)
    yield from _check_expect(scenario.expect, ("expect",), story.ids)


def _check_clones(scenario: Scenario) -> Iterator[Fault]:
    for number, clone in enumerate(scenario.clones):
        where = ("clones", number)
        if clone in scenario.clones[:number]:
            yield Fault(where, f"The clone {clone!r} is there twice. Name it once.")
        depth = clone_depth(clone)
        if depth is None:
            continue
        if not scenario.origin:
            yield Fault(where, 'An empty origin has no history to cut off. Write clones = ["full"].')
            continue
        first = scenario.origin[0].branch
        commits = OLDER_COMMITS + sum(commit.branch == first for commit in scenario.origin)
        if depth >= commits:
            yield Fault(
                where, f"{clone!r} would not be shallow: {first!r} has {commits} commits. Take a smaller depth."
            )


def _check_remotes(scenario: Scenario) -> Iterator[Fault]:
    for number, name in enumerate(scenario.remotes):
        where = ("remotes", number)
        if not _REMOTE.fullmatch(name):
            yield Fault(where, f"{name!r} is no name of a remote. Take small letters, digits and dashes.")
        elif name in _TAKEN or name in scenario.remotes[:number]:
            yield Fault(where, f"The name {name!r} is taken. Give the remote another one.")
    yield from _known_remote(scenario.workflow.remote, scenario, ("workflow", "remote"))


def _known_remote(name: str, scenario: Scenario, where: Where) -> Iterator[Fault]:
    known = ("origin", *scenario.remotes)
    if name not in known:
        yield Fault(where, f"There is no remote {name!r}. {suggest(name, known)}")


def _check_edits(edits: Edits, where: Where) -> Iterator[Fault]:
    for old, new in edits.rename.items():
        yield from _says(path_fault(old) or path_fault(new), (*where, "rename", old))
    for number, path in enumerate(edits.delete):
        yield from _says(path_fault(path), (*where, "delete", number))
    yield from _check_files(edits.files, (*where, "files"))
    for field in ("append", "chmod", "submodules"):
        yield from _check_paths(getattr(edits, field), (*where, field))


def _check_paths(paths: Iterable[str], where: Where) -> Iterator[Fault]:
    for path in paths:
        yield from _says(path_fault(path), (*where, path))


def _check_files(files: dict[str, Content], where: Where) -> Iterator[Fault]:
    for path, content in files.items():
        link = content.link if isinstance(content, FileSpec) else None
        yield from _says(path_fault(path) or (link_fault(path, link) if link is not None else None), (*where, path))


def _says(fault: str | None, where: Where) -> Iterator[Fault]:
    if fault:
        yield Fault(where, fault)


def _check_branch(name: str, where: Where) -> Iterator[Fault]:
    try:
        parse_branch(name)
    except BadName as error:
        sentence = str(error)
        yield Fault(where, sentence)


def _check_expect(expect: Expect, where: Where, ids: Iterable[str]) -> Iterator[Fault]:
    for field in ("files", "index", "status", "history"):
        yield from _check_paths(getattr(expect, field), (*where, field))
    for field in ("branches", "remote"):
        for branch, wanted in getattr(expect, field).items():
            yield from _check_paths(wanted if isinstance(wanted, dict) else (), (*where, field, branch))
    yield from _check_paths(expect.unmerged or (), (*where, "unmerged"))
    for path, letters in expect.status.items():
        if len(letters) != 2:
            yield Fault((*where, "status", path), f"The status {letters!r} is not two letters. Write ' M', 'A ', '??'.")
    if expect.unchanged_since is not None and expect.unchanged_since not in ids:
        known = suggest(expect.unchanged_since, ids) if ids else "No step before has an id."
        where = (*where, "unchanged_since")
        yield Fault(where, f"No step before this one has the id {expect.unchanged_since!r}. {known}")


@dataclass
class _Branches:
    """The branches that a story has named so far, by where a step may rely on them."""

    pushed: set[str]
    """On a remote for certain, by the origin's history or a peer."""
    named: set[str]
    """Perhaps on a remote: the subject, or git by hand, may have made and pushed them."""


class _Story:
    """What the steps so far have made, which is what the next ones may rely on."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.ids: list[str] = []
        self.branches = _Branches(set(), set())
        self.remotes = {"origin", *scenario.remotes}

    def meet_origin_commit(self, number: int) -> Iterator[Fault]:
        """Yield what is wrong with one commit of the origin's history, and take its branch as made."""
        commit = self.scenario.origin[number]
        where = ("origin", number)
        made = self.branches.pushed
        yield from _check_branch(commit.branch, (*where, "branch"))
        if commit.start is not None and commit.branch in made:
            yield Fault((*where, "start"), f"The branch {commit.branch!r} is there already. Take 'start' out.")
        elif commit.start is not None and commit.start not in made:
            yield Fault(
                (*where, "start"), f"No commit above makes the branch {commit.start!r}. {suggest(commit.start, made)}"
            )
        made.add(commit.branch)

    def meet_step(self, number: int) -> Iterator[Fault]:
        """Yield what is wrong with one step, and take what it makes as made."""
        step = self.scenario.step[number]
        where: Where = ("step", number)
        if isinstance(step, Edits):
            yield from _check_edits(step, where)
        if isinstance(step, Ask):
            yield from self._meet_ask(step, where)
        else:
            yield from self._meet_do(step, where)
        if step.id and step.id in self.ids:
            yield Fault((*where, "id"), f"Another step has the id {step.id!r}. Give each its own.")
        if step.id:
            self.ids.append(step.id)

    def _meet_ask(self, step: Ask, where: Where) -> Iterator[Fault]:
        yield from _check_expect(step.expect, (*where, "expect"), self.ids)
        for number, wanted in enumerate(step.resolved or ()):
            yield from _says(path_fault(wanted.path), (*where, "resolved", number, "path"))
        if isinstance(step, Switch):
            self.branches.named.add(step.branch)
        if isinstance(step, AskCommit):
            for number, path in enumerate(step.paths):
                yield from _says(path_fault(path), (*where, "paths", number))

    def _meet_do(self, step: acts.DoStep, where: Where) -> Iterator[Fault]:  # noqa: C901 - one case a kind of step
        match step:
            case acts.Push():
                yield from self._meet_push(step, where)
            case acts.Stage():
                for number, path in enumerate(step.paths):
                    yield from _says(path_fault(path), (*where, "paths", number))
            case acts.Git():
                self.branches.named.update(step.args)
                yield from _says(args_fault(step.args, remotes=self.remotes), (*where, "args"))
            case acts.Config():
                for key, value in step.set.items():
                    yield from _says(key_fault(key, value), (*where, "set", key))
                    if made := re.fullmatch(r"remote\.(.+)\.url", key):
                        self.remotes.add(made[1])
            case acts.Environment():
                yield from _check_environment(step, where)
            case acts.Hook():
                yield from self._meet_hook(step, where)
            case acts.Job():
                yield from _check_job(step, where)
            case acts.Nest():
                yield from _says(path_fault(step.path), (*where, "path"))
                yield from _check_files(step.files, (*where, "files"))
                yield from _check_files(step.untracked, (*where, "untracked"))
            case acts.Write() | acts.Commit() | acts.DoDamage():
                pass

    def _meet_push(self, step: acts.Push, where: Where) -> Iterator[Fault]:
        yield from _known_remote(step.to, self.scenario, (*where, "to"))
        yield from _check_branch(step.branch, (*where, "branch"))
        known = self.branches.pushed | self.branches.named
        if step.start is not None and step.start not in known:
            yield Fault(
                (*where, "start"), f"Nothing before makes the branch {step.start!r}. {suggest(step.start, known)}"
            )
        if (step.rewrite or step.delete_branch) and step.branch not in known:
            field = "rewrite" if step.rewrite else "delete_branch"
            says = f"Nothing before makes the branch {step.branch!r}, so there is nothing to do that to. "
            yield Fault((*where, field), says + suggest(step.branch, known))
        if step.delete_branch and (step.paths or step.rewrite or step.start):
            yield Fault((*where, "delete_branch"), "A branch that goes away takes no commit. Use two steps.")
        if not step.delete_branch:
            self.branches.pushed.add(step.branch)

    def _meet_hook(self, step: acts.Hook, where: Where) -> Iterator[Fault]:
        if step.where != "workspace":
            yield from _known_remote(step.where, self.scenario, (*where, "where"))
        if step.name in _BOTH_HOOKS:
            return
        if (step.name in _SERVER_HOOKS) is (step.where == "workspace"):
            right = "a remote" if step.name in _SERVER_HOOKS else "the workspace"
            yield Fault((*where, "name"), f"git never runs {step.name!r} there. Put it into {right} with 'where'.")


def _check_environment(step: acts.Environment, where: Where) -> Iterator[Fault]:
    for name, value in step.set.items():
        yield from _says(variable_fault(name, value), (*where, "set", name))
    if step.umask is not None and not 0 <= step.umask <= 0o777:
        yield Fault((*where, "umask"), f"A umask lies between 0 and 0o777, and {step.umask} does not. Write 0o077.")


def _check_job(step: acts.Job, where: Where) -> Iterator[Fault]:
    yield from _check_files(step.files, (*where, "files"))
    yield from _check_files(step.last_files, (*where, "last_files"))
    writes = step.on_interrupt is acts.OnInterrupt.WRITE
    if writes and not step.last_files:
        yield Fault((*where, "on_interrupt"), "A job that writes when it is interrupted needs last_files. Add them.")
    if step.last_files and not writes:
        yield Fault((*where, "last_files"), 'last_files are written with on_interrupt = "write" only. Add that.')
