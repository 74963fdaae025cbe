"""What tests import: a catalogue that a workflow class is put through, and the judge's eye on a world.

Found by pytest's plugin of the same distribution; see docs/pytest.md.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gitscen.errors import UsageError

if TYPE_CHECKING:
    from gitscen.plugin.live import LiveWorld
    from gitscen.plugin.worlds import Worlds

_PLACES = {"LiveWorld": "gitscen.plugin.live", "Worlds": "gitscen.plugin.worlds"}

__all__ = ["CatalogueTest", "LiveWorld", "Worlds", "assert_nothing_lost", "catalogue_test"]


@dataclass(frozen=True, slots=True)
class CatalogueTest:
    """Cases that a workflow is put through; in a test module, each becomes a test. Made by `catalogue_test`."""

    workflow: str
    selections: tuple[str, ...]
    clones: tuple[str, ...]
    tags: tuple[str, ...]


def catalogue_test(
    workflow: type, *selections: str, clones: Sequence[str] = (), tags: Sequence[str] = ()
) -> CatalogueTest:
    """Return what a test module gives a name, to put a workflow class through scenarios: the whole catalogue, or these.

    `selections` are as on the command line (`"conflict"`, `"stash/*"`, `"push/plain[full]"`), with any of the `clones`
    and all of the `tags`. Raises `UsageError` for a class that another process could not import.
    """
    if "." in workflow.__qualname__ or workflow.__module__ == "__main__":
        raise UsageError(
            f"{workflow.__qualname__} of {workflow.__module__} cannot be imported by the process that plays scenarios. "
            "Move the class to the top of a module."
        )
    return CatalogueTest(f"{workflow.__module__}:{workflow.__qualname__}", selections, tuple(clones), tuple(tags))


def assert_nothing_lost(world: LiveWorld) -> AbstractContextManager[None]:
    """Hold, with a block, that no content and no commit that was there when it began is gone when it ends.

    Raises `AssertionError` with the judge's own words. What the world does belongs before the block: a file that a
    person overwrites is lost too. After an exception in the block nothing is judged.
    """
    from gitscen.plugin.loss import NothingLost

    return NothingLost(world)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import a type of the fixture where it is first used: it takes pygit2."""
    if name not in _PLACES:
        raise AttributeError(f"module 'gitscen.testing' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
