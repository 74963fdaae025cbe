"""The steps of a story of sessions as English sentences, and what such a story waits for as clauses. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.scenario import hosted
from gitscen.scenario.hosted import Depths, HostStep, WantedAnswer
from gitscen.tell.wishes import tell_wishes


def tell_host_step(step: HostStep) -> str:  # noqa: PLR0911 - one case a kind of step
    """Return what happens, as a sentence with its full stop."""
    match step:
        case hosted.Open():
            first = f" and sends {step.command}: '{step.instruction}'" if step.command else ""
            project = f" on {step.project}" if step.project else ""
            return f"{step.user} of {step.client} opens {step.session}{project}, on {step.thread_id}{first}."
        case hosted.Send():
            return _tell_send(step)
        case hosted.Await():
            return f"All this must come within {step.within:g} s:"
        case hosted.Event():
            return f"What agents wait for comes: {step.name}."
        case hosted.Close():
            return f"{step.session} is closed."
        case hosted.Kill():
            whose = "The host" if step.who == "host" else f"The {step.who} of {step.session}"
            return f"{whose} is killed."
        case hosted.Outage() | hosted.Repair():
            what = "The queue service" if step.of == "queues" else f"The remote of {step.project or 'the project'}"
            return f"{what} is {'out of reach' if isinstance(step, hosted.Outage) else 'there again'}."
        case hosted.StartHost():
            return "A host is started."
        case _:
            raise TypeError(f"{step!r} is no step about the host")


def tell_waits(step: hosted.Await) -> tuple[str, ...]:
    """Return a clause for each thing that a wait is for."""
    return tuple(_tell_waits(step))


def _tell_send(step: hosted.Send) -> str:
    if step.raw is not None:
        return f"Into the queue of {step.session} comes what is no command: {step.raw[:60]!r}."
    told = [f"{step.session} gets {step.command}: '{step.instruction}'"]
    told += [f"{step.times} times"] if step.times > 1 else []
    told += [f"from a clock that is {step.later:g} s ahead"] if step.later else []
    told += [f"with {name} = {value!r}"[:100] for name, value in step.fields.items()]
    told += [f"without {', '.join(step.without)}"] if step.without else []
    told += [f"made longer by {step.size} bytes"] if step.size else []
    return f"{', '.join(told)}."


def _tell_waits(step: hosted.Await) -> Iterator[str]:
    for name, wanted in step.answers.items():
        yield f"{name} is answered{_tell_answer(wanted)}"
    for name, count in step.begun.items():
        yield f"the agent has written {count} file{'s' * (count != 1)} for {name}"
    for session, depths in step.queues.items():
        yield f"the queues of {session} are gone" if depths == "gone" else _tell_depths(session, depths)
    for session, reasons in step.dead.items():
        yield f"the dead letters of {session} are for: {'; '.join(reasons) or 'nothing'}"
    yield from (f"the branch of {session} is on the remote" for session in step.pushed)
    if step.containers is not None:
        told = "; ".join(", ".join(group) for group in step.containers)
        yield f"{len(step.containers)} containers run: {told}" if told else "no container runs"
    if step.most is not None:
        yield f"never more than {step.most} containers have run at once"
    if step.kept:
        yield "no container has been started anew"
    for session, expect in step.expect.items():
        yield from (f"in the workspace of {session}, {wish}" for wish in tell_wishes(expect))


def _tell_answer(wanted: WantedAnswer) -> str:
    told = []
    if wanted.success is not None:
        told.append("with success" if wanted.success else "without success")
    if wanted.interrupted is not None:
        told.append("as interrupted" if wanted.interrupted else "as not interrupted")
    told += [f"its {name} has '{text}'" for name in ("summary", "error") if (text := getattr(wanted, name)) is not None]
    told += [f"it names {', '.join(wanted.files) or 'no file'}"] if wanted.files is not None else []
    return f": {', '.join(told)}" if told else ""


def _tell_depths(session: str, depths: Depths) -> str:
    counts = [(name, getattr(depths, name)) for name in ("input", "dlq")]
    return f"{session} has " + ", ".join(f"{count} in {name}" for name, count in counts if count is not None)
