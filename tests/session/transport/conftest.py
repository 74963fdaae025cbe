"""Both transports, for the tests of what they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Transport


@dataclass(frozen=True)
class Ground:
    """A transport, how to open it once more, and the shortest visibility that it has."""

    url: str
    transport: Transport
    moment: float


@pytest.fixture(params=["sqlite", "sqs"])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "moto_url")
    transport = open_transport(url)
    yield Ground(url, transport, 0.1 if request.param == "sqlite" else 1.0)
    transport.close()


@pytest.fixture
def transport(ground: Ground) -> Transport:
    return ground.transport
