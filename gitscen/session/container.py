"""A container: one process with one workspace, which carries out the commands of all sessions of one user's project.

    python -m gitscen.session.container        # told by its environment, see settings

SIGTERM, or the end of its standard input, lets it finish what it is doing; SIGINT interrupts that first. Either way
what it was asked is answered, and what it had not begun is given back. Exit codes: 0 stopped, 75 another process has
the workspace.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gitscen.errors import GitscenError, WorkspaceBusy
from gitscen.run.session import end_marked
from gitscen.session.carrier import Carrier
from gitscen.session.errand import LeaseLost, Stop
from gitscen.session.lease import Lease
from gitscen.session.log import say
from gitscen.session.patient import PatientTransport
from gitscen.session.record import ContainerState
from gitscen.session.settings import ContainerSettings, parse_container
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Transport

BUSY = 75
"""The exit code of a container whose workspace another process has (EX_TEMPFAIL)."""


def main(opened: Callable[[Transport], Transport] = lambda transport: transport) -> int:
    """Run the container that the environment tells of; return the exit code. `opened` may wrap its transport."""
    stop = Stop()

    def stop_now(*_: object) -> None:
        stop.now.set()
        stop.drain.set()

    signal.signal(signal.SIGTERM, lambda *_: stop.drain.set())
    signal.signal(signal.SIGINT, stop_now)
    try:
        settings = parse_container(os.environ)
        threading.Thread(target=_watch_input, args=(stop,), name="standard input", daemon=True).start()
        transport = opened(open_transport(settings.transport))
        try:
            live(settings, transport, stop)
        finally:
            transport.close()
    except (WorkspaceBusy, LeaseLost) as error:
        say(str(error))
        return BUSY
    except GitscenError as error:
        say(str(error))
        return error.exit_code
    return 0


def live(settings: ContainerSettings, transport: Transport, stop: Stop) -> None:
    """Live one life of a container on an open transport. Raises `WorkspaceBusy` and `LeaseLost`."""
    (settings.folder / "events").mkdir(parents=True, exist_ok=True)
    patient = PatientTransport(transport, stop=stop.drain)
    with _folder_lock(settings.folder):
        _end_orphans(settings)
        lease = Lease(patient, settings)
        try:
            Carrier(settings, patient, lease, stop).run()
        except LeaseLost:
            raise
        except BaseException as error:
            lease.release(ContainerState.FAILED, str(error))
            raise
        lease.release(ContainerState.STOPPED)


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Hold a container's folder. Raises `WorkspaceBusy` where another process does; the kernel lets go of it."""
    with (folder / "lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            there = f"another container process is at work in {folder}. Wait until it has ended."
            raise WorkspaceBusy(there) from error
        yield


def _end_orphans(settings: ContainerSettings) -> None:
    """End what a killed life of this container left running: an agent, or git in the middle of a push."""
    mark = settings.folder / "run"
    with contextlib.suppress(OSError):
        before = mark.read_text()
        if before and before != settings.run:
            end_marked("GITSCEN_RUN", before)
    with contextlib.suppress(OSError):
        mark.write_text(settings.run)


def _watch_input(stop: Stop) -> None:
    """Stop after the present command once nobody holds the other end of the standard input any more."""
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    stop.drain.set()


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # a signal in the interpreter's own end would change the exit code
