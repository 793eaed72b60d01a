"""Deliveries of one event are one, and whatever says something else is another."""

from __future__ import annotations

from itertools import permutations

from rootward.trail.classify.sameness import told_apart
from tests.trail.classify.events import event
from tests.trail.store.samples import SECRET, TOKEN, kept

ONE = event("iam", "CreateUser", eventID="X", requestParameters={"userName": "x", "path": "/"})


def test_a_record_alone_keeps_its_id():
    assert told_apart([ONE]) == told_apart([ONE, ONE]) == {"X": ONE}


def test_the_order_of_members_tells_nothing_apart():
    turned = event("iam", "CreateUser", eventID="X", requestParameters={"path": "/", "userName": "x"})
    assert list(told_apart([ONE, turned])) == ["X"]


def test_each_that_differs_is_there_under_an_id_that_no_other_has_in_any_order():
    records = [
        *(event("iam", "CreateUser", eventID="X", errorCode=code) for code in ("a", "b", "c")),
        event("iam", "CreateUser", eventID="X~2"),
        event("iam", "CreateUser", eventID="X~2", errorCode="a"),
    ]
    told = told_apart(records)
    assert sorted(told) == ["X", "X~2", "X~2~2", "X~3", "X~4"]
    assert {one.event_id for own, one in told.items() if own in {"X", "X~3", "X~4"}} == {"X"}
    assert all(told_apart(order) == told for order in permutations(records))


def test_one_without_an_id_has_one_of_all_that_it_says():
    records = [event("iam", "CreateUser", eventID="", errorCode=code) for code in ("a", "b", "a")]
    told = told_apart(records)
    assert len(told) == 2
    assert told_apart(records[:1]).keys() < told.keys()


def test_what_differs_in_a_secret_alone_is_one_and_that_of_a_set_is_that_of_the_log():
    members = {
        "responseElements": {"credentials": {"sessionToken": TOKEN, "expiration": "soon"}},
        "requestParameters": {"password": SECRET, "userName": "x"},
        "userAgent": f"app {SECRET}",
        "errorMessage": f"refused: {SECRET}",
    }
    whole = event("iam", "CreateUser", eventID="X", **members)
    other = event("iam", "CreateUser", eventID="X", **{**members, "userAgent": f"app {SECRET[::-1]}"})
    for order in permutations([whole, kept(whole), other]):
        assert len(told_apart(order)) == 1
        assert told_apart(order) == told_apart(order[::-1])
    assert len(told_apart([whole, event("iam", "CreateUser", eventID="X", **{**members, "userAgent": "another"})])) == 2
