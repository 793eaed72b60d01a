"""What processes tell of their tallies makes one tally."""

from __future__ import annotations

import pickle
from itertools import permutations

from rootward.trail.actions.call import Call
from rootward.trail.actions.together import Telling, Together, Told
from tests.trail.actions.calls import BY_DEPLOY, DEPLOY, call, tally

PARTS: tuple[list[Call], ...] = (
    [call("iam", "ListUsers", minute=5), call("s3", "GetObject", {"bucketName": "acme", "key": "a"}, minute=7)],
    [call("iam", "ListUsers", minute=2), call("iam", "GetUser", minute=3), call("kms", "Decrypt", by=BY_DEPLOY)],
    [],
    [call("iam", "ListUsers", minute=9), call("s3", "GetObject", {"bucketName": "acme", "key": "b"}, by=BY_DEPLOY)],
)
WHOLE = tally(*(call for part in PARTS for call in part)).used()


def there(told: Told) -> Told:
    found = pickle.loads(pickle.dumps(told))  # noqa: S301 - it is this test's own
    assert isinstance(found, Told)
    return found


def told_of(telling: Telling, *parts: int) -> list[Told]:
    told = []
    for part in parts:
        assert not telling.tally.add(PARTS[part])
        told.append(there(telling.tell()))
    return told


def test_what_one_process_tells_counts_in_any_order():
    told = told_of(Telling(1), 0, 1, 2, 3)
    for order in permutations(told):
        together = Together()
        for one in order:
            together.take(one)
        assert together.tally().used() == WHOLE


def test_processes_count_side_by_side():
    together = Together()
    for one in (*told_of(Telling(1), 0, 2), *told_of(Telling(2), 1, 3)):
        together.take(one)
    assert together.tally().used() == WHOLE


def test_until_something_that_is_missing_comes_what_was_told_before_counts():
    first, second, third = told_of(Telling(1), 0, 1, 3)
    together = Together()
    together.take(third)
    assert together.tally().used() is None
    together.take(first)
    assert together.tally().used() == tally(*PARTS[0]).used()
    together.take(second)
    assert together.tally().used() == WHOLE


def test_resources_are_told_of_those_who_are_asked_for():
    telling = Telling(1, names=lambda principal: principal == DEPLOY)
    together = Together()
    for one in told_of(telling, 0, 1, 2, 3):
        together.take(one)
    found = together.tally().used()
    assert found is not None
    resources = {(one.principal, action.action): action.resources for one in found.principals for action in one.used}
    assert resources[DEPLOY, "s3:GetObject"] == ("arn:aws:s3:::acme/b",)
    assert [arns for (principal, _), arns in resources.items() if principal != DEPLOY and arns] == []


def test_nothing_told_is_nothing_used():
    assert Together().tally().used() is None
    together = Together()
    together.take(Telling(1).tell())
    assert together.tally().used() is None
