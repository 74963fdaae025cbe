"""The workflow's functions for recover: its git behind recover's fence, and its deeds told as recover's."""

from __future__ import annotations

from typing import Protocol

from gitscen.outcome import Resolution
from gitscen.recover.doing import Doing
from gitscen.recover.fence import IDENTITY, fence
from gitscen.recover.hands import Hands
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git, Identity
from gitscen.workflow.refs import common_dir
from gitscen.workflow.settings import Settings


class WorkflowHands(Hands, Protocol):
    """Hands that can call on the workflow. Its changes are not journalled one by one, but the step they are in is."""

    @property
    def settled(self) -> list[Resolution]:
        """The conflicts settled so far."""

    def context(self, name: str = "") -> Context:
        """Return what the workflow's functions work with; `name` is what its rescue refs are called by."""

    def tell_deeds(self, context: Context) -> None:
        """Tell what a workflow's function has done."""


class WorkflowDoing(Doing):
    """The hands that do, with the workflow's functions."""

    def context(self, name: str = "") -> Context:
        """Return what the workflow's functions work with; `name` is what its rescue refs are called by."""
        common_dir.cache_clear()  # a step may have put it right
        git = Git(self.worktree, Identity(*IDENTITY), _extra=fence(trusted=self.trusted, when=self.when))
        git.find()
        return Context(git, Settings(), name=f"{self.recovery.label}/{name}" if name else "")

    def tell_deeds(self, context: Context) -> None:
        """Tell what a workflow's function has done."""
        for deed in context.deeds:
            self.tell(deed.what, deed.act, deed.oid)
        context.deeds.clear()
