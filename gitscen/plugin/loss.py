"""Two of the judge's invariants, held by a test around whatever it does in a world: work-lost and history-lost."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from gitscen.judge.history import judge_history_lost
from gitscen.judge.ledger import judge_work_lost
from gitscen.judge.story import Request
from gitscen.observe.observation import Observation
from gitscen.plugin.live import LiveWorld
from gitscen.report.difference import difference
from gitscen.report.shown import shown, shown_lines
from gitscen.scenario.asks import Recover
from gitscen.verdict import Failure


class NothingLost:
    """What `gitscen.testing.assert_nothing_lost` returns: looks at a world at both ends of a block, and judges."""

    def __init__(self, world: LiveWorld) -> None:
        """Take the world; it is looked at when the block begins."""
        self._world = world
        self._before: Observation | None = None

    def __enter__(self) -> None:
        self._before = self._world.look()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        if error is None and self._before is not None and (failures := self._judge(self._before)):
            raise AssertionError("\n".join(line for failure in failures for line in _lines(failure)))

    def _judge(self, before: Observation) -> tuple[Failure, ...]:
        request = Request(
            ask=Recover(),  # these two judges do not mind what was asked
            before=before,
            after=self._world.look(),
            outcome=None,
            seconds=0.0,
            commands=(),
            works=(),
            carries=False,
            rewritten=self._world.rewritten,
        )
        return (*judge_work_lost(request), *judge_history_lost(request))


def _lines(failure: Failure) -> Iterator[str]:
    yield f"{shown(failure.rule)}: {' '.join(shown_lines(failure.message))}"
    yield from (f"  {line}".rstrip() for line in difference(failure.wanted, failure.seen))
