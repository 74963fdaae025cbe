"""A linked worktree whose folder is gone: what only it held is under rescue refs."""

from __future__ import annotations

import shutil
from pathlib import Path

from gitscen.recover.tell import sound
from tests.conftest import Place, Repository
from tests.recover.broken import make_workspace, mended


def test_head_index_and_autostash_of_a_lost_worktree_are_held(place: Place, tmp_path: Path) -> None:
    ws = make_workspace(place)
    ws.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"), "main")
    side = Repository(tmp_path / "side")
    side.write({"mine.txt": "edited\n"})
    side.git("rebase", "-q", "--autostash", "other", code=1)
    side.write({"new.txt": "staged\n"})
    side.git("add", "new.txt")
    stash = (ws.path / ".git/worktrees/side/rebase-merge/autostash").read_text().strip()
    head, blob = side.git("rev-parse", "HEAD"), side.git("rev-parse", ":new.txt")
    shutil.rmtree(side.path)
    assert sound(mended(ws.path))
    assert not (ws.path / ".git/worktrees/side").exists()
    held = ws.git("rev-list", "--objects", "--no-object-names", "--glob=refs/gitscen/rescue/").splitlines()
    assert {stash, head, blob} <= set(held)
