"""Names of commits in the story: by which revision a step reaches what stands for one of the workspace. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from gitscen.names import Oid


@dataclass(slots=True)
class Places:
    """By commit of the workspace, the ref that leads to it in the story and how many first parents below it."""

    at: dict[Oid, tuple[str, int]] = field(default_factory=dict)

    def put(self, ref: str, chain: list[Oid]) -> None:
        """Take note of a ref and the commits below it, the tip first."""
        for depth, oid in enumerate(chain):
            self.at.setdefault(oid, (ref, depth))

    def revision(self, oid: Oid) -> str:
        """Return how a step names a commit. Raises KeyError for one that is not in the story."""
        ref, depth = self.at[oid]
        return f"{ref}~{depth}" if depth else ref

    def __contains__(self, oid: Oid) -> bool:
        return oid in self.at
