"""Whether a story of sessions is sound: its names, its order, and what it may use of the other stories' words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from gitscen.errors import BadName
from gitscen.scenario import acts, hosted
from gitscen.scenario.asks import Expect
from gitscen.scenario.fault import Fault, Where, suggest
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.model import Scenario, Workflow
from gitscen.scenario.moments import moment_fault
from gitscen.scenario.parts import check_branch, check_edits, check_expect
from gitscen.session.naming import Id, check_id, thread_branch

ORIGIN = "origin"
"""What a step calls the remote of the story's first project, where it names none."""


def check_hosted(scenario: Scenario) -> Iterator[Fault]:
    """Yield what is wrong with a story of sessions, in the order of its parts."""
    yield from _check_head(scenario)
    story = _Story(scenario)
    for number, step in enumerate(scenario.step):
        yield from story.meet(step, ("step", number))
    if not story.waits:
        yield Fault(("step",), 'The story waits for nothing, so nothing can fail. Add a step do = "await".')


def _check_head(scenario: Scenario) -> Iterator[Fault]:
    if "single-branch" in scenario.clones:
        yield Fault(("clones",), "Containers clone all branches. Take full and shallow.")
    if scenario.remotes:
        yield Fault(("remotes",), "In a story of sessions each project is a remote. Name them in 'projects'.")
    if scenario.workflow != Workflow():
        yield Fault(("workflow",), "In a story of sessions the containers configure the workflow. Take this out.")
    if scenario.expect != Expect():
        yield Fault(("expect",), "There is no one workspace. Write what must be seen into an 'await': expect.SESSION.")
    yield from _check_moment(scenario.host.kill)
    for number, name in enumerate(scenario.projects):
        if name in (*scenario.projects[:number], ORIGIN, "library"):
            yield Fault(("projects", number), f"The name {name!r} is taken. Give the project another one.")


def _check_moment(text: str) -> Iterator[Fault]:
    """Yield what is wrong with the moment of a kill: one of git's commands, or of what a container does besides."""
    when, _, command = text.partition(" #")[0].partition(" ")
    if not text or command in _MOMENTS[when]:
        return
    where = ("host", "kill")
    if when == "during":
        yield Fault(where, f"There is no moment {text!r}. {suggest(command, _MOMENTS[when])}")
    elif fault := moment_fault(text):
        yield Fault(where, fault)


_STEPS = ("answer", "send", "acknowledge")
_MOMENTS = {"before": _STEPS, "after": _STEPS, "during": ("agent", "push")}
"""Moments of a container that are none of its git's."""


