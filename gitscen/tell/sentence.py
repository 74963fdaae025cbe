"""One step of a story as an English sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from gitscen.outcome import Status
from gitscen.scenario import acts
from gitscen.scenario.asks import Ask, AskCommit, AskPush, Interrupt, Recover, Resolve, Switch, Sync, WantedResolution
from gitscen.scenario.content import Edits
from gitscen.scenario.hosted import HostStep
from gitscen.tell.hosted import tell_host_step

LISTED = 3
"""Things that a sentence names one by one; of more it gives the number."""


def tell_step(step: acts.DoStep | Ask | HostStep) -> str:
    """Return what a step does, as a sentence with its full stop."""
    if isinstance(step, HostStep):
        return tell_host_step(step)
    return tell_ask(step) if isinstance(step, Ask) else tell_act(step)


def tell_act(step: acts.DoStep) -> str:  # noqa: C901, PLR0911 - one case a kind of step
    """Return what the world does."""
    match step:
        case acts.Write():
            return f"Somebody {tell_edits(step)} in the workspace."
        case acts.Stage():
            return f"Somebody stages {_few(step.paths) if step.paths else 'all changes'}."
        case acts.Commit():
            first = f"{tell_edits(step)} and " if step.paths else ""
            return f'Somebody {first}commits everything by hand: "{step.message}".'
        case acts.Push():
            return _tell_push(step)
        case acts.Git():
            who = step.as_.capitalize() if step.as_ else "Somebody"
            place = f" in {step.in_}" if step.in_ else ""
            ends = f", which ends with {step.code}" if step.code else ""
            return f"{who} runs git {' '.join(step.args)}{place}{ends}."
        case acts.Config():
            settings = _few([f"{key} = {value}" for key, value in step.set.items()])
            return f"The {step.where}'s git configuration gets {settings}."
        case acts.Environment():
            return _tell_environment(step)
        case acts.Hook():
            whose = "The workspace" if step.where == "workspace" else f"The remote {step.where}"
            does = "must never run" if step.forbidden else _HOOKS[step.does]
            return f"{whose} gets a {step.name} hook, which {does}."
        case acts.DoDamage():
            of = f" of {step.of}" if step.of else ""
            return f"Something breaks in the workspace's .git: {step.damage.value}{of}."
        case acts.Job():
            return _tell_job(step)
        case acts.Nest():
            return f"Somebody makes a repository inside the workspace, at {step.path}."
        case _:
            assert_never(step)


_HOOKS = {
    acts.HookBehaviour.REFUSE: "refuses",
    acts.HookBehaviour.REFUSE_ONCE: "refuses the first time",
    acts.HookBehaviour.SUCCEED: "succeeds",
    acts.HookBehaviour.HANG: "hangs",
}


def tell_edits(edits: Edits) -> str:
    """Return edits as a clause: `writes a.txt and deletes b.txt`."""
    clauses = [
        *(f"renames {old} to {new}" for old, new in edits.rename.items()),
        *([f"deletes {_few(edits.delete)}"] if edits.delete else []),
        *([f"writes {_few(edits.files)}"] if edits.files else []),
        *([f"adds to the end of {_few(edits.append)}"] if edits.append else []),
        *(f"makes {path} {'executable' if mode == '+x' else 'not executable'}" for path, mode in edits.chmod.items()),
        *(f"puts submodule {path} at its commit {commit}" for path, commit in edits.submodules.items()),
    ]
    if len(clauses) > LISTED:
        return f"makes {len(clauses)} changes to {_few(tuple(dict.fromkeys(edits.paths)))}"
    return _joined(clauses) or "changes nothing"


def _tell_push(step: acts.Push) -> str:
    who, whose = step.as_.capitalize(), f"{step.branch} of {step.to}"
    if step.delete_branch:
        return f"{who} deletes the branch {whose}."
    if step.rewrite:
        return f"{who} rewrites the last commit of {whose}: {tell_edits(step)}, and forces the push."
    start = f", which starts at {step.start}," if step.start else ""
    return f"{who} {tell_edits(step)} on {whose}{start} and pushes."


def _tell_environment(step: acts.Environment) -> str:
    told = [f"{name}={value}" for name, value in step.set.items()]
    told += [f"umask {step.umask:03o}"] if step.umask is not None else []
    told += [] if step.identity else ["no identity configured"]
    return f"From now on the workflow runs with {_joined(told) or 'its usual environment'}."


def _tell_job(step: acts.Job) -> str:
    ends = {
        acts.OnInterrupt.END: "ends when it is interrupted",
        acts.OnInterrupt.IGNORE: "takes no notice of an interrupt",
        acts.OnInterrupt.WRITE: f"writes {_few(step.last_files)} when it is interrupted, and ends",
    }[step.on_interrupt]
    child = " Its child would outlive it." if step.child else ""
    return f"A job starts and writes {_few(step.files)}; it {ends}.{child}"


def tell_ask(step: Ask) -> str:
    """Return what the workflow is asked, what it must answer, and what happens meanwhile."""
    told = [f"The workflow is asked to {_tell_request(step)}."]
    told += [f"At '{one.at}': {tell_act(one)}" for one in step.meanwhile]
    if step.kill:
        told.append(f"It is killed {step.kill.replace('before ', 'before git ').replace('after ', 'after git ')}.")
    if step.outcome is not None:
        wanted = (step.outcome,) if isinstance(step.outcome, Status) else step.outcome
        told.append(f"It must answer {' or '.join(one.value for one in wanted)}.")
    if step.resolved is not None:
        told.append(f"It must report {_joined(list(map(_tell_resolution, step.resolved))) or 'no conflict'}.")
    if step.budget.pushes is not None:
        told.append(f"It may try to push {step.budget.pushes} times.")
    if step.budget.seconds is not None:
        told.append(f"It may take {step.budget.seconds:g} s.")
    return " ".join(told)


def _tell_request(step: Ask) -> str:  # noqa: PLR0911 - one case a kind of request
    match step:
        case Switch():
            return f"go to the branch {step.branch}" + (f", made from {step.start}" if step.start else "")
        case AskCommit():
            return f'commit {_few(step.paths) if step.paths else "all work"}: "{step.message}"'
        case AskPush():
            return "push"
        case Sync():
            return f"bring in {step.source}" if step.source else "bring in what the remote has"
        case Resolve():
            return "settle the conflicts"
        case Interrupt():
            return "end the job and save its work"
        case Recover():
            return "bring the workspace back to a sound state"
        case _:
            raise TypeError(f"{step!r} is no request")


def _tell_resolution(wanted: WantedResolution) -> str:
    kinds = [one.value for one in (wanted.kind, wanted.nature) if one is not None]
    return f"{wanted.path} ({', '.join((*kinds, f'{wanted.kept.value} kept'))})"


def _few(things: Iterable[str]) -> str:
    named = tuple(things)
    return _joined(named) if len(named) <= LISTED else f"{named[0]} and {len(named) - 1} more"


def _joined(parts: Iterable[str]) -> str:
    *first, last = (*parts,) or ("",)
    return f"{', '.join(first)} and {last}" if first else last
