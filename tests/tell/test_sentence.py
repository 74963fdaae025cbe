from __future__ import annotations

import pytest

from gitscen.names import ConflictKind, ConflictNature
from gitscen.outcome import Status
from gitscen.scenario import acts
from gitscen.scenario.acts import DoStep, HookBehaviour, OnInterrupt
from gitscen.scenario.asks import (
    Ask,
    AskCommit,
    AskPush,
    Budget,
    Interrupt,
    Recover,
    Resolve,
    Switch,
    Sync,
    WantedResolution,
)
from gitscen.scenario.damage import Damage
from gitscen.tell.sentence import tell_step

ACTS: list[tuple[DoStep, str]] = [
    (acts.Write(files={"a": "1\n"}), "Somebody writes a in the workspace."),
    (acts.Write(), "Somebody changes nothing in the workspace."),
    (
        acts.Write(rename={"a": "b"}, delete=("c", "d"), chmod={"e": "+x"}),
        "Somebody renames a to b, deletes c and d and makes e executable in the workspace.",
    ),
    (
        acts.Write(rename={"a": "b"}, delete=("c",), append={"b": "1\n"}, submodules={"lib": "two"}),
        "Somebody makes 4 changes to a and 3 more in the workspace.",
    ),
    (acts.Stage(), "Somebody stages all changes."),
    (acts.Stage(paths=("a", "b", "c", "d")), "Somebody stages a and 3 more."),
    (acts.Commit(message="m", files={"a": "1\n"}), 'Somebody writes a and commits everything by hand: "m".'),
    (acts.Push(branch="main", files={"a": "1\n"}), "Peer writes a on main of origin and pushes."),
    (
        acts.Push(branch="x", as_="ada", start="main", to="mirror"),
        "Ada changes nothing on x of mirror, which starts at main, and pushes.",
    ),
    (acts.Push(branch="x", delete_branch=True), "Peer deletes the branch x of origin."),
    (
        acts.Push(branch="x", rewrite=True, files={"a": "1\n"}),
        "Peer rewrites the last commit of x of origin: writes a, and forces the push.",
    ),
    (acts.Git(args=("merge", "x"), code=1), "Somebody runs git merge x, which ends with 1."),
    (acts.Git(args=("fetch",), as_="ada"), "Ada runs git fetch."),
    (acts.Config(set={"a.b": "c"}, where="home"), "The home's git configuration gets a.b = c."),
    (
        acts.Environment(set={"TZ": "UTC"}, umask=0o77, identity=False),
        "From now on the workflow runs with TZ=UTC, umask 077 and no identity configured.",
    ),
    (acts.Environment(), "From now on the workflow runs with its usual environment."),
    (acts.Hook(name="pre-commit"), "The workspace gets a pre-commit hook, which refuses."),
    (
        acts.Hook(name="update", where="origin", does=HookBehaviour.HANG),
        "The remote origin gets a update hook, which hangs.",
    ),
    (acts.Hook(name="pre-push", forbidden=True), "The workspace gets a pre-push hook, which must never run."),
    (acts.DoDamage(damage=Damage.INDEX_MISSING), "Something breaks in the workspace's .git: index-missing."),
    (acts.Job(files={"a": "1\n"}), "A job starts and writes a; it ends when it is interrupted."),
    (
        acts.Job(files={"a": "1\n"}, on_interrupt=OnInterrupt.WRITE, last_files={"b": "2\n"}, child=True),
        "A job starts and writes a; it writes b when it is interrupted, and ends. Its child would outlive it.",
    ),
    (acts.Nest(path="inner", files={"a": "1\n"}), "Somebody makes a repository inside the workspace, at inner."),
]
ASKS: list[tuple[Ask, str]] = [
    (Switch(branch="x", start="main"), "The workflow is asked to go to the branch x, made from main."),
    (AskCommit(message="m"), 'The workflow is asked to commit all work: "m".'),
    (AskCommit(message="m", paths=("a",)), 'The workflow is asked to commit a: "m".'),
    (AskPush(outcome=Status.DONE), "The workflow is asked to push. It must answer done."),
    (
        Sync(source="main", outcome=(Status.DONE, Status.REFUSED), resolved=()),
        "The workflow is asked to bring in main. It must answer done or refused. It must report no conflict.",
    ),
    (
        Resolve(resolved=(WantedResolution(path="a", kind=ConflictKind("AA"), nature=ConflictNature("add/add")),)),
        "The workflow is asked to settle the conflicts. It must report a (AA, add/add, local kept).",
    ),
    (
        Interrupt(budget=Budget(seconds=1.5, pushes=2)),
        "The workflow is asked to end the job and save its work. It may try to push 2 times. It may take 1.5 s.",
    ),
    (
        Recover(kill="after stash push"),
        "The workflow is asked to bring the workspace back to a sound state. It is killed after git stash push.",
    ),
    (
        AskPush(meanwhile=(acts.Push(branch="main", at="before push"),)),
        "The workflow is asked to push. At 'before push': Peer changes nothing on main of origin and pushes.",
    ),
]


@pytest.mark.parametrize(("step", "says"), [*ACTS, *ASKS])
def test_a_step_in_words(step: DoStep | Ask, says: str) -> None:
    assert tell_step(step) == says


def test_every_kind_of_step_is_in_the_table() -> None:
    from typing import get_args

    from gitscen.scenario.asks import AskStep

    assert {type(step) for step, _ in ACTS} == set(get_args(DoStep))
    assert {type(step) for step, _ in ASKS} == set(get_args(AskStep))
