"""The stage of one case: the remotes of its projects, queues, hosts, and whoever looks at them.

Everything lies below the case's room and ends with it.
"""

from __future__ import annotations

import os
import resource
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import gitscen
from gitscen.errors import WorldError
from gitscen.git.environment import hermetic
from gitscen.run.hosted import witness
from gitscen.run.hosted.ledger import Ledger
from gitscen.run.hosted.options import Options
from gitscen.run.hosted.outages import Outages
from gitscen.run.hosted.workspaces import Workspaces
from gitscen.scenario.clone import clone_depth
from gitscen.scenario.hostcheck import ORIGIN
from gitscen.scenario.model import Case
from gitscen.session.desk import Desk
from gitscen.session.patient import PatientTransport
from gitscen.session.process import Child, NotStarted, start_listening
from gitscen.session.serve import start_host
from gitscen.session.settings import Habits, HostSettings
from gitscen.session.transport import open_transport
from gitscen.subject.spec import is_class
from gitscen.world.build import build_world

MARK = "STAGE_OF_GITSCEN"
"""The variable by which processes are known that belong to a case: it holds the place of its room."""

DATABASE = "queues.db"
PAUSE, SERVICE_PAUSE = 0.02, 0.2
"""Seconds between two looks at queues in a file, and at those of a service."""
EMULATOR_LIMIT = 60.0
"""Seconds in which an emulator must tell where it is."""

FAULTY = (sys.executable, "-m", "gitscen.session.fault")
"""The built-in container, killed when a moment comes."""

PATIENCE = 0.3
"""Seconds after which a held database counts as out of reach."""


class Stage:
    """What a story of sessions is played on. `close` ends every process and leaves the files."""

    def __init__(self, case: Case, root: Path, options: Options) -> None:
        """Build the remotes and make the queues. Raises `WorldError`."""
        self.case, self.options = case, options
        self.world = build_world(case, root)
        self.home = root / "host"
        self.home.mkdir()
        package = str(Path(gitscen.__file__).parent.parent)
        self.environment = hermetic(self.world.home) | {"PYTHONPATH": package, MARK: str(root)}
        self.ledger = Ledger(root / "ledger")
        self._service = self._start_service()
        self.url = self._url()
        self.outages = Outages(root / DATABASE, self._service.pid if self._service else None)
        self.transport = PatientTransport(open_transport(self.url), seconds=20.0)
        self.desk = Desk(self.transport)
        self.hosts: list[Child] = []
        self.pause = PAUSE if options.transport == "sqlite" else SERVICE_PAUSE
        self.workspaces = Workspaces(
            world=self.world,
            home=self.home,
            environment=self.environment,
            shallow=clone_depth(case.clone) is not None,
            default=case.scenario.default_branch,
        )

    @property
    def mark(self) -> tuple[str, str]:
        """The variable that all processes of this stage have, and its value."""
        return MARK, self.environment[MARK]

    def remote(self, project: str) -> Path:
        """Return the place of a project's remote; `origin` or "" is the first project's."""
        return self.world.remote(self.case.scenario.projects[0] if project in ("", ORIGIN) else project)

    def start_host(self, *, elsewhere: bool = False, refused: bool = False) -> None:
        """Start a host on this stage's home, or `elsewhere`; `refused`: it must not come up. Raises `WorldError`."""
        settings = self._settings()
        if elsewhere:
            settings = replace(settings, home=self.world.root / f"host-{len(self.hosts) + 1}")
        try:
            with self._limited():
                self.hosts.append(start_host(settings, environment=self.environment))
        except NotStarted:
            if not refused:
                raise
            return
        if refused:
            raise WorldError("a second host came up on a home that another host has.")

    def close(self) -> None:
        """End what was started. Does nothing the second time."""
        self.outages.close()
        while self.hosts:
            self.hosts.pop().end()
        self.transport.close()
        if self._service:
            self._service.end()
            self._service = None

    def _url(self) -> str:
        if self.options.transport == "sqlite":
            return f"sqlite://{quote(str(self.world.root / DATABASE))}?patience={PATIENCE}"
        endpoint, prefix = self.options.endpoint, f"&prefix={os.getpid()}-{self.world.root.name[:3]}-"
        if self._service:
            endpoint, prefix = self._service.read_line(EMULATOR_LIMIT).decode().strip(), ""
        if not endpoint:
            raise WorldError("no emulator of SQS could be started. Install gitscen[sqs] and moto, or give --endpoint.")
        return f"sqs://?endpoint={quote(endpoint, safe='')}&region=us-west-2{prefix}"

    def _start_service(self) -> Child | None:
        """Start an emulator of SQS, where one is needed."""
        if self.options.transport != "sqs" or self.options.endpoint:
            return None
        argv = [sys.executable, "-m", "gitscen.session.transport.emulator"]
        log = self.world.root / "emulator.log"
        return start_listening(argv, directory=self.world.root, environment=self.environment, log=log)

    def _settings(self) -> HostSettings:
        wish, options = self.case.scenario.host, self.options
        agent = (sys.executable, "-I", "-S", witness.__file__, str(self.ledger.path))
        return HostSettings(
            transport=self.url,
            home=self.home,
            projects={name: self.world.remote(name).as_uri() for name in self.case.scenario.projects},
            idle=wish.idle,
            most=wish.most,
            turn=5.0,
            container=self._container(),
            habits=Habits(
                agent=tuple(shlex.split(options.agent)) or agent,
                head_start=wish.head_start,
                grace=2.0,
                visibility=3.0,
                lease=3.0,
                git_limit=20.0,
                depth=clone_depth(self.case.clone),
            ),
        )

    def _container(self) -> tuple[str, ...]:
        """Return the container's command line, () for gitscen's own; one that is killed where the story wants that."""
        kill, named = self.case.scenario.host.kill, self.options.container
        faults = ("--kill", kill) if kill else ()
        if is_class(named):  # a mistake of the zoo
            module, _, name = named.partition(":")
            return (sys.executable, "-m", module, name, *faults)
        return (*FAULTY, *faults) if faults else tuple(shlex.split(named))

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Limit how large a file may be that this process, or one that it starts in the block, writes."""
        most, limits = self.case.scenario.host.file_limit, resource.getrlimit(resource.RLIMIT_FSIZE)
        if most:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
