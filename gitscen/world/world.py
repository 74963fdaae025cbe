"""`World`: where things lie in one case's directory. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class World:
    """The places of one case, all below `root`."""

    root: Path

    @property
    def origin(self) -> Path:
        """The bare repository that the workspace is cloned from."""
        return self.remote("origin")

    def remote(self, name: str) -> Path:
        """Return the place of a remote's bare repository, `origin` or one of `Scenario.remotes`."""
        return self.root / f"{name}.git"

    @property
    def library(self) -> Path:
        """The bare repository of submodules, reached from origin as `../library.git`."""
        return self.root / "library.git"

    @property
    def workspace(self) -> Path:
        """The working tree that the subject looks after."""
        return self.root / "workspace"

    @property
    def peers(self) -> Path:
        """The clones of peers, one folder each, made when they are needed."""
        return self.root / "peers"

    @property
    def home(self) -> Path:
        """The home directory of everybody in the world."""
        return self.root / "home"

    @property
    def outside(self) -> Path:
        """What lies beside the workspace and must not be touched."""
        return self.root / "outside"

    @property
    def decoy(self) -> Path:
        """A repository outside that misleading settings point to; there if the story mentions `{decoy}`."""
        return self.outside / "decoy.git"

    @property
    def trap(self) -> Path:
        """A program that must never run; it leaves a file in `fired`."""
        return self.root / "trap"

    @property
    def prompt(self) -> Path:
        """A program that asks for a passphrase and waits for ever; there once a step mentions `{prompt}`."""
        return self.root / "prompt"

    @property
    def fired(self) -> Path:
        """The folder in which every run of a forbidden program leaves a file."""
        return self.root / "fired"

    @property
    def trace(self) -> Path:
        """The file for git's trace2 events of the subject."""
        return self.root / "trace"

    def expand(self, text: str) -> str:
        """Return a story's text with the places that it cannot know: `{trap}`, `{prompt}` and `{decoy}`."""
        places = {"{trap}": self.trap, "{prompt}": self.prompt, "{decoy}": self.decoy}
        for name, place in places.items():
            text = text.replace(name, str(place))
        return text
