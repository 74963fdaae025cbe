"""Takes lines out of objects/info/alternates that name places which are not there."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.alternates import read_alternates
from gitscen.recover.hands import Hands


def mend_alternates(hands: Hands, finding: Finding) -> str:  # noqa: ARG001 - every step has this form
    """Keep the lines whose places are there; without any, the file goes aside."""
    objects = hands.common_dir / "objects"
    path = objects / "info/alternates"
    found = read_alternates(str(objects), (str(hands.worktree),))
    if isinstance(found, str):
        hands.aside(path)
        hands.tell("objects/info/alternates is aside: it cannot be read")
        return ""
    kept = [one.text for one in found if one.exists]
    if kept:
        hands.write(path, "".join(f"{text}\n" for text in kept).encode(errors="surrogateescape"))
    else:
        hands.aside(path)
    hands.tell(f"{len(found) - len(kept)} place(s) that are gone are out of objects/info/alternates")
    return ""
