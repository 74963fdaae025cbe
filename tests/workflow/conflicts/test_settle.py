from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gitscen.names import Side
from gitscen.outcome import Act, Status
from gitscen.workflow.settings import Integration
from gitscen.workflow.sync import sync
from tests.conftest import Repository
from tests.workflow.stories import STORIES, SWAPPED
from tests.workflow.worlds import build, context_in, file, read_tree

CLONES = {"full": (), "shallow": ("--depth", "1")}
_built: dict[tuple[str, str], Repository] = {}


@pytest.fixture
def workspace(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A copy of a story's workspace; each story is built once for each kind of clone."""
    name, clone = request.param
    if (name, clone) not in _built:
        _built[name, clone] = build(tmp_path_factory.mktemp("story") / "world", STORIES[name], *CLONES[clone])
    copy = tmp_path / "workspace"
    shutil.copytree(_built[name, clone].path, copy, symlinks=True)
    assert (copy / ".git" / "shallow").exists() is (clone == "shallow")
    return Repository(copy)


@pytest.mark.parametrize("how", [Integration.MERGE, Integration.REBASE])
@pytest.mark.parametrize(
    ("name", "workspace"),
    [pytest.param(name, (name, clone), id=f"{name}-{clone}") for name in STORIES for clone in CLONES],
    indirect=["workspace"],
)
def test_every_conflict_comes_out_local(workspace: Repository, name: str, how: Integration) -> None:
    story = STORIES[name]
    context = context_in(workspace, how)
    shallow = (workspace.path / ".git" / "shallow").exists()

    outcome = sync(context, "main")

    assert outcome.status is Status.RESOLVED, outcome
    expected = {
        **story.expected,
        b"kept.txt": file("kept\n"),
        b"thread.txt": file("t\n"),
        b"more.txt": file("incoming\n"),
    }
    assert read_tree(workspace) == expected
    assert workspace.git("status", "--porcelain", "--untracked-files=all") == ""
    swap = SWAPPED if how is Integration.REBASE else {}
    found = sorted((done.path, done.kind.value, done.nature.value) for done in outcome.resolutions)
    assert found == sorted((path, swap.get(kind, kind), nature) for path, kind, nature in story.conflicts)
    assert {done.kept for done in outcome.resolutions} == {Side.LOCAL}
    assert_history(workspace, how)
    objects = workspace.git("rev-list", "--objects", "HEAD").encode(errors="surrogateescape")
    for done in outcome.resolutions:
        lost_submodule = done.lost is not None and done.lost[:6] == done.lost[0] * 6
        assert done.lost is None or lost_submodule or done.lost.encode() in objects
        if (b"d", "AU", "file/directory") in story.conflicts:
            assert done.lost == workspace.git("rev-parse", "origin/main:d")
    assert any(deed.act is Act.DEEPENED for deed in outcome.deeds) is shallow
    assert not (workspace.path / ".git" / "gitscen" / "aside").exists()


def assert_history(workspace: Repository, how: Integration) -> None:
    body = workspace.git("log", "-1", "--format=%B")
    assert "\nResolved: " in body
    assert workspace.git("log", "--format=%s", "--max-count=1", "origin/main") == "incoming/work ~1"
    workspace.git("merge-base", "--is-ancestor", "origin/main", "HEAD")
    assert "local work" in workspace.git("log", "--format=%s").splitlines()
    if how is Integration.MERGE:
        assert body.startswith("Merge origin/main into thread, local preferred\n\nResolved: ")
    else:
        assert body.startswith("local work\n\nWhy: a test\nResolved: ")
        assert workspace.git("rev-list", "--merges", "HEAD") == ""
