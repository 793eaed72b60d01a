from __future__ import annotations

import pickle
from collections import Counter
from datetime import UTC, datetime
from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.model.used_actions import UnmappedCall, UsedAction
from rootward.trail.actions.call import Call
from rootward.trail.actions.table import iam_actions
from rootward.trail.actions.together import Telling, Together
from rootward.trail.actions.used import Tally
from tests.trail.actions.calls import ANNA, BY_ANNA, BY_DEPLOY, BY_EC2, DEPLOY, by_anna, call, names, tally, used
from tests.trail.classify.events import ACCOUNT, NOON, root

BUCKET = {"bucketName": "acme", "key": "a"}


def test_an_action_has_its_count_and_its_first_and_last_time():
    use = by_anna(
        call("iam", "ListUsers", minute=5), call("iam", "ListUsers", minute=1), call("iam", "GetUser", minute=9)
    )

    assert use.used == (
        UsedAction(action="iam:GetUser", count=1, first=NOON.replace(minute=9), last=NOON.replace(minute=9)),
        UsedAction(action="iam:ListUsers", count=2, first=NOON.replace(minute=1), last=NOON.replace(minute=5)),
    )
    assert use.services == ("iam",)


def test_what_was_only_refused_was_not_used():
    use = by_anna(call("iam", "ListUsers", errorCode="AccessDenied"), call("iam", "GetUser", errorCode="NoSuchEntity"))

    assert names(use) == ["iam:GetUser"]
    assert [one.action for one in use.denied] == ["iam:ListUsers"]


def test_what_was_refused_and_allowed_is_both():
    use = by_anna(call("iam", "ListUsers", errorCode="AccessDenied"), call("iam", "ListUsers", minute=2))

    assert names(use) == ["iam:ListUsers"]
    assert [one.action for one in use.denied] == ["iam:ListUsers"]


def test_a_throttled_call_tells_nothing_of_permissions():
    use = by_anna(call("ec2", "DescribeVpcs", errorCode="Client.RequestLimitExceeded"))

    assert (use.used, use.denied) == ((), ())
    assert [one.action for one in use.undecided] == ["ec2:DescribeVpcs"]


def test_sessions_are_their_role_and_root_users_roles_and_services_stand_apart():
    found = used(
        call("ec2", "DescribeVpcs", by=BY_EC2),
        call("ec2", "DescribeVpcs", by=BY_DEPLOY),
        call("ec2", "DescribeVpcs", by={**BY_DEPLOY, "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run-2"}),
        call("ec2", "DescribeVpcs"),
        call("ec2", "DescribeVpcs", by=root()),
    )

    assert [(one.kind, one.principal, one.used[0].count) for one in found.principals] == [
        ("root", f"arn:aws:iam::{ACCOUNT}:root", 1),
        ("user", ANNA, 1),
        ("role", DEPLOY, 2),
        ("service", "ec2.amazonaws.com", 1),
    ]


def test_what_could_not_be_mapped_is_said_with_counts():
    use = by_anna(*[call("s3", "GetStorageLensDashboardDataInternal")] * 3)

    assert use.used == ()
    assert use.unmapped == (
        UnmappedCall(
            source="s3.amazonaws.com",
            name="GetStorageLensDashboardDataInternal",
            count=3,
            reason="AWS's reference has no action s3:GetStorageLensDashboardDataInternal",
            services=("s3",),
        ),
    )


def test_one_name_with_and_without_a_member_is_two_actions():
    use = by_anna(call("s3", "GetObject", BUCKET), call("s3", "GetObject", {**BUCKET, "versionId": "1"}))

    assert names(use) == ["s3:GetObject", "s3:GetObjectVersion"]


def test_a_sign_in_is_no_use_of_an_action():
    found = used(call("signin", "ConsoleLogin", eventType="AwsConsoleSignIn"), call("iam", "ListUsers"))

    assert [(one.principal, names(one)) for one in found.principals] == [(ANNA, ["iam:ListUsers"])]


