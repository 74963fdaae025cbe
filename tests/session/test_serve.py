from __future__ import annotations

import signal
from pathlib import Path

import pytest

from gitscen.session.host import Host
from gitscen.session.process import NotStarted
from gitscen.session.serve import start_host
from gitscen.session.settings import HostSettings
from tests.processes import LIMIT


def test_a_host_serves_until_it_is_told_to_stop_or_left_alone(tmp_path: Path, sqlite_url: str) -> None:
    settings = HostSettings(transport=sqlite_url, home=tmp_path / "home", projects={"site": "/o.git"})
    host = start_host(settings)
    try:
        assert f'"pid":{host.pid},' in (tmp_path / "home" / "host.json").read_text()
        with pytest.raises(NotStarted, match="another host is at work in"):
            start_host(settings)
        host.signal(signal.SIGTERM)
        assert host.wait(LIMIT) == 0
    finally:
        host.end()
    left = start_host(settings)
    try:
        left.hang_up()
        assert left.wait(LIMIT) == 0
    finally:
        left.end()
    with Host(settings):
        pass
