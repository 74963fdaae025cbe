"""Queues and tables: `open_transport` gives the one that a URL names.

    sqlite:///srv/gitscen/queues.db              one file, made where it is not there (the default; `patience`)
    sqs://?region=us-west-2                      SQS and DynamoDB, with the credentials that boto3 finds
    sqs://?endpoint=http://127.0.0.1:5000        the same at another endpoint; on the loopback with dummy credentials

docs/sessions.md tells the options behind `?`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from gitscen.errors import UsageError
from gitscen.session.transport.protocol import Transport


def open_transport(url: str) -> Transport:
    """Return the transport that a URL names. Raises `UsageError` for a URL that is none, and `TransportError`."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise UsageError(f"{url!r} is no transport: {error}.") from error
    options = dict(pairs)
    match parts.scheme:
        case "sqlite" if not parts.netloc and len(parts.path) > 1 and parts.path.startswith("/"):
            from gitscen.session.transport.sqlite import open_sqlite

            return open_sqlite(unquote(parts.path), options)
        case "sqs" if not parts.netloc and not parts.path:
            return _open_sqs(options)
        case _:
            raise UsageError(f"{url!r} is no transport. Write sqlite:///path/file.db or sqs://?region=us-west-2.")


def _open_sqs(options: Mapping[str, str]) -> Transport:
    try:
        from gitscen.session.transport.sqs import open_sqs
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("boto3", "botocore"):
            raise
        raise UsageError("the transport on SQS needs boto3. Run pip install 'gitscen[sqs]'.") from error
    return open_sqs(options)
