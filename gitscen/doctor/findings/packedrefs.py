"""Finds what is wrong with packed-refs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.lines import bad_lines
from gitscen.doctor.findings.replaced import is_replaced
from gitscen.names import RefName

SHOWN = 10


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:  # noqa: ARG001 - every family has the same face
    """Yield the findings of this family."""
    packed = evidence.refs.packed
    replaced = is_replaced(evidence, "packed-refs", packed.file.fault)
    if packed.file.exists and packed.file.fault and not replaced:
        yield Finding(
            code="file-unreadable",
            severity=Severity.ERROR,
            path=".git/packed-refs",
            message="The file .git/packed-refs cannot be read.",
            evidence=(packed.file.fault,),
            safety=Safety.PERSON,
            file="packed-refs",
        )
    lost = lost_refs(evidence)
    if is_emptied(evidence):
        yield Finding(
            code="packed-refs-empty",
            severity=Severity.ERROR,
            path=".git/packed-refs",
            message=f"The file .git/packed-refs is {'empty' if packed.file.exists else 'gone'}: refs are lost with it.",
            evidence=tuple(sorted(lost)[:SHOWN]),
            at_risk=tuple(sorted(name for name in lost if name.startswith("refs/heads/"))),
            remedy=Remedy.MEND_PACKED_REFS,
            file="packed-refs",
        )
    elif replaced or packed.bad or not packed.sorted:
        yield Finding(
            code="packed-refs-garbage",
            severity=Severity.ERROR,
            path=".git/packed-refs",
            message="The file .git/packed-refs cannot be read as a whole: git dies where it reads all refs.",
            evidence=bad_lines(packed.bad)
            or (packed.file.fault or "its lines are not in the order that its first line promises",),
            remedy=Remedy.MEND_PACKED_REFS,
            safety=Safety.PERSON if packed.file.clipped else Safety.SAFE,
            file="packed-refs",
        )
    elif packed.file.clipped:
        yield Finding(
            code="refs-unchecked",
            severity=Severity.NOTE,
            path=".git/packed-refs",
            message="The file .git/packed-refs is so large that not all of it was read: refs may be there besides.",
            evidence=(f"it has {packed.file.size >> 20} MiB", f"{len(packed.refs)} refs were read"),
            file="packed-refs",
        )


def is_emptied(evidence: Evidence) -> bool:
    """Return whether packed-refs has lost its content, or is gone with the refs in it."""
    file = evidence.refs.packed.file
    return bool(lost_refs(evidence)) or file.empty or (not file.exists and _is_hollow(evidence))


def _is_hollow(evidence: Evidence) -> bool:
    """Return whether a remote's HEAD is all that is left of the remote's branches: a clone packs them."""
    for name, loose in evidence.refs.loose.items():
        target = loose.target if name.startswith("refs/remotes/") and name.endswith("/HEAD") else None
        if target and not any(True for _ in evidence.refs.all(name.removesuffix("HEAD"))):
            return True
    return False


def lost_refs(evidence: Evidence) -> frozenset[RefName]:
    """Return the refs that reflogs know and that an emptied packed-refs took away."""
    packed = evidence.refs.packed
    emptied = packed.file.empty or (packed.file.exists and packed.bad and not packed.refs)
    if not emptied or packed.file.fault:
        return frozenset()
    return frozenset(
        RefName(name)
        for name, log in evidence.reflogs.items()
        if name.startswith("refs/") and name not in evidence.refs and log.lines and log.lines[-1].new.strip("0")
    )
