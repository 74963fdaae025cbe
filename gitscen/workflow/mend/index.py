"""Makes the index again where it is gone or torn, from HEAD's tree; a torn one is moved aside.

git takes a missing index for an empty one, so that everything is deleted and untracked at once and the next commit
records that; with a torn one it refuses. No file of the working tree is touched. Contents that only the lost index
named are objects without a name; they are not looked for.
"""

from __future__ import annotations

from pathlib import Path

from gitscen.outcome import Act
from gitscen.workflow.context import Context
from gitscen.workflow.hold.aside import move_state_aside
from gitscen.workflow.hold.pin import HOOKLESS
from gitscen.workflow.mend.unlock import is_whole_index

_UNSUMMED = bytes(20)
"""What git 2.40 and newer end an index with where `index.skipHash` is set."""


def mend_index(context: Context) -> None:
    """Put an index of HEAD in place of one that is missing or torn. Raises `GitError`."""
    git = context.git
    head = git.oid("HEAD")
    if _is_sound(git.git_dir / "index", unborn=head is None):
        return
    if move_state_aside(git, ["index"], name="index"):
        context.tell(Act.MOVED_ASIDE, "the torn index")
    if head is not None:
        git.run(*HOOKLESS, "read-tree", "--end-of-options", head)
        git.try_(*HOOKLESS, "update-index", "-q", "--refresh")
        context.tell(Act.RESTORED, "the index, from HEAD", head)


def _is_sound(index: Path, *, unborn: bool) -> bool:
    if not index.exists():
        return unborn
    content = index.read_bytes()
    return is_whole_index(content) or (content[:4] == b"DIRC" and content.endswith(_UNSUMMED))
