"""Operations in progress, as the git commands that make them: where git stops shows when the story is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gitscen.capture.local import Local
from gitscen.doctor.deep.tips import AUTOSTASHES, oids_in
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.findings.operations import in_progress
from gitscen.names import Oid
from gitscen.scenario.acts import DoStep, Git, Write

_PICKED = {"cherry-pick": "CHERRY_PICK_HEAD", "revert": "REVERT_HEAD"}
_NAMED = re.compile(r"# (bad|good|old|new|skip): \[([0-9a-f]+)\]")


def operands(evidence: Evidence) -> Iterator[Oid]:
    """Yield the commits that the operations in progress need: those that are merged, picked, rebased onto."""
    state = evidence.state
    files = ["MERGE_HEAD", *_PICKED.values(), *(f"{top}/{name}" for top in ("rebase-merge", "rebase-apply")
             for name in ("onto", "orig-head"))]  # fmt: skip
    for path in files:
        yield from oids_in(state.get(path).content)
    yield from (oid for _, oid in _bisected(evidence))


def rebased(evidence: Evidence, refs: Mapping[str, Oid]) -> tuple[str, Oid] | None:
    """Return the branch that is being rebased, by its full name, and where it was; "" for a detached HEAD.

    Where the file with its name is lost, it is a branch that is still there.
    """
    for top in ("rebase-merge", "rebase-apply"):
        name = evidence.state.get(f"{top}/head-name").text.strip()
        oid = evidence.state.get(f"{top}/orig-head").oid
        if oid and top in evidence.state.folders and f"{top}/applying" not in evidence.state:
            if not name:
                name = next((ref for ref in refs if ref.startswith("refs/heads/") and refs[ref] == oid), "")
            return (name if name.startswith("refs/heads/") else ""), oid
    return None


def saves_work(evidence: Evidence) -> Oid | None:
    """Return the autostash of an operation in progress; work that nothing but it holds."""
    found = (evidence.state.get(path).oid for path in AUTOSTASHES)
    return next((oid for oid in found if oid), None)


def tell_operations(local: Local, evidence: Evidence, *, stops: bool) -> Iterator[DoStep]:
    """Yield the commands that start what is in progress. `stops` tells whether they are expected to end with 1."""
    running = in_progress(evidence)
    for name in running:
        try:
            yield from _tell(local, evidence, name, stops=stops)
        except KeyError:
            local.reading.unsaid.add(f"the {name} in progress is left out: its commits cannot be read")
    if "SQUASH_MSG" in evidence.state and "merge" not in running:
        local.reading.unsaid.add("the message of a squashed merge is left out")


def _tell(local: Local, evidence: Evidence, name: str, *, stops: bool) -> Iterator[DoStep]:
    code, state, places = int(stops), evidence.state, local.places
    save = ("--autostash",) if saves_work(evidence) else ()
    match name:
        case "merge":
            heads = [places.revision(oid) for oid in oids_in(state.get("MERGE_HEAD").content)]
            heads = heads or _lost_head(local, evidence)
            yield Git(args=("merge", "--quiet", "--no-commit", "--no-ff", *save, *heads), code=code)
        case "cherry-pick" | "revert":
            edit = () if name == "cherry-pick" else ("--no-edit",)
            heads = [places.revision(oid) for oid in oids_in(state.get(_PICKED[name]).content)]
            yield Git(args=(name, *edit, *heads), code=1)
        case "rebase":
            yield from _rebase(local, evidence, save, code=code)
        case "am":
            yield from _apply_mail(local, evidence)
        case _:
            yield from _bisect(local, evidence)


def _lost_head(local: Local, evidence: Evidence) -> list[str]:
    """Return the branch whose merge is in progress where MERGE_HEAD does not tell: the one that its message names."""
    named = re.search(r"Merge (?:remote-tracking )?branch '([^']+)'", evidence.state.get("MERGE_MSG").text)
    local.reading.unsaid.add("which commit was merged is told by the message of the merge")
    name = local.reading.disguise.branch(named[1]) if named else ""
    for ref in (f"refs/heads/{name}", f"refs/remotes/{name}"):
        if any(at == (ref, 0) for at in local.places.at.values()):
            return [ref]
    raise KeyError(name)


def _rebase(local: Local, evidence: Evidence, save: tuple[str, ...], *, code: int) -> Iterator[DoStep]:
    apply = "rebase-apply" in evidence.state.folders
    top = "rebase-apply" if apply else "rebase-merge"
    onto = evidence.state.get(f"{top}/onto").oid or evidence.state.get("rebase-merge/onto").oid
    if onto is None:
        raise KeyError("onto")
    way = ("--apply",) if apply else ()
    done = evidence.state.get("rebase-merge/done").text.strip().split("\n")[-1].partition(" ")[0]
    if done not in ("pick", "p", ""):
        local.reading.unsaid.add(f"the rebase stopped at its command '{done}', which no story can give")
    yield Git(args=("rebase", "--quiet", *way, *save, local.places.revision(onto)), code=code)


def _apply_mail(local: Local, evidence: Evidence) -> Iterator[DoStep]:
    """Yield what applies the patch at which `git am` stopped: its file is in the state folder."""
    state = evidence.state
    number = int(state.get("rebase-apply/next").text.strip() or "1")
    patch = state.get(f"rebase-apply/{number:04}")
    if not patch.content:
        raise KeyError("patch")
    if local.reading.disguise.contents:
        local.reading.unsaid.add("'git am' in progress is left out: its patch cannot be told with placeholders")
        return
    yield Write(files={"captured.patch": patch.content.decode(errors="replace")})
    yield Git(args=("am", "--quiet", "captured.patch"), code=128)
    yield Write(delete=("captured.patch",))


def _bisected(evidence: Evidence) -> Iterator[tuple[str, Oid]]:
    for line in evidence.state.get("BISECT_LOG").lines():
        named = _NAMED.match(line)
        if named:
            yield named[1], Oid(named[2])


def _bisect(local: Local, evidence: Evidence) -> Iterator[DoStep]:
    yield Git(args=("bisect", "start"))
    for term, oid in _bisected(evidence):
        yield Git(args=("bisect", term, local.places.revision(oid)))
