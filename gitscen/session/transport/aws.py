"""Clients of a queue service and a table service that speak AWS's protocols, and what their errors mean to us.

Options, from the URL: `region`; `endpoint` (another service than AWS itself); `prefix` (before the names of all queues
and tables, so that several systems may share one account); `poll` (`long`, or `short` for emulators that answer one
request at a time; short on the loopback unless told). Credentials are those that boto3 finds; an endpoint on the
loopback gets dummy ones, goes through no proxy, and never sees a person's own.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004
from botocore.session import Session as BotocoreSession

from gitscen.errors import UsageError
from gitscen.session.transport.protocol import Conflict, NoSuchQueue, TransportError, TransportGone

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

REGION = "us-west-2"
DUMMY = "gitscen"
LONGEST_POLL = 20
"""Seconds; what SQS allows."""

_making = threading.Lock()  # sessions, unlike clients, are not for several threads at once
_GONE = re.compile("Throttl|ThroughputExceeded|LimitExceeded|Unavailable|InternalError|QueueDeletedRecently|InUse")
_NO_QUEUE = re.compile("NonExistentQueue|QueueDoesNotExist")


@dataclass(frozen=True, slots=True)
class Options:
    """Where the services are and how they are used."""

    region: str
    endpoint: str | None
    prefix: str
    long_poll: bool

    @property
    def loopback(self) -> bool:
        """Whether the endpoint is on this machine."""
        return self.endpoint is not None and _is_loopback(self.endpoint)


@dataclass(frozen=True, slots=True)
class Clients:
    """The two services."""

    queues: SQSClient
    tables: DynamoDBClient


def parse_options(options: Mapping[str, str]) -> Options:
    """Return the options of a URL. Raises `UsageError`."""
    if unknown := options.keys() - {"region", "endpoint", "prefix", "poll"}:
        raise UsageError(f"sqs has no option {min(unknown)!r}. It has region, endpoint, prefix and poll.")
    endpoint = options.get("endpoint")
    if endpoint is not None and (urlsplit(endpoint).scheme not in ("http", "https") or not urlsplit(endpoint).hostname):
        raise UsageError(f"endpoint {endpoint!r} is no http:// or https:// URL.")
    prefix = options.get("prefix", "")
    if not re.fullmatch("[A-Za-z0-9_-]{0,20}", prefix):
        raise UsageError(f"prefix {prefix!r} is not taken. Use at most 20 letters, digits, _ and -.")
    poll = options.get("poll", "short" if endpoint and _is_loopback(endpoint) else "long")
    if poll not in ("short", "long"):
        raise UsageError(f"poll {poll!r} is not known. It is short or long.")
    region = options.get("region", REGION)
    return Options(region=region, endpoint=endpoint, prefix=prefix, long_poll=poll == "long")


def connect(options: Options) -> Clients:
    """Return clients; nothing is asked of the services yet. Raises `TransportError`."""
    config = Config(
        connect_timeout=3,
        read_timeout=LONGEST_POLL + 10,
        retries={"mode": "standard", "total_max_attempts": 2},
        proxies={} if options.loopback else None,
        max_pool_connections=20,
    )
    with told("the services"), _making:
        session = _dummy_session(options.region) if options.loopback else Session(region_name=options.region)
        return Clients(
            queues=session.client("sqs", endpoint_url=options.endpoint, config=config),
            tables=session.client("dynamodb", endpoint_url=options.endpoint, config=config),
        )


@cache
def _dummy_session(region: str) -> Session:
    """Return a session that reads no profile and no file of a person's."""
    nothing = {
        name: (None, None, default, None)
        for name, default in (("profile", None), ("credentials_file", None), ("config_file", os.devnull))
    }
    return Session(
        aws_access_key_id=DUMMY,
        aws_secret_access_key=DUMMY,
        region_name=region,
        botocore_session=BotocoreSession(session_vars=nothing),
    )


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what boto3 raises about a queue or table into errors of the transport."""
    try:
        yield
    except ClientError as error:
        raise _translate(error, what) from error
    except (ConnectionError, HTTPClientError) as error:
        raise TransportGone(f"{what} cannot be reached: {error}. Try again.") from error
    except BotoCoreError as error:
        raise TransportError(f"{what} cannot be used: {error}. Look at the credentials and options.") from error


def error_code(error: ClientError) -> str:
    """Return the service's name for an error."""
    return error.response.get("Error", {}).get("Code", "")


def _translate(error: ClientError, what: str) -> TransportError:
    code = error_code(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if _NO_QUEUE.search(code):
        return NoSuchQueue(f"there is no queue {what}. Open its session first.")
    if code == "ConditionalCheckFailedException":
        return Conflict(f"{what} was changed by another. Read it again.")
    if status >= 500 or status == 429 or _GONE.search(code):
        return TransportGone(f"{what} cannot be used now: {error}. Try again.")
    return TransportError(f"{what} cannot be used: {error}. Look at the credentials and options.")


def _is_loopback(endpoint: str) -> bool:
    host = urlsplit(endpoint).hostname or ""
    return host in ("localhost", "::1") or re.fullmatch(r"127(\.[0-9]{1,3}){3}", host) is not None
