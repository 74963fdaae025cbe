"""Queues on SQS FIFO and tables on DynamoDB, or any service that speaks as they do.

Names get `.fifo` behind them. Bodies that are not text as SQS takes it travel as `base64:...`. Where
several queues are waited on, they are asked one after the other, so an idle container of many sessions makes requests
all the time; one queue alone is polled long. Receipts that ran out are the service's to refuse.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from gitscen.session.transport.aws import LONGEST_POLL, Options, connect, error_code, parse_options, told
from gitscen.session.transport.dynamodb import Tables
from gitscen.session.transport.protocol import BODY_LIMIT, Depth, MessageTooLarge, NoSuchQueue, Received, check_message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

SUFFIX = ".fifo"
LONGEST_VISIBILITY = 12 * 3600
_BASE64 = "base64:"
_PAUSES = {True: (0.02, 0.2), False: (0.2, 1.0)}  # seconds between two looks, first and later, by whether it is near
_UNSENDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOST = re.compile("ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue")


def open_sqs(options: Mapping[str, str]) -> SqsTransport:
    """Return the transport that a URL's options tell. Raises `UsageError` and `TransportError`."""
    return SqsTransport(parse_options(options))


class SqsTransport(Tables):
    """Queues on one service, tables on the other."""

    def __init__(self, options: Options) -> None:
        """Make the clients; the services are not asked anything yet."""
        clients = connect(options)
        super().__init__(clients.tables, options.prefix)
        self._options = options
        self._sqs: SQSClient = clients.queues
        self._urls: dict[str, str] = {}

    def create_queue(self, name: str, *, dead_letters: str | None = None, tries: int = 3) -> None:
        """Make a queue, or change where its dead letters go."""
        policy = None
        if dead_letters is not None:
            asked = self._sqs.get_queue_attributes
            with told(dead_letters):
                arn = asked(QueueUrl=self._url(dead_letters), AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
            policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": str(tries)})
        with told(name):
            made = self._sqs.create_queue(QueueName=self._name(name), Attributes={"FifoQueue": "true"})
            self._urls[name] = made["QueueUrl"]
            if policy is not None:
                self._sqs.set_queue_attributes(QueueUrl=made["QueueUrl"], Attributes={"RedrivePolicy": policy})

    def delete_queue(self, name: str) -> None:
        """Delete a queue with its messages. AWS refuses to make it again for 60 seconds: `TransportGone`."""
        with suppress(NoSuchQueue), told(name):
            self._sqs.delete_queue(QueueUrl=self._url(name))

    def list_queues(self, prefix: str = "") -> list[str]:
        """Return the queues' names."""
        with told("the queues"):
            pages = self._sqs.get_paginator("list_queues").paginate(
                QueueNamePrefix=self._options.prefix + prefix, PaginationConfig={"PageSize": 1000}
            )
            names = [url.rpartition("/")[2] for page in pages for url in page.get("QueueUrls", ())]
        begin = len(self._options.prefix)
        return sorted(name[begin:].removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))

    def send(self, queue: str, body: bytes, *, group: str, key: str) -> None:
        """Put a message at the end of its group, unless its key was seen."""
        check_message(queue, body, group)
        text = encode_body(body)
        if len(text.encode()) > BODY_LIMIT:
            raise MessageTooLarge(f"a message to {queue} is no plain text, and in base64 over {BODY_LIMIT:,} bytes.")
        known = key if re.fullmatch("[!-~]{1,128}", key) else hashlib.sha256(key.encode(errors="replace")).hexdigest()
        with told(queue):
            self._sqs.send_message(
                QueueUrl=self._url(queue), MessageBody=text, MessageGroupId=group, MessageDeduplicationId=known
            )

    def receive(self, queue: str | Sequence[str], *, wait: float, visibility: float) -> Received | None:
        """Return the next message of the first queue that has one."""
        queues = [queue] if isinstance(queue, str) else queue
        until = time.monotonic() + wait
        pause, longest = _PAUSES[self._options.loopback]
        while True:
            left = until - time.monotonic()
            poll = min(LONGEST_POLL, int(max(left, 0))) if self._options.long_poll and len(queues) == 1 else 0
            for name in queues:
                if received := self._receive(name, poll, visibility):
                    return received
            left = until - time.monotonic()
            if left <= 0:
                return None
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, longest)

    def acknowledge(self, queue: str, receipt: str) -> None:
        """Delete a message that is held."""
        self._ask_held(queue, lambda url: self._sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt))

    def extend(self, queue: str, receipt: str, seconds: float) -> bool:
        """Move the end of a message's visibility, by whole seconds."""
        return self._ask_held(
            queue,
            lambda url: self._sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=_whole(seconds)
            ),
        )

    def depth(self, queue: str) -> Depth:
        """Count a queue's messages; the service says that it may be behind."""
        with told(queue):
            asked = self._sqs.get_queue_attributes(QueueUrl=self._url(queue), AttributeNames=["All"])["Attributes"]
        return Depth(
            waiting=int(asked["ApproximateNumberOfMessages"]),
            in_flight=int(asked["ApproximateNumberOfMessagesNotVisible"]),
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._sqs.close()
        super().close()

    def _receive(self, queue: str, poll: int, visibility: float) -> Received | None:
        with told(queue):
            # One at a time: of a batch several are in flight, and their order is lost when one of them comes again.
            answer = self._sqs.receive_message(
                QueueUrl=self._url(queue),
                MaxNumberOfMessages=1,
                WaitTimeSeconds=poll,
                VisibilityTimeout=_whole(visibility),
                MessageSystemAttributeNames=["MessageGroupId", "SentTimestamp", "ApproximateReceiveCount"],
            )
        return next((_received(queue, message) for message in answer.get("Messages", ())), None)

    def _ask_held(self, queue: str, ask: Callable[[str], object]) -> bool:
        """Ask something about a message in flight. False where the receipt is no longer good."""
        with told(queue):
            try:
                ask(self._url(queue))
            except ClientError as error:
                if not _LOST.search(error_code(error)):
                    raise
                return False
            return True

    def _name(self, queue: str) -> str:
        return f"{self._options.prefix}{queue}{SUFFIX}"

    def _url(self, queue: str) -> str:
        """Return a queue's address, asked for once: it is made of the name, and a queue made again has the same."""
        if queue not in self._urls:
            self._urls[queue] = self._sqs.get_queue_url(QueueName=self._name(queue))["QueueUrl"]
        return self._urls[queue]


def encode_body(body: bytes) -> str:
    """Return a body as text that SQS takes: as it is where that is possible, else in base64."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    if text and not _UNSENDABLE.search(text) and not text.startswith(_BASE64):
        return text
    return _BASE64 + base64.b64encode(body).decode()


def decode_body(text: str) -> bytes:
    """Return the body that `encode_body` wrote; text of other senders is taken as it is."""
    if text.startswith(_BASE64):
        try:
            return base64.b64decode(text.removeprefix(_BASE64), validate=True)
        except ValueError:
            pass
    return text.encode()


def _received(queue: str, message: MessageTypeDef) -> Received:
    about = message["Attributes"]
    return Received(
        queue=queue,
        body=decode_body(message["Body"]),
        receipt=message["ReceiptHandle"],
        group=about["MessageGroupId"],
        sent=int(about["SentTimestamp"]) / 1000,
        count=int(about["ApproximateReceiveCount"]),
    )


def _whole(seconds: float) -> int:
    return min(LONGEST_VISIBILITY, math.ceil(seconds))
