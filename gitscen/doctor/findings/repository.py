"""Finds what is wrong with the repository as such: its format, whose it is, what cannot be read of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Change, Evidence, Kind, Owned
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.replaced import replaced_paths
from gitscen.names import quote_path

LEAST_BYTES, LEAST_FILES = 8 << 20, 200
"""Less free space than this, and git or recover may stop half-way."""
KNOWN_EXTENSIONS = frozenset({
    "noop", "noop-v1", "preciousobjects", "partialclone", "worktreeconfig", "objectformat", "refstorage",
    "relativeworktrees",
})  # fmt: skip
HASHES, STORAGES = frozenset({"sha1", "sha256"}), frozenset({"files"})
SHOWN = 10


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    yield from find_format(evidence)
    yield from _owners(evidence, deep)
    yield from _links(evidence, deep)
    yield from _unreadable(evidence, deep)
    yield from _space(evidence)
    yield from _own(evidence)


def find_format(evidence: Evidence) -> Iterator[Finding]:
    """Yield what gitscen cannot read because it does not know it: then nothing else can be said."""
    unknown = list(_unknown(evidence))
    if unknown:
        yield Finding(
            code="format-unknown",
            severity=Severity.WARNING,
            path=".git/config",
            message="The repository uses a format that gitscen does not know, so nothing is touched. "
            "That is no damage.",
            evidence=tuple(unknown),
            safety=Safety.PERSON,
        )


def _unknown(evidence: Evidence) -> Iterator[str]:
    config = evidence.config
    version = (config.get("core.repositoryformatversion") or "0").strip()
    if version not in ("0", "1") and version.isdecimal():  # else it is no number, and the line is bad
        yield f"core.repositoryformatversion is {version}"
    values = {
        entry.key.removeprefix("extensions."): entry.value or "" for entry in config.entries if _extends(entry.key)
    }
    for name, value in values.items():
        if name not in KNOWN_EXTENSIONS and version != "0":
            yield f"extensions.{name} is {value}"
    if values.get("objectformat", "sha1").lower() not in HASHES:
        yield f"extensions.objectFormat is {values['objectformat']}"
    if values.get("refstorage", "files").lower() not in STORAGES:
        yield f"extensions.refStorage is {values['refstorage']}"


def _extends(key: str) -> bool:
    return key.startswith("extensions.")


def _owners(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    if evidence.layout.git_dir is None:
        return
    if evidence.owner != evidence.uid:
        yield Finding(
            code="owner-differs",
            severity=Severity.WARNING,
            path=".git",
            message="The workspace belongs to another user: git refuses to work here.",
            evidence=(f"it belongs to user {evidence.owner}, you are user {evidence.uid}",),
            safety=Safety.PERSON,
        )
    foreign = [piece for piece in evidence.owned if piece.uid != evidence.owner]
    if foreign:
        yield Finding(
            code="owner-differs",
            severity=Severity.WARNING,
            path=f".git/{foreign[0].path}",
            message="Parts of the repository belong to another user than the rest.",
            evidence=tuple(f".git/{piece.path} belongs to user {piece.uid}" for piece in foreign[:SHOWN]),
            safety=Safety.PERSON,
        )
    locked = [f".git/{piece.path} has the mode {piece.mode & 0o777:o}" for piece in evidence.owned if _is_locked(piece)]
    if deep.sealed:
        locked.insert(0, ".git may not be written")
    if locked:
        yield Finding(
            code="mode-unwritable",
            severity=Severity.WARNING,
            path=locked[0].partition(" ")[0],
            message="Parts of the repository cannot be written: git would stop half-way there.",
            evidence=tuple(locked[:SHOWN]),
            safety=Safety.PERSON,
        )


def _is_locked(piece: Owned) -> bool:
    return not piece.mode & 0o200


def _links(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    listing = {**evidence.common, **evidence.listing}
    told = replaced_paths(evidence)
    others = {**evidence.state.files, **evidence.info}
    yield from (_in_the_way(path, file.fault or "") for path, file in others.items() if path in told)
    strange = [
        f".git/{path} is a {seen.kind.value}"
        for path, seen in listing.items()
        if seen.kind in (Kind.LINK, Kind.OTHER) and not _is_usual(path) and path not in told
    ]
    strange += [f".git/objects/{path} is a {Kind.LINK.value}" for path in deep.facts.links]
    if strange:
        yield Finding(
            code="link-outside",
            severity=Severity.WARNING,
            path=strange[0].partition(" is a ")[0],
            message="Links or special files lie in .git: they were not followed.",
            evidence=tuple(strange[:SHOWN]),
            safety=Safety.PERSON,
        )


def _in_the_way(path: str, fault: str) -> Finding:
    return Finding(
        code="link-outside",
        severity=Severity.WARNING,
        path=f".git/{path}",
        message=f"Something that is no file lies where git keeps {path}: git stumbles over it.",
        evidence=(fault,),
        remedy=Remedy.MOVE_ASIDE,
        file=path,
    )


def _is_usual(path: str) -> bool:
    """Return whether people and tools make a link or a socket there."""
    return path.startswith(("hooks", "fsmonitor--daemon", "info/", "gitscen/")) or path == "HEAD"


def _unreadable(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    files = evidence.files
    facts = [f"{fault.part}: {fault.why}" for fault in evidence.faults]
    facts += [f".git/{path}: it cannot be looked at" for path, seen in _unknown_kinds(evidence)]
    facts += [f"{part}: {why}" for part, why in deep.faults]
    if facts:
        yield Finding(
            code="file-unreadable",
            severity=Severity.WARNING,
            message="Parts of the repository could not be read, so not everything can be said of it.",
            evidence=tuple(facts[:SHOWN]),
            safety=Safety.PERSON,
        )
    if deep.closed:
        yield Finding(
            code="file-unreadable",
            severity=Severity.WARNING,
            path=".git/objects",
            message="Objects may not be read here, so nothing is said of what is missing. Make them readable first.",
            evidence=(*deep.closed[:SHOWN], "chmod -R u+rwX .git/objects, as their owner"),
            safety=Safety.PERSON,
        )
    closed = [*files.unreadable, *((one.path, "it") for one in files.changed if one.change is Change.UNREADABLE)]
    if closed:
        tracked = any(_is_tracked(evidence, path) for path, _ in closed)
        yield Finding(
            code="file-unreadable",
            severity=Severity.WARNING if tracked else Severity.NOTE,
            path=quote_path(closed[0][0]),
            message="Files of the working tree cannot be read.",
            evidence=tuple(dict.fromkeys(quote_path(path) for path, _ in closed[:SHOWN])),
            safety=Safety.PERSON,
        )


def _is_tracked(evidence: Evidence, path: bytes) -> bool:
    """Return whether the index has a path, or something below it."""
    staged, folder = evidence.index.staged, path.rstrip(b"/") + b"/"
    return path in staged or any(name.startswith(folder) for name in staged)


def _unknown_kinds(evidence: Evidence) -> list[tuple[str, object]]:
    return [(path, seen) for path, seen in evidence.listing.items() if seen.kind is Kind.UNKNOWN]


def _space(evidence: Evidence) -> Iterator[Finding]:
    space = evidence.space
    short = []
    if space.bytes is not None and space.bytes < LEAST_BYTES:
        short.append(f"{space.bytes // 1024} KiB are left")
    if space.files is not None and space.files < LEAST_FILES:
        short.append(f"{space.files} more files can be made")
    if short:
        yield Finding(
            code="disk-full",
            severity=Severity.WARNING,
            message="The disk is nearly full: git loses work when it cannot write.",
            evidence=tuple(short),
            safety=Safety.PERSON,
        )


def _own(evidence: Evidence) -> Iterator[Finding]:
    for number, files in sorted(evidence.own.recoveries.items()):
        state = files["state"].text.strip() if "state" in files else ""
        if state in ("working", "undoing"):
            yield Finding(
                code="recover-unfinished",
                severity=Severity.WARNING,
                path=f".git/gitscen/recover/{number}",
                message=f"An earlier gitscen {'recover' if state == 'working' else 'undo'} was cut short.",
                remedy=Remedy.FINISH_RECOVER,
                file=f"gitscen/recover/{number}",
            )
    if evidence.own.operation.readable:
        yield Finding(
            code="operation-killed",
            severity=Severity.WARNING,
            path=".git/gitscen/operation.json",
            message="An operation of gitscen's workflow was killed before it ended.",
            remedy=Remedy.FINISH_RECOVER,
            file="gitscen/operation.json",
        )
