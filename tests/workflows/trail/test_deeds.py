"""What is noted of an event is its record's, however `judge` numbers it, and nothing else has it."""

from __future__ import annotations

from itertools import permutations

import pytest

from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge
from rootward.trail.record import parse_record
from rootward.workflows.trail.deeds import deeds
from tests.cli.trail.trails import needless
from tests.trail.classify.events import root


def noted(*records):
    """By event what is noted of it, of records that are judged together."""
    parsed = [parse_record(one) for one in records]
    found = list(deeds(judge(parsed, Context(all=True)).events, parsed))
    assert len({deed for _, deed in found}) == len(found)
    return {event.event_id: deed for event, deed in found}


OWN = needless(1)
OTHERS = [
    needless(1, eventName="DeleteBucket"),
    needless(1, eventSource="iam.amazonaws.com"),
    needless(1, userIdentity=root(type="")),
    needless(1, userIdentity=root(arn="arn:aws:iam::111122223333:user/x:root")),
    needless(1, userIdentity=root(principalId="1")),
    needless(1, userIdentity=root(invokedBy="signin.amazonaws.com")),
    needless(1, userIdentity=root(accountId="444455556666", arn="arn:aws:iam::444455556666:root")),
    needless(1, eventID="bucket-1~2"),
    needless(1, eventID="bucket-2"),
    needless(1, userAgent="another"),
    needless(1, eventTime="2026-05-04T12:30:00Z"),
    needless(1, errorCode="AccessDenied"),
    needless(1, requestParameters={"bucketName": "another"}),
]


@pytest.mark.parametrize("other", OTHERS)
def test_two_deeds_are_noted_as_each_of_them_alone_is(other):
    alone = {*noted(OWN).values(), *noted(other).values()}
    assert len(alone) == 2
    for both in permutations((OWN, other)):
        assert set(noted(*both).values()) == alone


def test_the_account_counts_where_no_arn_tells_it():
    one, other = (needless(1, userIdentity=root(arn="", principalId="", accountId=of)) for of in ("1" * 12, "2" * 12))
    assert noted(one) != noted(other)


def test_of_those_that_nothing_but_the_caller_tells_apart_each_has_its_own_by_its_number():
    callers = {number: needless(1, userIdentity=root(principalId=number)) for number in ("0", "1", "10", "11", "2")}
    alone = [noted(one)["bucket-1"] for one in callers.values()]
    for number in range(1, 6):
        ids = ["bucket-1", *(f"bucket-1~{each}" for each in range(2, number + 1))]
        assert noted(*reversed(list(callers.values())[:number])) == dict(zip(ids, alone, strict=False))


@pytest.mark.parametrize("ids", [("b~x", "a~y"), ("a~2", "a"), ("b", "a")])
def test_of_those_that_nothing_but_the_id_tells_apart_each_has_its_own(ids):
    records = [needless(1, eventID=one, userIdentity=root(principalId=str(at))) for at, one in enumerate(ids)]
    assert noted(*records) == noted(records[0]) | noted(records[1])


def test_another_delivery_of_one_event_is_noted_as_that():
    assert noted(OWN) == noted(dict(reversed(OWN.items()))) == noted({**OWN, "requestID": "another"})


def test_an_event_that_is_not_told_takes_no_number_from_one_that_is():
    """A service's, which is numbered before root's own."""
    service = needless(1, userIdentity=root(arn="arn:aws:iam::000000000000:root", invokedBy="x.amazonaws.com"))
    parsed = [parse_record(one) for one in (OWN, service)]
    [(event, deed)] = deeds(judge(parsed, Context()).events, parsed)
    assert event.actor == "root"
    assert [deed] == [*noted(OWN).values()]


def test_the_earliest_event_comes_first():
    assert list(noted(needless(3), needless(1), needless(2))) == ["bucket-1", "bucket-2", "bucket-3"]
