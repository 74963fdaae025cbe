"""An observer on a test's repositories."""

from __future__ import annotations

import os

from gitscen.observe.observer import Observer
from tests.conftest import Place


def observe(place: Place) -> Observer:
    """Return an observer of `workspace` and its origin; it looks as often as it is told to."""
    return Observer(
        workspace=place.root / "workspace",
        remotes={"origin": place.origin.path},
        untouchable=(place.root / "outside",),
        fired=place.root / "fired",
        environment=dict(os.environ),
    )
