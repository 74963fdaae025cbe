"""The container's git workflow as a library: `Workspace` and what configures it."""

from gitscen.workflow.git import Identity
from gitscen.workflow.settings import Integration, Patience, Settings, SwitchPolicy
from gitscen.workflow.workspace import Workspace

__all__ = ["Identity", "Integration", "Patience", "Settings", "SwitchPolicy", "Workspace"]