def test_a_log_tells_of_which_services_it_holds_no_data_events():
    assert "s3" in used(call("s3", "GetBucketAcl")).without_data_events
    with_data = used(call("s3", "GetObject", BUCKET, eventCategory="Data", managementEvent=False))
    assert "s3" not in with_data.without_data_events
    assert "lambda" in with_data.without_data_events


def test_resources_are_told_where_every_use_named_one():
    each = [call("s3", "GetObject", {"bucketName": "acme", "key": key}) for key in "ab"]

    (objects,) = by_anna(*each).used
    assert objects.resources == ("arn:aws:s3:::acme/a", "arn:aws:s3:::acme/b")
    (unnamed,) = by_anna(*each, call("s3", "GetObject", {})).used
    assert unnamed.resources == ()


def test_too_many_resources_are_not_told():
    each = [call("s3", "GetObject", {"bucketName": "acme", "key": str(number)}) for number in range(21)]

    assert len(by_anna(*each[:20]).used[0].resources) == 20
    assert by_anna(*each).used[0].resources == ()


def test_what_was_refused_names_no_resource():
    refused = call("s3", "GetObject", {"bucketName": "acme", "key": "secret"}, errorCode="AccessDenied")

    assert by_anna(refused, call("s3", "GetObject", BUCKET)).used[0].resources == ("arn:aws:s3:::acme/a",)


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("", "it has no eventTime"),
        (None, "it has no eventTime"),
        ("yesterday", "its eventTime cannot be read"),
        ("2026-13-40T00:00:00Z", "its eventTime cannot be read"),
        ("2026-05-04T25:00:00Z", "its eventTime cannot be read"),
        ("0001-01-01T00:00:00+14:00", "its eventTime cannot be read"),
        ("9999-12-31T23:59:59-14:00", "its eventTime cannot be read"),
        ("0001-01-01T00:00:00Z", "its eventTime cannot be read"),
        ("9999-12-31T23:59:59Z", "its eventTime cannot be read"),
        ("9999-12-31T23:59:59.999Z", "its eventTime cannot be read"),
    ],
)
def test_what_cannot_be_counted_is_left_and_it_is_said_why(time, why):
    counted = Tally()

    left = counted.add([call("iam", "ListUsers", eventTime=time), Call(time="2026-05-04T12:00:00Z")])
    assert left == {why: 1, "it has no eventName": 1}
    assert counted.used() is None


ODD_TIMES = (
    "2026-05-04T25:00:00Z",
    "2026-05-04T12:60:00Z",
    "2026-05-04T12:00:60Z",
    "2026-05-32T12:00:00Z",
    "2026-05-04T12:00:0\u0660Z",
)


@pytest.mark.parametrize("odd", ODD_TIMES)
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_time_that_cannot_be_read_is_left_wherever_it_stands_among_others(odd, order):
    times = ["2026-05-01T12:00:00Z", odd, "2026-06-04T12:00:00Z"]
    calls = [call("iam", "ListUsers", eventTime=times[number]) for number in order]
    one_by_one, at_once = Tally(), Tally()
    left = sum((one_by_one.add([each]) for each in calls), Counter())

    assert left == at_once.add(calls) == {"its eventTime cannot be read": 1}
    for counted in (one_by_one.used(), at_once.used()):
        assert counted is not None
        assert counted.principals[0].used[0].count == 2


def test_what_has_neither_name_nor_time_is_told_once():
    assert Tally().add([Call()]) == {"it has no eventName": 1}


