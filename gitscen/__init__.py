"""gitscen tests git workflows on real repositories, full and shallow, and tells which work they lose.

`gitscen.Workspace` is the workflow as a library; `Scenario` and its like say in Python what scenario files say.
Names are imported when they are first used, so that `import gitscen` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gitscen.scenario.load import load_scenario
    from gitscen.scenario.model import Case, OriginCommit, Scenario
    from gitscen.workflow import Identity, Integration, Patience, Settings, SwitchPolicy, Workspace

__version__ = "0.1.0"

_PLACES = {
    "Case": "gitscen.scenario.model",
    "Identity": "gitscen.workflow",
    "Integration": "gitscen.workflow",
    "OriginCommit": "gitscen.scenario.model",
    "Patience": "gitscen.workflow",
    "Scenario": "gitscen.scenario.model",
    "Settings": "gitscen.workflow",
    "SwitchPolicy": "gitscen.workflow",
    "Workspace": "gitscen.workflow",
    "load_scenario": "gitscen.scenario.load",
}

__all__ = [
    "Case",
    "Identity",
    "Integration",
    "OriginCommit",
    "Patience",
    "Scenario",
    "Settings",
    "SwitchPolicy",
    "Workspace",
    "load_scenario",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import a public name where it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module 'gitscen' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