class _Story:
    """What the steps so far have made."""

    def __init__(self, scenario: Scenario) -> None:
        self.projects = scenario.projects
        self.sessions: list[str] = []
        self.commands: list[str] = []
        self.away: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.waits = False

    def meet(self, step: object, where: Where) -> Iterator[Fault]:
        """Yield what is wrong with one step, and take what it makes as made."""
        match step:
            case hosted.Open() | hosted.Send() | hosted.Close() if ("queues", "") in self.away:
                yield Fault(where, "The queues are out of reach here. Repair them first.")
            case HostStep():
                yield from self._meet_host_step(step, where)
            case acts.Push() | acts.Hook():
                yield from self._meet_remote(step, where)
            case _:
                yield Fault(where, "In a story of sessions people send messages, and peers push. Take this step out.")
        name = getattr(step, "id", "")
        if name and name in self.ids:
            yield Fault((*where, "id"), f"Another step has the id {name!r}. Give each its own.")
        self.ids.append(name)

    def _meet_host_step(self, step: HostStep, where: Where) -> Iterator[Fault]:
        match step:
            case hosted.Open():
                yield from self._meet_open(step, where)
            case hosted.Send():
                yield from self._known(step.session, self.sessions, (*where, "session"), "session")
                yield from self._meet_command(step.command, where)
            case hosted.Await():
                self.waits = True
                yield from self._meet_await(step, where)
            case hosted.Close():
                yield from self._known(step.session, self.sessions, (*where, "session"), "session")
            case hosted.Kill():
                yield from self._meet_kill(step, where)
            case hosted.Outage() | hosted.Repair():
                yield from self._meet_outage(step, where)
            case hosted.StartHost() | hosted.Event():
                pass
            case _:
                raise TypeError(f"{step!r} is no step about the host")

    def _meet_open(self, step: hosted.Open, where: Where) -> Iterator[Fault]:
        for kind, field in ((Id.SESSION, "session"), (Id.CLIENT, "client"), (Id.USER, "user")):
            yield from _says_name(partial(check_id, kind), getattr(step, field), (*where, field))
        yield from _says_name(thread_branch, step.thread_id, (*where, "thread"))
        if step.project:
            yield from self._known(step.project, self.projects, (*where, "project"), "project")
        self.sessions.append(step.session)
        if bool(step.instruction) is not bool(step.command):
            yield Fault(where, "A first command needs both 'instruction' and 'command', its id. Give both, or none.")
        elif step.command:
            yield from self._meet_command(step.command, where)

    def _meet_command(self, name: str, where: Where) -> Iterator[Fault]:
        yield from _says_name(partial(check_id, Id.COMMAND), name, (*where, "command"))
        if name in self.commands:
            yield Fault((*where, "command"), f"Another command has the id {name!r}. Give each its own.")
        self.commands.append(name)

    def _meet_await(self, step: hosted.Await, where: Where) -> Iterator[Fault]:
        for field in ("answers", "begun"):
            for name in getattr(step, field):
                yield from self._known(name, self.commands, (*where, field, name), "command")
        for field in ("queues", "dead", "expect"):
            for name in getattr(step, field):
                yield from self._known(name, self.sessions, (*where, field, name), "session")
        for number, name in enumerate(step.pushed):
            yield from self._known(name, self.sessions, (*where, "pushed", number), "session")
        for number, group in enumerate(step.containers or ()):
            for name in group:
                yield from self._known(name, self.sessions, (*where, "containers", number), "session")
        for name, expect in step.expect.items():
            yield from check_expect(expect, (*where, "expect", name), ())

    def _meet_kill(self, step: hosted.Kill, where: Where) -> Iterator[Fault]:
        if step.who == "host" and step.session:
            yield Fault((*where, "session"), "The host is killed for all sessions. Take 'session' out.")
        if step.who != "host":
            yield from self._known(step.session, self.sessions, (*where, "session"), "session")

    def _meet_outage(self, step: hosted.Outage | hosted.Repair, where: Where) -> Iterator[Fault]:
        if step.project:
            yield from self._known(step.project, self.projects, (*where, "project"), "project")
        what = (step.of, step.project or self.projects[0] if step.of == "remote" else "")
        begins = isinstance(step, hosted.Outage)
        if begins is (what in self.away):
            says = "is out of reach already" if begins else "is within reach"
            yield Fault((*where, "of"), f"'{step.of}' {says} here. An outage and its repair come in turn.")
        elif begins:
            self.away.append(what)
        else:
            self.away.remove(what)

    def _meet_remote(self, step: acts.Push | acts.Hook, where: Where) -> Iterator[Fault]:
        """Yield what is wrong with what a peer pushes to, or plants in, a project's remote."""
        field, remote = ("to", step.to) if isinstance(step, acts.Push) else ("where", step.where)
        if remote != ORIGIN:
            yield from self._known(remote, self.projects, (*where, field), "project")
        if step.at is not None:
            yield Fault((*where, "at"), "Here is no request with moments. Take 'at' out.")
        if isinstance(step, acts.Push):
            yield from check_edits(step, where)
            yield from check_branch(step.branch, (*where, "branch"))

    def _known(self, name: str, known: Iterable[str], where: Where, what: str) -> Iterator[Fault]:
        if name not in known:
            yield Fault(where, f"No step before has the {what} {name!r}. {suggest(name, known)}")


def _says_name(check: Callable[[str], str], name: str, where: Where) -> Iterator[Fault]:
    try:
        check(name)
    except BadName as error:
        yield Fault(where, str(error))
