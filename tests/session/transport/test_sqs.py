"""The transport on SQS and DynamoDB: its options, what it never touches, and what a service that is gone is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.errors import UsageError
from gitscen.session.record import CONTAINERS, SESSIONS
from gitscen.session.transport import open_transport
from gitscen.session.transport.aws import parse_options
from gitscen.session.transport.protocol import NoSuchQueue, TransportError, TransportGone
from gitscen.session.transport.sqs import decode_body, encode_body
from tests.session.emulated import emulator


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: text.encode(errors="surrogatepass")))
def test_bodies_travel_as_text_that_sqs_takes(body: bytes) -> None:
    text = encode_body(body)
    assert decode_body(text) == body
    assert text
    text.encode("utf-8")
    assert all(one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff") for one in text)


def test_text_of_other_senders_is_taken_as_it_is() -> None:
    for text in ("{}", "base64:", "base64:no base64 at all", "base64:aGk"):
        assert decode_body(text) == (b"" if text == "base64:" else text.encode())


@pytest.mark.parametrize(
    ("url", "wording"),
    [
        ("sqs://?endpoint=127.0.0.1:5000", "endpoint '127.0.0.1:5000'"),
        ("sqs://?endpoint=file:///etc", "endpoint"),
        ("sqs://?prefix=a/b", "prefix 'a/b'"),
        ("sqs://?poll=never", "poll 'never'"),
        ("sqs://?key=secret", "no option 'key'"),
        ("sqs://host", "is no transport"),
        ("sqs:///path", "is no transport"),
    ],
)
def test_options_that_are_none_are_explained(url: str, wording: str) -> None:
    with pytest.raises(UsageError, match=wording):
        open_transport(url)


def test_only_the_loopback_is_near() -> None:
    near = {"http://127.0.0.1:1": True, "http://localhost": True, "http://[::1]:5000": True, "http://127.0.0.2": True}
    far = dict.fromkeys(["https://sqs.example.invalid", "http://127.0.0.1.example.invalid", "http://1127.0.0.1"], False)
    for endpoint, expected in (near | far).items():
        options = parse_options({"endpoint": endpoint})
        assert (options.loopback, options.long_poll) == (expected, not expected)
    assert parse_options({}).long_poll
    assert not parse_options({}).loopback


def test_the_loopback_needs_nothing_of_the_persons_and_no_proxy(
    moto_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("not a configuration")
    monkeypatch.setenv("AWS_PROFILE", "missing")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "config"))
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    transport = open_transport(moto_url.replace("us-west-2", "eu-central-1"))
    transport.create_queue("q")
    assert transport.list_queues() == ["q"]
    transport.put("t", "k", {})
    transport.close()


def test_names_and_rows_are_as_the_documents_read_them(
    moto_url: str, moto_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    transport = open_transport(moto_url)
    transport.create_queue("webordinary-input-s")
    transport.put(CONTAINERS, "c", {"containerId": "c", "taskArn": "process/1"})
    with pytest.raises(ValueError, match="sessionId"):
        transport.put(SESSIONS, "s", {"sessionId": "another"})
    transport.close()
    prefix = moto_url.partition("prefix=")[2]
    account = boto3.session.Session("gitscen", "gitscen", region_name="us-west-2")
    dynamodb = account.client("dynamodb", endpoint_url=moto_endpoint)
    item = dynamodb.get_item(TableName=f"{prefix}webordinary-containers", Key={"containerId": {"S": "c"}})["Item"]
    assert item["taskArn"] == {"S": "process/1"}
    sqs = account.client("sqs", endpoint_url=moto_endpoint)
    [url] = sqs.list_queues(QueueNamePrefix=prefix)["QueueUrls"]
    assert url.endswith(f"/{prefix}webordinary-input-s.fifo")
    sqs.send_message(QueueUrl=url, MessageBody="by another", MessageGroupId="g", MessageDeduplicationId="k")
    transport = open_transport(moto_url)
    received = transport.receive("webordinary-input-s", wait=0, visibility=60)
    assert received
    assert received.body == b"by another"
    transport.close()
    dynamodb.close()
    sqs.close()


def test_one_queue_is_polled_long_where_the_service_can(moto_url: str) -> None:
    transport = open_transport(f"{moto_url}&poll=long")
    transport.create_queue("q")
    transport.send("q", b"1", group="g", key="1")
    received = transport.receive("q", wait=30, visibility=60)
    assert received
    assert received.body == b"1"
    assert transport.receive(["q"], wait=0.1, visibility=60) is None
    transport.close()


def test_a_queue_that_another_deleted_and_made_again_is_found_again(moto_url: str) -> None:
    one, two = open_transport(moto_url), open_transport(moto_url)
    one.create_queue("q")
    two.depth("q")
    one.delete_queue("q")
    with pytest.raises(NoSuchQueue):
        two.depth("q")
    one.create_queue("q")
    two.depth("q")
    one.close()
    two.close()


def test_a_service_that_is_gone_is_told_and_the_transport_goes_on_later() -> None:
    with emulator() as endpoint:
        transport = open_transport(f"sqs://?endpoint={endpoint}")
        transport.create_queue("q")
        transport.put("t", "k", {})
    with pytest.raises(TransportGone, match=r"q cannot be reached.*Try again"):
        transport.send("q", b"1", group="g", key="1")
    with pytest.raises(TransportGone, match="k in t"):
        transport.get("t", "k")
    with pytest.raises(TransportGone):
        transport.list_queues()
    transport.close()


def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    transport = open_transport("sqs://?endpoint=http://sqs.example.invalid")
    with pytest.raises(TransportError, match="credentials"):
        transport.create_queue("q")
    transport.close()


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "boto3"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("sqs", "aws", "dynamodb"):
        monkeypatch.delitem(sys.modules, f"gitscen.session.transport.{name}")
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(UsageError, match=r"pip install 'gitscen\[sqs\]'"):
        open_transport("sqs://?endpoint=http://127.0.0.1:9")
