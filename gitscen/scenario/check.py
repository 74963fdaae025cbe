"""What types cannot tell of a scenario: whether its story is sound and stays in its world. Pure.

`check_scenario` makes of a scenario, from a file or from Python, the list of its faults. It plays nothing: whether a
file that is deleted was there shows in the world.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gitscen.scenario import acts
from gitscen.scenario.asks import Ask, AskCommit, Recover, Switch
from gitscen.scenario.clone import clone_depth
from gitscen.scenario.content import Edits
from gitscen.scenario.damage import damage_fault
from gitscen.scenario.fault import Fault, Where, suggest
from gitscen.scenario.gitargs import args_fault
from gitscen.scenario.gitkeys import keys_fault
from gitscen.scenario.hostcheck import check_hosted
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.model import OLDER_COMMITS, Scenario
from gitscen.scenario.moments import moment_fault
from gitscen.scenario.parts import (
    check_branch,
    check_edits,
    check_environment,
    check_expect,
    check_files,
    check_job,
    says,
)
from gitscen.scenario.paths import path_fault

_REMOTE = re.compile(r"[a-z][a-z0-9-]*")
_TAKEN = ("origin", "workspace", "library")
"""Names that no further remote may have: they mean something else in a story or its world."""
_SERVER_HOOKS = ("pre-receive", "update")
_BOTH_HOOKS = ("reference-transaction",)
_PLAIN = Scenario(title="plain", step=(Recover(),))


def check_scenario(scenario: Scenario) -> tuple[Fault, ...]:
    """Return what is wrong with a scenario, in the order of its parts; nothing for a sound one."""
    return tuple(_check(scenario))


def _check(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.asks and not scenario.is_hosted:
        yield Fault(("step",), "The story asks nothing, so nothing can fail. Add a step with 'ask'.")
    yield from _check_clones(scenario)
    if not scenario.is_hosted:
        yield from _check_alone(scenario)
    story = _Story(scenario)
    for number, commit in enumerate(scenario.origin):
        yield from check_edits(commit, ("origin", number))
        yield from story.meet_origin_commit(number)
    if scenario.is_hosted:
        yield from check_hosted(scenario)
        return
    for number in range(len(scenario.step)):
        yield from story.meet_step(number)
    yield from check_expect(scenario.expect, ("expect",), story.ids)


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
        first = scenario.default_branch
        commits = OLDER_COMMITS + sum(commit.branch == first for commit in scenario.origin)
        if depth >= commits:
            yield Fault(
                where, f"{clone!r} would not be shallow: {first!r} has {commits} commits. Take a smaller depth."
            )


def _check_alone(scenario: Scenario) -> Iterator[Fault]:
    """Yield what is wrong at the head of a story of one workspace, without sessions."""
    for field in ("projects", "host"):
        if getattr(scenario, field) != getattr(_PLAIN, field):
            yield Fault((field,), f'Only a story of sessions has {field!r}: one with a step do = "open". Take it out.')
    yield from _check_remotes(scenario)


def _check_remotes(scenario: Scenario) -> Iterator[Fault]:
    for number, name in enumerate(scenario.remotes):
        where = ("remotes", number)
        if not _REMOTE.fullmatch(name):
            yield Fault(where, f"{name!r} is no name of a remote. Take small letters, digits and dashes.")
        elif name in _TAKEN or name in scenario.remotes[:number]:
            yield Fault(where, f"The name {name!r} is taken. Give the remote another one.")
    yield from _known_remote(scenario.workflow.remote, scenario, ("workflow", "remote"))
    folder = scenario.workflow.folder
    yield from says(path_fault(folder) if folder else None, ("workflow", "folder"))


def _known_remote(name: str, scenario: Scenario, where: Where) -> Iterator[Fault]:
    known = ("origin", *scenario.remotes)
    if name not in known:
        yield Fault(where, f"There is no remote {name!r}. {suggest(name, known)}")


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
        yield from check_branch(commit.branch, (*where, "branch"))
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
        if isinstance(step, Ask):
            yield from self._meet_ask(step, where)
        elif not isinstance(step, HostStep):
            yield from self._meet_do(step, where)
            if step.at is not None:
                yield Fault((*where, "at"), "Only a step in the 'meanwhile' of a request has a moment. Take 'at' out.")
        if step.id and step.id in self.ids:
            yield Fault((*where, "id"), f"Another step has the id {step.id!r}. Give each its own.")
        if step.id:
            self.ids.append(step.id)

    def _meet_ask(self, step: Ask, where: Where) -> Iterator[Fault]:
        yield from check_expect(step.expect, (*where, "expect"), self.ids)
        for number, wanted in enumerate(step.resolved or ()):
            yield from says(path_fault(wanted.path), (*where, "resolved", number, "path"))
        if step.kill is not None:
            yield from says(moment_fault(step.kill), (*where, "kill"))
        for number, inner in enumerate(step.meanwhile):
            yield from self._meet_meanwhile(inner, (*where, "meanwhile", number))
        if isinstance(step, Switch):
            self.branches.named.add(step.branch)
        if isinstance(step, AskCommit):
            for number, path in enumerate(step.paths):
                yield from says(path_fault(path), (*where, "paths", number))

    def _meet_meanwhile(self, step: acts.DoStep, where: Where) -> Iterator[Fault]:
        """Yield what is wrong with a step that the world takes in the middle of a request."""
        if step.at is None:
            yield Fault(where, "A step in 'meanwhile' needs its moment. Add 'at', for example at = \"before push\".")
        else:
            yield from says(moment_fault(step.at), (*where, "at"))
        if step.id:
            yield Fault((*where, "id"), "Nothing is looked at in the middle of a request. Take 'id' out.")
        if isinstance(step, acts.Environment | acts.Job):
            yield Fault(where, "The environment and jobs cannot change while the workflow is at work. Do it before.")
        yield from self._meet_do(step, where)

    def _meet_do(self, step: acts.DoStep, where: Where) -> Iterator[Fault]:  # noqa: C901 - one case a kind of step
        if isinstance(step, Edits):
            yield from check_edits(step, where)
        match step:
            case acts.Push():
                yield from self._meet_push(step, where)
            case acts.Stage():
                for number, path in enumerate(step.paths):
                    yield from says(path_fault(path), (*where, "paths", number))
            case acts.Git():
                self.branches.named.update(step.args)
                yield from says(args_fault(step.args, remotes=self.remotes), (*where, "args"))
                yield from says(path_fault(step.in_) if step.in_ else None, (*where, "in"))
            case acts.Config():
                yield from self._meet_config(step, where)
            case acts.Environment():
                yield from check_environment(step, where)
            case acts.Hook():
                yield from self._meet_hook(step, where)
            case acts.Job():
                yield from check_job(step, where)
            case acts.Nest():
                yield from says(path_fault(step.path), (*where, "path"))
                yield from check_files(step.files, (*where, "files"))
                yield from check_files(step.untracked, (*where, "untracked"))
            case acts.DoDamage():
                yield from says(damage_fault(step.damage, step.of), (*where, "of"))
            case acts.Write() | acts.Commit():
                pass

    def _meet_config(self, step: acts.Config, where: Where) -> Iterator[Fault]:
        for key, fault in keys_fault(step.set):
            yield Fault((*where, "set", key), fault)
        for key in step.set:
            if made := re.fullmatch(r"remote\.(.+)\.url", key):
                self.remotes.add(made[1])

    def _meet_push(self, step: acts.Push, where: Where) -> Iterator[Fault]:
        yield from _known_remote(step.to, self.scenario, (*where, "to"))
        yield from check_branch(step.branch, (*where, "branch"))
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
