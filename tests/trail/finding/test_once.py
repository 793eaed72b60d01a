"""A log that says a thing twice loses nothing by it."""

import gzip
import json
from collections.abc import Iterator

import msgspec
import pytest

from rootward.trail.actions.call import BareCall
from rootward.trail.finding import inflate, steps, windows
from rootward.trail.finding.every import Batch, Gather, every
from rootward.trail.finding.find import find
from rootward.trail.finding.once import has_each_once, is_first_list
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log

IDENTITY = {"type": "Root", "arn": "arn:aws:iam::111122223333:root"}


def record(number: int, **more: object) -> str:
    return json.dumps(
        {
            "eventVersion": "1.08",
            "userIdentity": IDENTITY,
            "eventTime": "2026-11-27T10:00:00Z",
            "eventSource": "s3.amazonaws.com",
            "eventName": "CreateBucket",
            "eventID": f"{number:03}",
            **more,
        }
    )


ONE, OTHER = record(1), record(2, userAgent='],"Records":[')
NESTED = record(2, requestParameters={"Records": [{"Records": []}]})
TWICE = [
    f'{{"Records":[{ONE}],"Records":[{OTHER}]}}',
    f'{{"Records":[{ONE},{OTHER}],"Records":[]}}',
    f'{{"Records":[],"Records":[{ONE},{OTHER}]}}',
    f'{{"Records":[{ONE}],"x":{{"a":[1]}},"Records":[{OTHER}],"y":1}}',
    f'{{"x":1,"Records":[{ONE}],"Records":[{OTHER}]}}',
    f'{{"Records":[{ONE}],"Re\\u0063ords":[{OTHER}]}}',
    f'{{"\\u0052ecords":[{ONE}],"Records":[{NESTED}]}}',
    f'{{"Records":[{ONE}],"Records":{OTHER}}}',
    f'{{"Records":[{ONE}],"Records":[]}}\n{{"Records":[],"Records":[{OTHER}],"Records":[]}}',
    f'[{{"Records":[{ONE}],"Records":[{OTHER}]}}]',
    f'{{"x":1,"x":{{"Records":[]}},"Records":[{ONE},{OTHER}]}}',
    f'[{{"x":1,"x":{{"Records":[]}},"Records":[{ONE},{OTHER}]}}]',
    f'{{"detail":"{{","event":{ONE}}}\n{{"detail":"\\ud83d\\ude00","event":{OTHER}}}',
    f'{{"detail-type":"x","detail":{ONE},"detail":{OTHER}}}',
    json.dumps({"Events": [{"CloudTrailEvent": ONE}]})[:-1]
    + f',"Events":[{{"CloudTrailEvent":{json.dumps(OTHER)}}}]}}',
    f'{{"Events":[{{"CloudTrailEvent":{json.dumps(ONE)},"CloudTrailEvent":{json.dumps(OTHER)}}}]}}',
]


def names_of(batches: Iterator[Batch[BareCall]]) -> int:
    return sum(len(batch.records) for batch in batches)


def counting() -> Gather[BareCall, int]:
    return names_of


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("text", TWICE)
def test_of_two_lists_of_one_name_both_are_read(text: str, packed: bool):
    log = Log(name="log", data=gzip.compress(text.encode()) if packed else text.encode())
    for sought in Sought:
        found = find([log], sought)
        assert [one.event_id for one in found.records] == ["001", "002"]
        assert found.unread == ()
    (told,) = every([log], BareCall, counting)
    assert (told.answer, told.records, told.unread) == (2, 2, ())


@pytest.mark.parametrize("at", [0, 1, 17, 39, 40])
def test_a_second_list_is_read_wherever_a_long_log_is_cut(at: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inflate, "_FED", 150)
    monkeypatch.setattr(inflate, "_GIVEN", 900)
    monkeypatch.setattr(steps, "_LONGEST", 3000)
    monkeypatch.setattr(windows, "WINDOW", 2000)
    records = [record(number) for number in range(40)]
    text = f'{{"Records":[{",".join(records[:at])}],"Records":[{",".join(records[at:])}]}}'
    log = Log(name="log", data=text.encode())
    for sought in Sought:
        assert [one.event_id for one in find([log], sought).records] == [f"{number:03}" for number in range(40)]
    (told,) = every([log], BareCall, counting)
    assert (told.answer, told.unread) == (40, ())


class _Log(msgspec.Struct):
    elements: list[msgspec.Raw] = msgspec.field(name="Records")


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        (f'{{"Records":[{ONE},{OTHER}]}}', True),
        (f'{{"note":"Root","Records" : [{ONE}],"after":[]}}', True),
        (f'{{"Re\\u0063ords":[{ONE}]}}', True),
        (f'{{"Records":[{ONE}],"Records":[{OTHER}]}}', False),
        (f'{{"Records":[],"Recor\\u0064s":[{OTHER}]}}', False),
    ],
)
def test_the_list_that_was_decoded_is_the_first_of_its_name(text: str, is_sure: bool):
    data = text.encode()
    within = msgspec.json.decode(data, type=_Log).elements[0]
    assert is_first_list(data, within) is is_sure


def test_of_what_lies_elsewhere_nothing_is_certain():
    assert not is_first_list(b'{"Records":[]}', None)
    assert not is_first_list(b'{"Records":[]}', msgspec.Raw(b"elsewhere"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{}", True),
        (b"5", True),
        (b"{", True),
        (b' {"a" : 1 , "b\\"," : [{"a":1,"a":2}] } ', True),
        (b'{"a":1,"a":2}', False),
        (b'{"a":1,"b":2,"a":3}', False),
        (b'{"a":[],"\\u0061":[1]}', False),
    ],
)
def test_members_of_one_name_are_seen(text: bytes, expected: bool):
    assert has_each_once(text) is expected


def test_a_number_of_thousands_of_digits_beside_two_lists_raises_nothing():
    text = f'{{"Records":[{ONE}],"x":{"9" * 5000},"Records":[{OTHER}]}}'
    found = find([Log(name="log", data=text.encode())], Sought.ALL)
    assert [one.event_id for one in found.records] == ["001", "002"]
