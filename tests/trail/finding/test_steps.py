"""A log that is read in steps holds what it holds, wherever its steps end."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from rootward.trail.finding import inflate, steps
from rootward.trail.finding.every import Batch, Gather, Gathered, every
from rootward.trail.finding.inflate import Inflating
from rootward.trail.finding.steps import Steps
from rootward.trail.log import Log


class Call(msgspec.Struct):
    name: str | None = msgspec.field(default="", name="eventName")


def names_of(batches: Iterator[Batch[Call]]) -> list[list[str | None]]:
    return [[call.name for call in batch.records] for batch in batches]


def naming() -> Gather[Call, list[list[str | None]]]:
    return names_of


@pytest.fixture(autouse=True, params=[300, 900])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of a few records."""
    monkeypatch.setattr(inflate, "_FED", 150)
    monkeypatch.setattr(inflate, "_GIVEN", request.param)
    monkeypatch.setattr(steps, "_LONGEST", 3000)


def read(data: bytes) -> Gathered[list[list[str | None]]]:
    (told,) = every([Log(name="log", data=data)], Call, naming)
    return told


def flat(told: Gathered[list[list[str | None]]]) -> list[str | None]:
    return [name for batch in told.answer or () for name in batch]


def reasons(told: Gathered[Any]) -> list[str]:
    return [one.reason for one in told.unread]


RECORDS = [
    {"eventVersion": "1.08", "eventName": f"N{number}", "requestParameters": {"text": '"}]},{"eventVersion":"'}}
    for number in range(40)
]
NAMES = [f"N{number}" for number in range(40)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("packed", [True, False])
def test_steps_hold_each_record_once(indent: int | None, packed: bool):
    data = json.dumps({"Records": RECORDS}, indent=indent).encode()
    told = read(gzip.compress(data) if packed else data)
    assert flat(told) == NAMES
    assert (told.records, told.bytes, told.unread) == (40, len(data), ())
    assert told.answer is not None
    assert len(told.answer) > 3


def test_what_looks_like_records_within_one_is_none():
    inside = [{"eventVersion": "1", "eventName": "no"}, {"eventVersion": "2", "eventName": "no"}]
    nested = [{**one, "requestParameters": {"list": inside}} for one in RECORDS]
    assert flat(read(json.dumps({"Records": nested}).encode())) == NAMES


def test_many_lists_of_one_within_a_record_are_none():
    nested = [{**one, "requestParameters": [[{"eventVersion": "1"}]] * 30} for one in RECORDS]
    assert flat(read(json.dumps({"Records": nested}).encode())) == NAMES


def test_members_in_another_order_are_read():
    turned = [dict(sorted(one.items(), reverse=bool(number % 3))) for number, one in enumerate(RECORDS)]
    assert flat(read(json.dumps({"Records": turned}).encode())) == NAMES


def test_what_is_broken_is_said_once_and_nothing_before_it_is_lost_or_told_twice():
    data = json.dumps({"Records": RECORDS}).encode()
    for place in range(2000, 2400, 7):
        told = read(data[:place])
        count = len(flat(told))
        assert flat(told) == NAMES[:count]
        assert data[:place].count(b'"requestParameters"') - 1 <= count <= data[:place].count(b'"requestParameters"')
        assert reasons(told) == ["parts of it are damaged, or it ends too soon: what could be made out was read"]


def test_where_a_record_does_not_fit_the_others_are_read():
    odd = [*RECORDS[:20], {"eventVersion": "1.08", "eventName": 7, "eventTime": "x"}, *RECORDS[20:]]
    told = read(json.dumps({"Records": odd}).encode())
    assert flat(told) == [*NAMES[:20], "", *NAMES[20:]]
    assert told.unread == ()


def test_parts_that_are_no_records_are_counted_over_all_steps():
    odd = [*RECORDS[:9], {"eventVersion": "1.08"}, *RECORDS[9:25], {"eventVersion": "1.08", "x": 1}, *RECORDS[25:]]
    told = read(json.dumps({"Records": odd}).encode())
    assert flat(told) == NAMES
    assert reasons(told) == ["2 of its parts are no records of CloudTrail's"]


def test_a_record_that_is_longer_than_all_steps_is_read():
    long = [*RECORDS[:20], {"eventVersion": "1.08", "eventName": "long", "x": "y" * 9000}, *RECORDS[20:]]
    assert flat(read(json.dumps({"Records": long}).encode())) == [*NAMES[:20], "long", *NAMES[20:]]


def test_several_logs_one_after_the_other_are_read():
    one = gzip.compress(json.dumps({"Records": RECORDS}).encode())
    assert flat(read(one + one)) == NAMES * 2


@pytest.mark.parametrize("text", [b"", b"{}", b"x" * 5000, b'{"Records":[' + b" " * 5000, b"[1,2]" * 900])
def test_of_what_is_no_log_there_is_no_step(text: bytes):
    with Inflating(Log(name="-", data=text)) as inflating:
        taken = Steps(inflating)
        assert taken.step() is None
        assert taken.rest(1 << 20) == text
        assert taken.rest(10) == b""
