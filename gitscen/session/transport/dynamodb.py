"""Tables on DynamoDB, made when a row is first put. A row's fields are attributes that any other program can read.

Beside the row an item has its key, under the field's name of `record.KEYS` (`_key` in other tables), and `_version`.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from gitscen.session.record import KEYS
from gitscen.session.transport.aws import error_code, told
from gitscen.session.transport.protocol import Conflict, Row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY = "_key"
_VERSION = "_version"


class Tables:
    """The half of the transport that is tables."""

    def __init__(self, client: DynamoDBClient, prefix: str) -> None:
        """Use this service; names of tables get the prefix."""
        self._client = client
        self._prefix = prefix

    def put(self, table: str, key: str, row: Mapping[str, Any], *, expect: int | None = None) -> int:
        """Write a row."""
        version = secrets.randbits(52) + 1
        field = KEYS.get(table, _KEY)
        if row.get(field, key) != key:
            raise ValueError(f"{field} of the row is not its key, {key!r}")
        item = {name: _serialize(value) for name, value in {**row, field: key, _VERSION: version}.items()}
        condition = _condition(field, expect)
        with told(f"{key} in {table}"):
            try:
                self._client.put_item(TableName=self._prefix + table, Item=item, **condition)
            except ClientError as error:
                if not _is_missing(error):
                    raise
                self._make(table, field)
                self._client.put_item(TableName=self._prefix + table, Item=item, **condition)
        return version

    def get(self, table: str, key: str) -> Row | None:
        """Return a row."""
        field = KEYS.get(table, _KEY)
        with told(f"{key} in {table}"):
            try:
                found = self._client.get_item(
                    TableName=self._prefix + table, Key={field: {"S": key}}, ConsistentRead=True
                ).get("Item")
            except ClientError as error:
                if not _is_missing(error):
                    raise
                return None
        return _row(found) if found else None

    def delete(self, table: str, key: str, *, expect: int | None = None) -> None:
        """Delete a row."""
        field = KEYS.get(table, _KEY)
        with told(f"{key} in {table}"):
            try:
                self._client.delete_item(
                    TableName=self._prefix + table, Key={field: {"S": key}}, **_condition(field, expect)
                )
            except ClientError as error:
                if not _is_missing(error):
                    raise
                if expect:
                    raise Conflict(f"{key} in {table} was deleted by another. Read it again.") from error

    def scan(self, table: str) -> list[tuple[str, Row]]:
        """Return a table's rows."""
        field = KEYS.get(table, _KEY)
        with told(table):
            try:
                pages = self._client.get_paginator("scan").paginate(TableName=self._prefix + table, ConsistentRead=True)
                items = [item for page in pages for item in page["Items"]]
            except ClientError as error:
                if not _is_missing(error):
                    raise
                return []
        return sorted(((item[field]["S"], _row(item)) for item in items), key=lambda one: one[0])

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _make(self, table: str, field: str) -> None:
        try:
            self._client.create_table(
                TableName=self._prefix + table,
                KeySchema=[{"AttributeName": field, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": field, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        except ClientError as error:
            if error_code(error) != "ResourceInUseException":  # another was first
                raise
        waiter = self._client.get_waiter("table_exists")
        waiter.wait(TableName=self._prefix + table, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def _condition(field: str, expect: int | None) -> dict[str, Any]:
    if expect is None:
        return {}
    if expect == 0:
        return {"ConditionExpression": "attribute_not_exists(#name)", "ExpressionAttributeNames": {"#name": field}}
    return {
        "ConditionExpression": "#name = :version",
        "ExpressionAttributeNames": {"#name": _VERSION},
        "ExpressionAttributeValues": {":version": {"N": str(expect)}},
    }


def _is_missing(error: ClientError) -> bool:
    return error_code(error) == "ResourceNotFoundException"


def _serialize(value: object) -> Any:  # noqa: ANN401 - the service's own form
    return TypeSerializer().serialize(_to_numbers(value))


def _to_numbers(value: object) -> object:
    """Put decimals in place of floats, which boto3 does not take, all the way down."""
    match value:
        case float():
            if not math.isfinite(value):
                raise ValueError(f"{value} is no number that JSON has")
            return Decimal(repr(value))
        case Mapping():
            return {name: _to_numbers(one) for name, one in value.items()}
        case list() | tuple():
            return [_to_numbers(one) for one in value]
        case _:
            return value


def _from_numbers(value: object) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _from_numbers(one) for name, one in value.items()}
        case list():
            return [_from_numbers(one) for one in value]
        case _:
            return value


def _row(item: Mapping[str, Any]) -> Row:
    values = {name: _from_numbers(TypeDeserializer().deserialize(value)) for name, value in item.items()}
    version = values.pop(_VERSION, 0)
    values.pop(_KEY, None)
    return Row(int(str(version)), values)
