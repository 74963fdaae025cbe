"""The repository that a linked worktree belongs to, from a file that may be garbage."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.workflow.refs import common_dir


@pytest.mark.parametrize(
    ("content", "way"),
    [(None, ""), (b"../..\n", "../.."), (b"../..\x00\xff", ""), (b"caf\xe9\n", "caf\udce9")],
    ids=["main", "linked", "garbage", "latin-1"],
)
def test_where_a_worktree_says_that_its_repository_is(tmp_path: Path, content: bytes | None, way: str) -> None:
    git_dir = tmp_path.resolve() / "worktrees/side"
    git_dir.mkdir(parents=True)
    if content is not None:
        (git_dir / "commondir").write_bytes(content)
    assert common_dir(git_dir) == (git_dir / way).resolve()
