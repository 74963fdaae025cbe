"""What a workspace can be told about how it is to work: plain values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gitscen.workflow.git import Identity


class SwitchPolicy(Enum):
    """Where uncommitted work goes when the branch is switched."""

    PARK = "park"
    """It stays with the branch it was made on, and comes back with it."""
    CARRY = "carry"
    """It follows to the target branch."""


class Integration(Enum):
    """How local commits and incoming ones come together."""

    REBASE_THEN_MERGE = "rebase-then-merge"
    """Rebase; where that conflicts, merge with local preference."""
    REBASE = "rebase"
    MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often something worth trying again is tried, and how long to wait in between.

    `pause` is in seconds and is multiplied by `growth` after each try; `seconds` bounds all tries together.
    """

    tries: int = 4
    pause: float = 0.2
    growth: float = 2.0
    seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one workspace works.

    `grace` is the seconds a job gets to end after SIGINT, `limit` those that one git command may take. `note` goes
    below the message of the commit that an interrupt makes: a trailer that tells what was interrupted.
    """

    remote: str = "origin"
    session: str | None = None
    policy: SwitchPolicy = SwitchPolicy.PARK
    integration: Integration = Integration.REBASE_THEN_MERGE
    fallback_identity: Identity | None = Identity("gitscen", "gitscen@localhost")  # noqa: RUF009 - it is frozen
    commit_on_switch: bool = False
    patience: Patience = Patience()
    grace: float = 5.0
    limit: float = 600.0
    note: str = ""
