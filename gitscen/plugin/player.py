"""Cases played one at a time, in a worker that is kept for the next one: pytest asks for them in its own order.

The worker's environment is an allow-list, nothing of the one that pytest was started in gets there. A workflow may
change its process, so each has workers of its own.
"""

from __future__ import annotations

import pytest

from gitscen.git.command import require_git
from gitscen.run.ground import Ground, Keep
from gitscen.run.pool import Pool
from gitscen.scenario.model import Case
from gitscen.subject.spec import WORKFLOW
from gitscen.verdict import CaseResult


class Player:
    """One worker and the ground that its worlds stand on, begun when a case comes."""

    def __init__(self, keep: Keep) -> None:
        """Start nothing yet. Raises `GitMissing` where there is no git, or one that is too old."""
        require_git()
        self._keep = keep
        self._number = 0
        self._begun: tuple[str, Ground, Pool] | None = None

    def play(self, case: Case, workflow: str) -> tuple[CaseResult, str]:
        """Return the result, and what the worker wrote to standard error meanwhile.

        `workflow` is a text that `gitscen.subject.spec` has settled, "" for gitscen's own. Raises `WorldError` where
        there is no place for worlds.
        """
        ground, pool = self._begin(workflow or WORKFLOW)
        self._number += 1
        try:
            ended = pool.begin(self._number, case)
            while not ended:
                ended = pool.listen()
            return ended[0].leave(ground), ended[0].stderr
        except BaseException:
            self.close()  # ^C, or the alarm of a time limit: the worker is still at the case
            raise

    def close(self) -> None:
        """End the worker and remove the worlds that are not kept. Does nothing the second time."""
        if self._begun is not None:
            _, _, pool = self._begun
            self._begun = None
            pool.close()

    def _begin(self, workflow: str) -> tuple[Ground, Pool]:
        if self._begun is None or self._begun[0] != workflow:
            self.close()
            ground = Ground(self._keep)
            self._begun = workflow, ground, Pool(ground, workflow)
        return self._begun[1:]


_PLAYER = pytest.StashKey[Player]()


def player(config: pytest.Config) -> Player:
    """Return the player of a session; it is closed with it."""
    if _PLAYER not in config.stash:
        config.stash[_PLAYER] = Player(Keep(config.getoption("gitscen_keep")))
        config.add_cleanup(config.stash[_PLAYER].close)
    return config.stash[_PLAYER]
