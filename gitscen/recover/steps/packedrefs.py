"""Takes out of packed-refs what git cannot read, and puts its lines in order; a file of nothing goes aside."""

from __future__ import annotations

import os
from collections.abc import Iterable

from gitscen.doctor.evidence.model import Config, PackedRefs
from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands
from gitscen.recover.steps.dangling import hold_orphans

_HEADER = b"# pack-refs with: peeled fully-peeled sorted \n"
_MOST = 5
"""How many remotes are asked."""


def mend_packed_refs(hands: Hands, finding: Finding) -> str:  # noqa: ARG001 - every step has this form
    """Mend packed-refs. Refs that were only there and have a reflog come back by themselves, as missing ones."""
    seen = hands.evidence.refs.packed
    path = hands.common_dir / "packed-refs"
    if seen.file.clipped:
        return f"{path} is too large to be mended."
    if seen.file.empty or not seen.file.readable:
        hands.aside(path)
        hands.tell("packed-refs is aside: nothing could be read in it")
    else:
        hands.write(path, packed_text(seen, header=path.read_bytes().partition(b"\n")[0]))
        hands.tell(f"packed-refs is in order: {len(seen.bad)} line(s) that git cannot read are out of it")
    if seen.bad or not seen.refs:  # refs may have been in what is lost
        _fetch(hands)
        hold_orphans(hands, packed=True)
    return ""


def _fetch(hands: Hands) -> None:
    """Have the remote-tracking branches back, which have no reflog where a clone made them.

    Whatever the configuration says, no ref goes, none outside of refs/remotes/ but a new tag comes, and none is forced.
    """
    for remote in hands.evidence.config.subsections("remote")[:_MOST]:
        done = hands.git(
            "fetch", "--quiet", "--no-write-fetch-head", "--no-recurse-submodules", "--no-prune", "--no-prune-tags",
            "--refmap=", "--end-of-options", remote, *unforced(read_refspecs(hands.evidence.config, remote)),
        )  # fmt: skip
        if not done.ok and hands.evidence.refs.oid(f"refs/remotes/{remote}/HEAD") is None:
            hands.aside(hands.common_dir / "refs/remotes" / remote / "HEAD")  # it would name a ref that is not there
        back = "are back" if done.ok else "come back with the next fetch: the remote could not be asked"
        hands.tell(f"the branches and tags of the remote {remote} {back}")


def read_refspecs(config: Config, remote: str) -> list[str]:
    """Return a remote's refspecs in their order, those that git init and git clone write where it has none. Pure."""
    found = [entry.value for entry in config.entries if entry.key == f"remote.{remote}.fetch" and entry.value]
    return found or [f"+refs/heads/*:refs/remotes/{remote}/*"]


def unforced(refspecs: Iterable[str]) -> list[str]:
    """Return those that bring remote-tracking branches, none by force, and those that leave some out. Pure."""
    plain = [one.removeprefix("+") for one in refspecs]
    return [one for one in plain if one.startswith("^") or one.partition(":")[2].startswith("refs/remotes/")]


def packed_text(seen: PackedRefs, *, header: bytes) -> bytes:
    """Return the file with what could be read of it, in order. Pure.

    Only a file that said so in its header says that every tag's target is told; git peels the others by itself.
    """
    fully = b" fully-peeled " in header + b" "
    lines = [_HEADER if fully else b"# pack-refs with: sorted \n"]
    for ref in sorted(seen.refs, key=os.fsencode):
        lines.append(b"%s %s\n" % (seen.refs[ref].encode(), os.fsencode(ref)))
        if fully and ref in seen.peeled:
            lines.append(b"^%s\n" % seen.peeled[ref].encode())
    return b"".join(lines)
