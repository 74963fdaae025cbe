"""What the tests of sessions run on: a file, or moto's services on the loopback."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.session.emulated import emulator

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """Return the endpoint of moto's services, one for all tests of a worker."""
    with emulator() as endpoint:
        yield endpoint


@pytest.fixture
def moto_url(moto_endpoint: str) -> str:
    """Return a transport on moto whose queues and tables no other test has."""
    return f"sqs://?endpoint={moto_endpoint}&region=us-west-2&prefix=t{next(_numbers)}-"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return a transport in a file of the test's own."""
    return f"sqlite://{tmp_path}/queues/queues.db"
