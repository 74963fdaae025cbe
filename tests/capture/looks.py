"""Two workspaces compared by what git sees of them, whatever their commits are called."""

from __future__ import annotations

from gitscen.git.environment import hermetic
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.world.world import World


def same_look(one: World, other: World) -> bool:
    """Assert that files, index, branches with their contents, stash and operations are the same."""
    first, second = (_told(_look(world)) for world in (one, other))
    assert first == second
    return True


def _look(world: World) -> Observation:
    return Observer(
        workspace=world.workspace, remotes={"origin": world.origin}, untouchable=(), fired=world.fired,
        environment=hermetic(world.home),
    ).look()  # fmt: skip


def _told(seen: Observation) -> dict[str, object]:
    heads = {ref: oid for ref, oid in seen.refs.items() if ref.startswith("refs/heads/")}
    return {
        "files": dict(seen.files), "index": dict(seen.index), "status": dict(seen.status), "branch": seen.branch,
        "unmerged": dict(seen.unmerged), "shallow": bool(seen.shallow), "progress": seen.in_progress,
        "trees": {ref: dict(seen.tree(oid)) for ref, oid in heads.items()},
        "subjects": {ref: {one.subject for one in seen.history([oid]).values()} for ref, oid in heads.items()},
        "stash": [(entry.message, dict(seen.tree(entry.oid))) for entry in seen.stash],
    }  # fmt: skip
