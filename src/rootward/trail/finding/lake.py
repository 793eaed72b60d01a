"""Records as CloudTrail Lake gives them: rows of a query, in JSON or in CSV.

Pure, but for one thing: how long a cell may be, which Python's csv holds for the whole process, is raised while a table
is read. https://docs.python.org/3/library/csv.html#csv.field_size_limit

GetQueryResults gives each row as a list of objects with one column each:
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetQueryResults.html
Columns: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html, in lower case;
what is a structure or a map there is printed as `{type=Root, arn=null, sessioncontext={...}}`, which is no JSON:
a value that holds `, name=` cannot be told from two. Athena prints the same.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

RESULT_ROWS = "QueryResultRows"

_MEMBERS = """
eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage
requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType apiVersion
managementEvent recipientAccountId sharedEventID annotation vpcEndpointId vpcEndpointAccountId serviceEventDetails
addendum edgeDeviceDetails insightDetails eventCategory tlsDetails sessionCredentialFromConsole eventContext
"""
_STRUCTURES = """
userIdentity requestParameters responseElements additionalEventData resources serviceEventDetails addendum
edgeDeviceDetails insightDetails tlsDetails eventContext
"""
_INNER_MEMBERS = """
principalId accountId accessKeyId userName sessionContext creationDate mfaAuthenticated sessionIssuer
webIdFederationData federatedProvider sourceIdentity ec2RoleDelivery ec2IssuedInVpc assumedRoot invokedBy
identityProvider onBehalfOf userId identityStoreArn inScopeOf sourceArn sourceAccount issuerType
credentialsIssuedTo credentialId
"""
_NAMES = {name.lower(): name for name in _MEMBERS.split()}
_INNER_NAMES = {name.lower(): name for name in _INNER_MEMBERS.split()}
_PRINTED = frozenset(_STRUCTURES.split())
_KEY = re.compile(r"([^\s={}\[\],]+)=")
_FOLLOWING = re.compile(r",\s+(?=[^\s={}\[\],]+=)")
_LONGEST_FIELD = 64 << 20
_LONGEST_HEAD = 1 << 16
_COLUMN = re.compile(r"(?:[^\W\d][\w.]*)?")
"""The name of a column; some writers leave that of the numbers of rows empty."""


def is_row(value: Mapping[str, Any]) -> bool:
    """Whether an object is a row of a query: its columns tell of an event."""
    columns = {key.lower() for key in value}
    return "eventname" in columns and bool(columns & {"eventtime", "eventsource", "eventid", "useridentity"})


def from_cells(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """A row that is a list of objects with one column each."""
    return {key: value for cell in cells for key, value in cell.items()}


def from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the record that it was; columns that it lacks are absent."""
    record: dict[str, Any] = {}
    for column, value in row.items():
        name = _NAMES.get(column.lower(), column)
        told = _unprinted(value) if name in _PRINTED and isinstance(value, str) else value
        if told in ("", "null", None):
            continue
        record[name] = _renamed(told) if name == "userIdentity" else told
    return record


def is_csv(text: bytes) -> bool:
    """Whether a text is a table with a head that names the columns of events."""
    line = text[:_LONGEST_HEAD].lstrip().split(b"\n", 1)[0]
    if line.startswith((b"{", b"[")) or b"\0" in line:
        return False
    try:
        columns = next(csv.reader([line.decode("utf-8", "replace").strip()], strict=True), [])
    except csv.Error:
        return False
    names = [column.strip() for column in columns]
    return all(map(_COLUMN.fullmatch, names)) and not {"eventname", "eventjson"}.isdisjoint(map(str.lower, names))


def csv_rows(text: bytes) -> Iterator[dict[str, Any]]:
    """The rows of a table."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        # str.splitlines would cut a row at U+2028 as well, and at other characters that whoever calls may choose.
        lines = io.StringIO(text.decode("utf-8", "replace").replace("\0", ""), newline="")
        for row in csv.DictReader(lines, restkey="", restval=""):
            yield {key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
    finally:
        csv.field_size_limit(before)


def has_json_for_name(row: Mapping[str, Any]) -> bool:
    """Whether a row of a table is a line of JSON instead, which has no columns."""
    return any(column.lower() == "eventname" and cell.lstrip().startswith("{") for column, cell in row.items())


def _renamed(value: object) -> object:
    if isinstance(value, dict):
        return {_INNER_NAMES.get(key.lower(), key): _renamed(part) for key, part in value.items()}
    return value


def _unprinted(text: str) -> object:
    """What was printed: JSON, or a structure; what is neither is the text."""
    stripped = text.strip()
    if not stripped.startswith(("{", "[")):
        return text
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        pass
    try:
        return _Printed(stripped).value()
    except RecursionError:
        return text


class _Printed:
    """A printed structure that is being read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self) -> Any:  # noqa: ANN401 - whatever it is
        """The value that begins here."""
        if self._text.startswith('{"', self._at) and (found := self._json()) is not None:
            return found
        if self._sees("{"):
            return self._object()
        if self._sees("["):
            return self._list()
        return self._scalar()

    def _sees(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in ", \t\r\n":
            self._at += 1

    def _json(self) -> object | None:
        """JSON text that was the value of a map stays text."""
        try:
            _, end = json.JSONDecoder().raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        text, self._at = self._text[self._at : end], end
        return text

    def _object(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._at < len(self._text) and not self._sees("}"):
            key = _KEY.match(self._text, self._at)
            if key is None:
                self._at += 1
                continue
            self._at = key.end()
            found[key[1]] = self.value()
            self._skip()
        return found

    def _list(self) -> list[Any]:
        found: list[Any] = []
        while self._at < len(self._text) and not self._sees("]"):
            before = self._at
            found.append(self.value())
            self._skip()
            if self._at == before:
                self._at += 1
        return found

    def _scalar(self) -> str | None:
        ends = [place for sign in "}]" if (place := self._text.find(sign, self._at)) >= 0]
        following = _FOLLOWING.search(self._text, self._at)
        if following is not None:
            ends.append(following.start())
        end = min(ends, default=len(self._text))
        text, self._at = self._text[self._at : end], end
        return None if text == "null" else text