def test_a_time_of_another_zone_is_told_in_utc():
    found = used(call("iam", "ListUsers", eventTime="2026-05-04T14:00:00.5+02:00"))

    assert found.since == datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "since"),
    [
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        ("2199-12-31T23:59:59.999Z", datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_clock_may_be_wrong_by_a_century(time, since):
    assert used(call("iam", "ListUsers", eventTime=time)).since == since


def test_the_span_is_that_of_all_events():
    found = used(
        call("iam", "ListUsers", minute=3), call("signin", "ConsoleLogin", minute=7, eventType="AwsConsoleSignIn")
    )

    assert (found.since, found.until) == (NOON.replace(minute=3), NOON.replace(minute=7))


def test_a_tally_goes_to_another_process_and_back():
    counted = tally(call("s3", "GetObject", BUCKET), call("iam", "ListUsers", errorCode="AccessDenied"))

    there = pickle.loads(pickle.dumps(counted))  # noqa: S301 - it is this test's own
    assert there.used() == counted.used()


def test_what_calls_were_about_is_noted_of_those_who_are_asked_for():
    counted = Tally(names=lambda principal: principal == DEPLOY)
    counted.add([call("s3", "GetObject", BUCKET, by=by) for by in (BY_ANNA, BY_DEPLOY)])

    found = counted.used()
    assert found is not None
    assert [(one.principal, one.used[0].resources) for one in found.principals] == [
        (ANNA, ()),
        (DEPLOY, ("arn:aws:s3:::acme/a",)),
    ]
    assert found.of("arn:aws:iam::111122223333:user/nobody") is None


def test_a_member_whose_name_is_escaped_is_seen():
    escaped = msgspec.json.decode(
        b'{"eventName": "GetObject", "eventSource": "s3.amazonaws.com", "eventTime": "2026-05-04T12:00:00Z",'
        b' "requestParameters": {"\\u0076ersionId": "1"}}',
        type=Call,
    )

    (use,) = used(escaped).principals
    assert names(use) == ["s3:GetObjectVersion"]


IDENTITIES = st.sampled_from([BY_ANNA, BY_DEPLOY, BY_EC2, root(), {}])
CALLS = st.sampled_from(
    [
        ("s3", "GetObject"),
        ("s3", "CopyObject"),
        ("s3", "GetStorageLensDashboardDataInternal"),
        ("iam", "CreateRole"),
        ("lambda", "CreateFunction20150331"),
        ("sts", "AssumeRole"),
        ("kms", "Decrypt"),
        ("ec2", "RunInstances"),
        ("signin", "ConsoleLogin"),
        ("nowhere", "Do"),
    ]
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "bucketName": st.sampled_from(["acme", "other"]),
        "key": st.sampled_from(["a", "b*", "c"]),
        "versionId": st.sampled_from(["1", ""]),
        "role": st.just(DEPLOY),
        "roleArn": st.sampled_from([DEPLOY, f"arn:aws:iam::{ACCOUNT}:role/web"]),
        "tags": st.sampled_from([[], [{"key": "a", "value": "b"}]]),
    },
)
ERRORS = st.sampled_from([None, "", "AccessDenied", "ThrottlingException", "NoSuchKey"])
EVENTS = st.builds(
    lambda of, request, by, error, minute: call(*of, request, by=by, errorCode=error, minute=minute),
    CALLS,
    REQUESTS,
    IDENTITIES,
    ERRORS,
    st.integers(0, 50),
)


@given(st.lists(EVENTS, min_size=1, max_size=30), st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_the_union_of_any_parts_is_the_whole(events, place):
    parts = [Telling(process) for process in range(4)]
    together = Together()
    for event, part in zip(events, place, strict=False):
        parts[part].tally.add([event])
        together.take(parts[part].tell())

    assert together.tally().used() == tally(*events).used()


@given(st.lists(EVENTS, min_size=1, max_size=20))
def test_used_is_what_some_call_that_was_permitted_needed(events):
    found = used(*events)
    needs = [(event, iam_actions(event.source, event.name, event.request_members())) for event in events]

    for use in found.principals:
        for one in use.used:
            assert any(
                event.error in {None, "", "NoSuchKey"} and one.action in needed
                for event, needed in needs
                if isinstance(needed, tuple)
            )
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found
