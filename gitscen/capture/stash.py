"""Stash entries of a captured workspace as steps, oldest first: base, staged, unstaged and untracked versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gitscen.capture.history import Tree
from gitscen.capture.local import Local
from gitscen.capture.refs import HEADS, STASH
from gitscen.doctor.diagnose import Examination
from gitscen.names import Oid
from gitscen.scenario.acts import DoStep, Git, Stage, Write
from gitscen.scenario.damage import Damage

_LABEL = re.compile(r"(?:WIP on|On) (\(no branch\)|[^:]+): (.*)", re.DOTALL)
_OWN, _ON = "gitscen", re.compile(r"^(gitscen: (?:parked|put away) on )(\S+)")


@dataclass(frozen=True, slots=True)
class Parked:
    """A stash entry: its commit and its label in the list."""

    oid: Oid
    label: str


def read_entries(seen: Examination) -> tuple[Parked, ...]:
    """Return the stash entries, the oldest first, also those that a broken list does not show any more."""
    log = seen.evidence.reflogs.get(STASH)
    found = {line.new: line.message.decode(errors="replace") for line in (log.lines if log else ())}
    top = seen.evidence.refs.oid(STASH)
    if top and top not in found:
        found[top] = _subject(seen, top)
    return tuple(Parked(oid, label) for oid, label in found.items())


def _subject(seen: Examination, oid: Oid) -> str:
    commit = next((one.subject for one in (*seen.deep.saved, *seen.deep.dropped) if one.oid == oid), "")
    return commit or "On main: an entry"


def tell_entry(local: Local, parked: Parked) -> Iterator[DoStep]:
    """Yield the steps that make one stash entry. Its commit's base is made if need be."""
    reading = local.reading
    history = reading.history
    made = history.commit(parked.oid)
    if made.lost or len(made.parents) < 2:
        reading.unsaid.add(f"the stash entry {parked.oid[:12]} cannot be read and is left out")
        return
    base, index = made.parents[0], made.parents[1]
    untracked: Tree = history.tree(made.parents[2]) if len(made.parents) > 2 else {}
    yield from local.ensure(base)
    branch = _branch(local, parked.label)
    moves = branch is not None and local.places.revision(base) != f"{HEADS}{branch}"
    yield _stand(local, base, branch)
    staged = reading.edits(history.tree(base), history.tree(index))
    if staged:
        yield Write(**staged)
        yield Stage()
    edited = reading.edits(history.tree(index), history.tree(parked.oid))
    if edited:
        yield Write(**edited)
    loose = reading.edits({}, untracked)
    if loose:
        yield Write(**loose)
    if not (staged or edited or loose):
        reading.unsaid.add(f"the stash entry {parked.oid[:12]} changes nothing and is left out")
        return
    keep = ("--include-untracked",) if loose else ()
    yield Git(args=("stash", "push", "--quiet", *keep, "-m", _message(local, parked.label)))
    if moves:
        yield Git(args=("reset", "--quiet", "--hard", f"{HEADS}{branch}@{{1}}"))


def _branch(local: Local, label: str) -> str | None:
    """Return the branch that a label names, as the story calls it, if the story has it."""
    match = _LABEL.fullmatch(label)
    there = match is not None and f"{HEADS}{match[1]}" in local.made
    return local.reading.disguise.branch(match[1]) if match and there else None


def _stand(local: Local, base: Oid, branch: str | None) -> Git:
    """Return what puts HEAD on an entry's base; a branch that went on since goes back for as long as that."""
    if branch is None:
        return Git(args=("checkout", "--quiet", "--detach", local.places.revision(base)))
    if local.places.revision(base) == f"{HEADS}{branch}":
        return Git(args=("switch", "--quiet", branch))
    return Git(args=("checkout", "--quiet", "--no-track", "-B", branch, local.places.revision(base)))


def _message(local: Local, label: str) -> str:
    match = _LABEL.fullmatch(label)
    told = match[2] if match else label
    if told.startswith(_OWN):
        # the label of a session's parked work: the workflow finds it by that
        return _ON.sub(lambda found: found[1] + local.reading.disguise.branch(found[2]), told)
    return local.reading.disguise.message(told)


def dropped(seen: Examination) -> tuple[Parked, ...]:
    """Return the entries that were dropped and not yet collected, of which the doctor tells."""
    lost = {finding.oid for finding in seen.diagnosis.findings if finding.code == Damage.STASH_DROPPED.value}
    return tuple(Parked(one.oid, one.subject) for one in seen.deep.dropped if one.oid in lost)
