"""Rows of a query of CloudTrail Lake's, as GetQueryResults, the console and S3 give them."""

import csv
import gzip
import io
import json

import pytest

from rootward.trail.finding import windows
from rootward.trail.finding.find import find
from rootward.trail.finding.lake import from_row
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log

IDENTITY = (
    "{type=Root, principalid=111122223333, arn=arn:aws:iam::111122223333:root, accountid=111122223333, "
    "accesskeyid=, username=null, sessioncontext={attributes={creationdate=2026-11-27 09:59:00.000, "
    "mfaauthenticated=true}, sessionissuer=null, webidfederationdata=null}, invokedby=null}"
)
ROW = {
    "eventversion": "1.11",
    "useridentity": IDENTITY,
    "eventtime": "2026-11-27 10:00:00.000",
    "eventsource": "iam.amazonaws.com",
    "eventname": "CreateUser",
    "requestparameters": "{userName=alice, path=/a, b/}",
    "responseelements": "null",
    "errorcode": "",
    "eventid": "1",
    "readonly": "false",
    "recipientaccountid": "111122223333",
}
OTHER = {**ROW, "useridentity": "{type=IAMUser, arn=null}", "eventname": "ListUsers", "eventid": "2"}


def as_csv(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_answer(*rows: dict[str, str]) -> bytes:
    cells = [[{column: value} for column, value in row.items()] for row in rows]
    return json.dumps({"QueryStatus": "FINISHED", "QueryResultRows": cells}).encode()


def as_lines(*rows: dict[str, str]) -> bytes:
    return "\n".join(map(json.dumps, rows)).encode()


@pytest.mark.parametrize("write", [as_csv, as_answer, as_lines])
@pytest.mark.parametrize("sought", Sought)
def test_the_row_of_an_event_by_root_is_found(write, sought: Sought):
    for data in (write(ROW, OTHER), gzip.compress(write(OTHER, ROW)), write(ROW)):
        found = find([Log(name="-", data=data)], sought)
        assert found.unread == ()
        (one,) = found.records
        record = one.record()
        assert (record.event_id, record.name, record.account) == ("1", "CreateUser", "111122223333")
        assert record.time.isoformat() == "2026-11-27T10:00:00+00:00"
        assert record.identity.is_root
        assert record.identity.mfa is True
        assert record.identity.key_id == ""
        assert record.request == {"userName": "alice", "path": "/a, b/"}
        assert record.response == {}
        assert record.read_only is False


def test_columns_are_as_the_query_writes_them():
    row = {**ROW, "eventName": ROW["eventname"], "eventTime": ROW["eventtime"], "userIdentity": IDENTITY}
    for name in ("eventname", "eventtime", "useridentity"):
        del row[name]
    for data in (as_csv(row), as_lines(row), as_answer(row)):
        (one,) = find([Log(name="-", data=data)], Sought.ROOT).records
        assert one.record().identity.is_root


def test_a_column_that_is_the_whole_event_is_taken():
    event = {**from_row(ROW), "eventID": "9"}
    data = as_csv({"eventjson": json.dumps(event)})
    assert [one.event_id for one in find([Log(name="-", data=data)], Sought.ROOT).records] == ["9"]


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("{a=1, b=null, c=x=y}", {"a": "1", "b": None, "c": "x=y"}),
        (
            "{a={b={c=1}}, d=[1, 2], e=[{f=1}, {f=2}]}",
            {"a": {"b": {"c": "1"}}, "d": ["1, 2"], "e": [{"f": "1"}, {"f": "2"}]},
        ),
        ('{policy={"a":[{"b":"}"}]}, c=1}', {"policy": '{"a":[{"b":"}"}]}', "c": "1"}),
        ('{"a":{"b":1}}', {"a": {"b": 1}}),
        ("{a=1", {"a": "1"}),
        ("{", {}),
        ("{{{", {}),
        ("{=}", {}),
        ("plain", "plain"),
    ],
)
def test_what_is_printed_is_read(printed: str, told: object):
    assert from_row({"eventname": "X", "requestparameters": printed})["requestParameters"] == told


def test_a_table_with_a_broken_row_keeps_the_others():
    data = as_csv(OTHER, ROW) + b'"cut off,"\n'
    found = find([Log(name="-", data=data)], Sought.ROOT)
    assert [one.event_id for one in found.records] == ["1"]
    assert [one.reason for one in found.unread] == ["1 of its parts are no records of CloudTrail's"]


@pytest.mark.parametrize("head", [b"eventName,eventTime", b'"eventname","eventtime"\n', b"eventJson\r\n\r\n"])
def test_an_export_without_rows_is_said_to_be_empty(head: bytes):
    found = find([Log(name="-", data=head)], Sought.ROOT)
    assert found.records == ()
    assert [one.reason for one in found.unread] == ["it is an empty export: it has a head and no rows"]


def test_a_table_whose_rows_are_numbered_is_read():
    data = as_csv({"": "0", **ROW})
    assert [one.event_id for one in find([Log(name="-", data=data)], Sought.ROOT).records] == ["1"]


def test_a_long_table_is_not_said_to_be_empty_where_it_ends_with_a_piece(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    head, _, row = as_csv(ROW).partition(b"\n")
    rows = row * 50
    data = head + b"\n" + rows
    found = find([Log(name="-", data=data + b"\n" * (-len(data) % 1000))], Sought.ROOT)
    assert [one.event_id for one in found.records] == ["1"]
    assert found.unread == ()
