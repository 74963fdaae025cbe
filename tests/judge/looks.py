"""Observations made by hand: a handful of commits, files and refs, without any repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gitscen.judge.story import Request, Work
from gitscen.names import BranchName, Oid, TreePath
from gitscen.observe.observation import Commit, Entry, Observation, Store
from gitscen.observe.worktree import blob_oid
from gitscen.outcome import Operation, Outcome, Status
from gitscen.scenario.asks import OPERATIONS, Ask, Recover

STORE = Store()


def tree(files: Mapping[str, str | bytes]) -> dict[TreePath, Entry]:
    """Return a tree of plain files, its contents put into the store."""
    found: dict[TreePath, Entry] = {}
    for path, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        oid = blob_oid(content)
        STORE.contents[oid] = content
        found[TreePath(path.encode())] = Entry(0o100644, oid)
    return found


def commit(message: str, files: Mapping[str, str | bytes], *parents: Oid) -> Oid:
    """Put a commit into the store and return its id, made of all that it says."""
    flat = tree(files)
    oid = blob_oid(repr((message, sorted(flat.items()), parents)).encode())
    STORE.commits[oid] = Commit(oid, parents, flat, message)
    return oid


def look(**changes: Any) -> Observation:  # noqa: ANN401 - the fields of Observation
    """Return an observation of an empty workspace on main, with changes. `refs` by branch, `files` as texts."""
    branches: dict[str, Oid] = changes.pop("branches", {})
    remote: dict[str, Oid] = changes.pop("remote", {})
    files: dict[str, str | bytes] = changes.pop("files", {})
    plain = Observation(
        store=STORE, branch=BranchName("main"), head=branches.get("main"),
        refs={f"refs/heads/{name}": oid for name, oid in branches.items()},
        remotes={"origin": {f"refs/heads/{name}": oid for name, oid in remote.items()}},
        index={}, locked={}, unmerged={}, files=tree(files), status={}, nested=(), stash=(), in_progress=frozenset(),
        locks=frozenset(), shallow=frozenset(), reflog=frozenset(), objects=frozenset(), damage=frozenset(),
        outside={}, fired=frozenset(),
    )  # fmt: skip
    return replace(plain, **changes)


def request(
    before: Observation,
    after: Observation,
    ask: Ask | None = None,
    *,
    works: tuple[Work, ...] = (),
    **changes: Any,  # noqa: ANN401
) -> Request:
    """Return a request that was answered with done unless `changes` say otherwise."""
    step = ask or Recover()
    plain = Request(
        ask=step, before=before, after=after, outcome=done(after, OPERATIONS[type(step)]), seconds=0.1,
        commands=(), works=works, carries=False,
    )  # fmt: skip
    return replace(plain, **changes)


def done(seen: Observation, operation: Operation = Operation.RECOVER) -> Outcome:
    """Return a truthful claim of success."""
    return Outcome(operation=operation, status=Status.DONE, branch=seen.branch, head=seen.head)
