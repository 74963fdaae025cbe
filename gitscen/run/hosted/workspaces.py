"""Eyes on every container's workspace below a host's home: an `Observation` of each, and what is judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pygit2

from gitscen.errors import WorldError
from gitscen.judge.hosted import Quiet, Written, judge_quiet
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.session.message import Answer
from gitscen.session.record import SessionRecord
from gitscen.verdict import Failure
from gitscen.world.world import World


@dataclass
class Workspaces:
    """The workspaces of one case. `shallow` tells whether they must be cut off, `default` the default branch."""

    world: World
    home: Path
    environment: Mapping[str, str]
    shallow: bool
    default: str
    _observers: dict[str, Observer] = field(default_factory=dict)
    seen: dict[str, Observation] = field(default_factory=dict)
    """By container, as it was seen last."""

    def look(self, sessions: Sequence[SessionRecord], *, thorough: bool) -> dict[str, Observation]:
        """Look at the workspace of each of these sessions, and return what was seen before, by container."""
        before: dict[str, Observation] = {}
        for session in {one.container_id: one for one in sessions}.values():
            name = session.container_id
            if not (self.home / name / "workspace" / ".git").exists():
                continue
            observer = self._observers.get(name) or self._open(session)
            now = observer.look(thorough=thorough)
            before[name] = self.seen.get(name) or _nothing(now)
            self.seen[name] = now
        return before

    def is_pushed(self, session: SessionRecord) -> bool:
        """Whether a session's branch is on the remote as it is in the workspace; while somebody is at work there."""
        tips = []
        for place in (self.home / session.container_id / "workspace", self.world.remote(session.project_id)):
            try:
                tips.append(pygit2.Repository(str(place)).references[f"refs/heads/{session.branch}"].target)
            except (pygit2.GitError, KeyError):
                return False
        return tips[0] == tips[1]

    def judge(
        self,
        before: Mapping[str, Observation],
        sessions: Sequence[SessionRecord],
        written: Sequence[Written],
        answers: Mapping[str, Sequence[Answer]],
    ) -> Iterator[Failure]:
        """Yield what does not hold of the workspaces that were looked at."""
        for name, was in before.items():
            mine = {one.session_id for one in sessions if one.container_id == name}
            quiet = Quiet(
                container=name,
                before=was,
                after=self.seen[name],
                sessions=frozenset(mine),
                written=tuple(written),
                answers=tuple(answer for session in sorted(mine) for answer in answers.get(session, ())),
                default=self.default,
            )
            yield from judge_quiet(quiet)

    def _open(self, session: SessionRecord) -> Observer:
        name = session.container_id
        self._observers[name] = Observer(
            workspace=self.home / name / "workspace",
            remotes={"origin": self.world.remote(session.project_id)},
            untouchable=(self.world.home, self.world.outside),
            fired=self.world.fired,
            environment=self.environment,
        )
        if self.shallow and not (self.home / name / "workspace/.git/shallow").exists():
            raise WorldError(f"the clone of {name} should be shallow and is not. Give origin more commits.")
        return self._observers[name]


def _nothing(now: Observation) -> Observation:
    """Return the time before a workspace was cloned, as far as it can be told afterwards: the default branch only."""
    start = {ref: oid for ref, oid in now.remotes["origin"].items() if not ref.startswith("refs/heads/thread-")}
    return replace(
        now,
        branch=None, head=None, refs={}, remotes={"origin": start}, index={}, unmerged={}, locked={}, files={},
        status={}, nested=(), stash=(), in_progress=frozenset(), locks=frozenset(), shallow=frozenset(),
        reflog=frozenset(), objects=frozenset(), damage=frozenset(), fired=frozenset(), unreadable=False, blind="",
    )  # fmt: skip
