"""One page of `gitscen explain`: what a finding means for the person who has it. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """What a code means. Each part is a sentence or a few; `never` is what would destroy work."""

    what: str
    how: str
    git: str
    never: str
    recover: str

    def text(self) -> str:
        """Return the page as lines to print, a paragraph each."""
        return "\n".join(
            (
                self.what,
                "",
                f"How it comes about: {self.how}",
                f"What git does with it: {self.git}",
                f"What not to do: {self.never}",
                f"What recover does: {self.recover}",
            )
        )
