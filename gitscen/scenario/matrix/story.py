"""Rows and pairs of the matrix as stories: one base, local's change, incoming's, one request, and what must be seen.

Pure. A row is one story with a folder for each pair, `<local way>/<incoming way>`, so that a failure's path names the
pair. Everything is expected right after the request, so that a broken invariant does not hide what came out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from gitscen.names import Side
from gitscen.outcome import Status
from gitscen.scenario.acts import Commit, DoStep, Push, Stage, Write
from gitscen.scenario.asks import Expect, Sync
from gitscen.scenario.content import Content
from gitscen.scenario.matrix.change import FILE, KEEP, base_lines, change_of, content_of, keep_text
from gitscen.scenario.matrix.meet import Came, Meeting, meet
from gitscen.scenario.matrix.ways import TOP, Cell, Route, Way
from gitscen.scenario.model import OriginCommit, Scenario, Workflow

BRANCH = "main"
ABOUT = """\
Programs that drive git know the conflict of two edits in one file, and lose work in the others. What does not clash is
kept from both sides, as git itself merges it; where it clashes local wins, and what is lost stays in history."""


def build_story(cell: Cell) -> Scenario:
    """Return the story of a row or of a pair."""
    ways = (cell.incoming,) if cell.incoming else tuple(Way)
    edits = {side: _edits(cell.local, ways, side) for side in Side}
    meetings = {way: meet(cell.local, way) for way in ways}
    clash = any(one.came is Came.LOCAL for one in meetings.values())
    outcome = Status.RESOLVED if clash else Status.DONE
    return Scenario(
        title=cell.title,
        about=ABOUT,
        tags=(TOP,),
        workflow=_workflow(cell.route),
        origin=(OriginCommit(branch=BRANCH, files=_base(cell.local, ways)),),
        step=(
            *_local_steps(cell.route, edits[Side.LOCAL]),
            Push(branch=BRANCH, message="incoming work", **edits[Side.INCOMING]),
            Sync(outcome=outcome, expect=_expect(cell, meetings)),
        ),
    )


def _expect(cell: Cell, meetings: Mapping[Way, Meeting]) -> Expect:
    files: dict[str, Content | Literal[False]] = {}
    history: dict[str, Content | tuple[Content, ...]] = {}
    for way, meeting in meetings.items():
        folder = _folder(cell.local, way)
        files |= {f"{folder}/{path}": wanted for path, wanted in meeting.files.items()}
        files[f"{folder}/{KEEP}"] = keep_text(cell.local, way)
        history |= {f"{folder}/{path}": lost for path, lost in meeting.lost.items()}
    return Expect(
        branch=BRANCH,
        clean=None if cell.route is Route.RESTORE else True,
        files=files,
        only=True,
        history=history,
        parents=2 if cell.route is Route.MERGE else 1,
        unmerged={},
        operation=(),
        stash=0,
    )


def _workflow(route: Route) -> Workflow:
    match route:
        case Route.MERGE:
            return Workflow(integration="merge")
        case Route.REBASE:
            return Workflow(integration="rebase")
        case Route.RESTORE:
            return Workflow()


def _local_steps(route: Route, edits: dict[str, Any]) -> tuple[DoStep, ...]:
    match route:
        case Route.MERGE | Route.REBASE:
            return (Commit(message="local work", **edits),)
        case Route.RESTORE:
            return (Write(**edits), Stage())  # staged, or git would take a rename for a deletion and a new file


def _folder(local: Way, incoming: Way) -> str:
    return f"{local.value}/{incoming.value}"


def _base(local: Way, incoming: Iterable[Way]) -> dict[str, Content]:
    files: dict[str, Content] = {}
    for way in incoming:
        folder = _folder(local, way)
        files[f"{folder}/{FILE}"] = "".join(base_lines(local, way))
        files[f"{folder}/{KEEP}"] = keep_text(local, way)
    return files


def _edits(local: Way, incoming: Iterable[Way], side: Side) -> dict[str, Any]:
    """Return what one side edits in all folders, by kind of edit as `Edits` has them."""
    rename: dict[str, str] = {}
    delete: list[str] = []
    files: dict[str, Content] = {}
    chmod: dict[str, Literal["+x", "-x"]] = {}
    for way in incoming:
        folder, change = _folder(local, way), change_of(local, way, side)
        if change.place is None:
            delete.append(f"{folder}/{FILE}")
        elif change.place != FILE:
            rename[f"{folder}/{FILE}"] = f"{folder}/{change.place}"
        if change.edits_content:
            files[f"{folder}/{change.place}"] = content_of(base_lines(local, way), change)
        if change.executable:
            chmod[f"{folder}/{change.place}"] = "+x"
        files |= {f"{folder}/{path}": text for path, text in change.added.items()}
    return {"rename": rename, "delete": tuple(delete), "files": files, "chmod": chmod}
