"""A thread that keeps what a container holds: its messages in flight, and the lease of its workspace.

It lets go of both when the process ends, however that ends: nobody else has to clear them away.
"""

from __future__ import annotations

import threading

from gitscen.errors import WorkspaceBusy
from gitscen.session.lease import Lease
from gitscen.session.transport.protocol import NoSuchQueue, Transport, TransportGone

Held = tuple[str, str]
"""A queue and a receipt."""


class Pulse:
    """Renews while it beats. `lost` gets set once somebody else has the workspace: nothing may be touched then."""

    def __init__(
        self, transport: Transport, lease: Lease, *, visibility: float, every: float, lost: threading.Event
    ) -> None:
        self._transport, self._lease = transport, lease
        self._visibility, self._every = visibility, every
        self._held: set[Held] = set()
        self._end = threading.Event()
        self._lost = lost
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._thread.start()

    def hold(self, held: Held) -> None:
        """Keep a message in flight from now on."""
        self._held.add(held)

    def drop(self, held: Held) -> None:
        """Keep it no longer."""
        self._held.discard(held)

    def close(self) -> None:
        """Stop."""
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._end.wait(self._every):
            try:
                self._lease.renew()
                for queue, receipt in tuple(self._held):
                    self._keep(queue, receipt)
            except WorkspaceBusy:
                self._lost.set()
                return
            except TransportGone:
                continue  # nobody else can get anything meanwhile

    def _keep(self, queue: str, receipt: str) -> None:
        try:
            held = self._transport.extend(queue, receipt, self._visibility)
        except NoSuchQueue:
            held = False
        if not held:
            self._held.discard((queue, receipt))
