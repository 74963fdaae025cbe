"""Gives a broken ref its value back: from its reflog, packed-refs, HEAD's reflog, or the remote's branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.form import Object
from gitscen.doctor.record import replace
from gitscen.names import Oid
from gitscen.recover.hands import Hands
from gitscen.recover.steps.dangling import hold_orphans
from gitscen.recover.steps.objects import heal_object
from gitscen.recover.steps.unnamed import find_unnamed


def restore_ref(hands: Hands, finding: Finding) -> str:
    """Write a ref anew, or bring back the object that it names. Returns what a person has to decide."""
    ref = finding.ref
    if ref is None:
        return ""
    behind = finding.code == "ref-behind"  # its value is sound, and an old one
    if (
        not behind
        and (oid := hands.evidence.refs.oid(ref))
        and not heal_object(hands, replace(finding, oid=oid, path=None))
    ):
        return ""
    path = hands.common_dir / ref
    found = (
        _first(hands, candidates(hands.evidence, ref))
        or find_unnamed(hands, ref)
        or _first(hands, remote_candidates(hands.evidence, ref))
    )
    if found is None:
        hold_orphans(hands, packed=True)
        hands.aside(path)
        if ref.startswith("refs/remotes/"):
            hands.tell(f"{ref} could not be read and is aside: the next fetch brings it back")
            return ""
        return f"Nothing tells what {ref} pointed to. Its file is moved aside; make the branch again where it belongs."
    oid, why = found
    _keep_old(hands, ref, oid)
    hands.write(path, oid.encode() + b"\n")
    hands.tell(f"{ref} is at {oid[:12]} again ({why})")
    return ""


def _keep_old(hands: Hands, ref: str, oid: Oid) -> None:
    """Hold what the ref pointed to, unless its new value holds that too."""
    old = hands.evidence.refs.oid(ref)
    if old is None or old == oid or not isinstance(hands.store.read(old), Object):
        return
    if not hands.bare_git("merge-base", "--is-ancestor", "--end-of-options", old, oid).ok:
        hands.tell(f"{old[:12]}, where {ref} was, is held under {hands.pin(old, ref.rpartition('/')[2])}")


def _first(hands: Hands, found: Iterable[tuple[Oid, str]]) -> tuple[Oid, str] | None:
    """Return the first of some candidates that can be read."""
    store = hands.store
    return next(((oid, why) for oid, why in found if isinstance(store.read(oid), Object)), None)


def candidates(evidence: Evidence, ref: str) -> Iterator[tuple[Oid, str]]:
    """Yield what a ref may have pointed to, the likeliest first, and what says so. Pure."""
    log = evidence.reflogs.get(ref)
    for number, line in enumerate(reversed(log.lines if log else ())):
        yield line.new, "the last line of its reflog" if number == 0 else f"its reflog, {number} line(s) back"
    if ref == evidence.head.ref and (head := evidence.reflogs.get("HEAD")):
        for line in reversed(head.lines):
            if line.message.startswith((b"checkout: moving", b"switch: moving")):
                break
            yield line.new, "HEAD's reflog"
    packed = evidence.refs.packed.refs.get(ref)  # type: ignore[call-overload]
    if packed:
        yield packed, "packed-refs"
    if log and log.lines:
        yield log.lines[0].old, "where its reflog begins"


def remote_candidates(evidence: Evidence, ref: str) -> Iterator[tuple[Oid, str]]:
    """Yield where the remotes have a branch of that name: it may lack what was never pushed. Pure."""
    if ref.startswith("refs/heads/"):
        branch = ref.removeprefix("refs/heads/")
        for name, oid in evidence.refs.all("refs/remotes/"):
            if name.split("/", 3)[3:] == [branch]:
                yield oid, f"as {name} is"
