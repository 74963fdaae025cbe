"""A story as the commits that it is known to make, and the places where that is up to the workflow. Pure.

What a person does by hand is followed as far as its words tell: `git switch` and the commands that make commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gitscen.outcome import Status
from gitscen.scenario import acts
from gitscen.scenario.asks import Ask, AskCommit, AskPush, Interrupt, Recover, Resolve, Switch, Sync
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.model import Scenario

_MAKE_COMMITS = ("am", "cherry-pick", "commit", "merge", "pull", "rebase", "revert")
_GO = ("checkout", "switch")
_GOOD = {Status.DONE, Status.RESOLVED}


@dataclass(frozen=True, slots=True)
class Node:
    """A commit, or (`known` is false) what the workflow or git makes of its parents.

    `parents` are numbers of nodes before it, the branch's own first; `line` is the branch it was made on, as
    `workspace thread-a` or `origin main`; `step` is 0 for what is there at first.
    """

    parents: tuple[int, ...]
    line: str
    says: str
    step: int = 0
    known: bool = True


def tell_commits(scenario: Scenario) -> tuple[Node, ...]:
    """Return the nodes of a story, parents before children."""
    history = _History(scenario)
    for number, step in enumerate(scenario.step, 1):
        if isinstance(step, Ask):
            for one in step.meanwhile:
                history.meet_act(number, one)
            history.meet_ask(number, step)
        elif not isinstance(step, HostStep):
            history.meet_act(number, step)
    return tuple(history.nodes)


class _History:
    """The nodes so far, and where each branch is."""

    def __init__(self, scenario: Scenario) -> None:
        self.nodes: list[Node] = []
        self._tips: dict[str, int] = {}
        self._default = scenario.default_branch
        self._remote = scenario.workflow.remote
        if scenario.origin:
            self._add(f"origin {self._default}", (), "older commits")
        for commit in scenario.origin:
            line = f"origin {commit.branch}"
            base = self._tips.get(line, self._tips.get(f"origin {commit.start}"))
            self._add(line, () if base is None else (base,), commit.message)
        self._branch = self._default
        self._arrive(self._default, None)

    def meet_act(self, number: int, step: acts.DoStep) -> None:
        """Add what a step of the world's commits."""
        if isinstance(step, acts.Push):
            self._meet_push(number, step)
        elif isinstance(step, acts.Commit):
            self._add(self._here, self._own, step.message, step=number)
        elif isinstance(step, acts.Git) and step.as_ is None and not step.in_:
            self._meet_git(number, step.args)

    def meet_ask(self, number: int, step: Ask) -> None:
        """Add what a request commits, as far as that is known."""
        if not _may_succeed(step):
            return
        match step:
            case Switch():
                self._branch = step.branch
                self._arrive(step.branch, step.start)
            case AskCommit():
                self._add(self._here, self._own, step.message, step=number)
            case AskPush():
                self._meet(number, f"{self._remote} {self._branch}", "push", moves=True)
            case Sync():
                self._meet(number, f"{self._remote} {step.source or self._branch}", "sync", moves=False)
            case Resolve() | Interrupt():
                says = "resolve" if isinstance(step, Resolve) else "interrupt"
                self._add(self._here, self._own, says, step=number, known=False)
            case Recover():
                pass
            case _:
                raise TypeError(f"{step!r} is no request")

    @property
    def _here(self) -> str:
        return f"workspace {self._branch}"

    @property
    def _own(self) -> tuple[int, ...]:
        tip = self._tips.get(self._here)
        return () if tip is None else (tip,)

    def _add(self, line: str, parents: tuple[int, ...], says: str, *, step: int = 0, known: bool = True) -> int:
        self.nodes.append(Node(parents, line, says, step, known))
        self._tips[line] = len(self.nodes) - 1
        return self._tips[line]

    def _arrive(self, branch: str, start: str | None) -> None:
        """Have a local branch: where it is, else where origin's is, else where a new one starts."""
        places = [f"workspace {branch}", f"{self._remote} {branch}"]
        places += [f"workspace {start}", f"origin {start}"] if start else []
        places += [f"origin {self._default}"]
        tip = next((self._tips[place] for place in places if place in self._tips), None)
        if tip is not None:
            self._tips[f"workspace {branch}"] = tip

    def _meet_push(self, number: int, step: acts.Push) -> None:
        line = f"{step.to} {step.branch}"
        if step.delete_branch:
            self._tips.pop(line, None)
            return
        base = self._tips.get(line, self._tips.get(f"{step.to} {step.start or self._default}"))
        parents: tuple[int, ...] = () if base is None else (base,)
        if step.rewrite and base is not None:
            parents = self.nodes[base].parents[:1]
        self._add(line, parents, f"{step.as_}: {step.message}", step=number)

    def _meet_git(self, number: int, args: Sequence[str]) -> None:
        command, *rest = args
        names = [arg for arg in rest if not arg.startswith("-")]
        if command in _GO and names:
            self._branch = names[0]
            self._arrive(names[0], names[1] if len(names) > 1 else None)
        elif command in _MAKE_COMMITS:
            others = [self._tips.get(name.replace("origin/", "origin ", 1)) for name in names]
            parents = dict.fromkeys((*self._own, *(other for other in others if other is not None)))
            self._add(self._here, tuple(parents), f"git {' '.join(args)}", step=number, known=False)

    def _meet(self, number: int, line: str, says: str, *, moves: bool) -> None:
        """Let the branch here and one of a remote meet; with `moves` the remote's branch goes along."""
        other, own = self._tips.get(line), self._own
        if not own:
            return
        if other is None or other in self._ancestors(own[0]):
            met = own[0]
        elif own[0] in self._ancestors(other):
            met = other
        else:
            met = self._add(self._here, (*own, other), f"what {says} makes of both", step=number, known=False)
        self._tips[self._here] = met
        if moves:
            self._tips[line] = met

    def _ancestors(self, node: int) -> set[int]:
        found: set[int] = set()
        todo = [node]
        while todo:
            one = todo.pop()
            found.add(one)
            todo.extend(self.nodes[one].parents)
        return found


def _may_succeed(step: Ask) -> bool:
    wanted = {step.outcome} if isinstance(step.outcome, Status) else set(step.outcome or _GOOD)
    return step.kill is None and bool(wanted & _GOOD)
