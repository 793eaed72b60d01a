"""Which calls a fault strikes."""

from __future__ import annotations

import msgspec
import pytest

from rootward.sandbox import Call
from rootward.sandbox.faults import Crash, Cut, Delay, Deny, Fail, Fault, Faults, Hang, Stale, Throttle

LIST_USERS = Call("iam", "ListUsers", "us-east-1")
CREATE_USER = Call("iam", "CreateUser", "us-east-1")
WHO_AM_I = Call("sts", "GetCallerIdentity", "us-east-1")
RULES = Call("events", "ListRules", "eu-west-1")


def strikes(fault, call, now=0.0):
    return bool(Faults((fault,)).striking(call, now))


def test_actions_match_as_in_a_policy_whatever_their_case():
    assert strikes(Deny(actions=("IAM:list*",)), LIST_USERS)
    assert strikes(Deny(actions=("iam:ListUser?",)), LIST_USERS)
    assert not strikes(Deny(actions=("iam:List",)), LIST_USERS)
    assert not strikes(Deny(actions=("iam:List*",)), CREATE_USER)


def test_nobody_can_be_denied_to_ask_who_they_are():
    assert not strikes(Deny(), WHO_AM_I)
    assert strikes(Throttle(), WHO_AM_I)


def test_a_fault_keeps_to_its_regions():
    assert strikes(Deny(regions=("eu-west-1",)), RULES)
    assert not strikes(Deny(regions=("us-west-2",)), RULES)


def test_a_service_control_policy_about_a_region_spares_global_services():
    forbidden = Deny(by="service-control-policy", regions=("us-east-1",))
    assert not strikes(forbidden, LIST_USERS)
    assert strikes(forbidden, Call("events", "ListRules", "us-east-1"))


def test_a_fault_lets_the_first_calls_pass_and_strikes_so_many():
    faults = Faults((Cut(actions=("iam:*",), skip=2, times=1),))
    struck = [bool(faults.striking(call, 0.0)) for call in (LIST_USERS, WHO_AM_I, CREATE_USER, LIST_USERS, LIST_USERS)]
    assert struck == [False, False, False, True, False]


def test_a_rate_lets_a_burst_pass_and_then_so_many_a_second():
    faults = Faults((Throttle(rate=2, burst=3),))
    assert [bool(faults.striking(LIST_USERS, at)) for at in (0, 0, 0, 0, 0.4, 0.5, 0.6, 1.1)] == [
        *(False, False, False),  # the burst
        True,
        True,
        False,  # half a second: one more
        True,
        False,
    ]


def test_a_clock_that_goes_back_gives_no_calls():
    faults = Faults((Throttle(rate=1),))
    assert not faults.striking(LIST_USERS, 100.0)
    assert faults.striking(LIST_USERS, 50.0)
    assert faults.striking(LIST_USERS, 50.5)
    assert not faults.striking(LIST_USERS, 51.5)


def test_faults_strike_in_the_order_in_which_they_were_added():
    first, second = Delay(seconds=1), Throttle()
    struck = Faults((first, second)).striking(LIST_USERS, 0.0)
    assert [armed.fault for armed in struck] == [first, second]


def test_one_kind_can_be_taken_back_and_the_others_stay():
    faults = Faults((Deny(), Delay(seconds=1), Throttle()))
    faults.clear(Deny, Delay)
    assert faults.in_force() == (Throttle(),)
    faults.clear()
    assert faults.in_force() == ()


def test_after_a_crash_nothing_passes_until_faults_are_taken_back():
    faults = Faults((Crash(),))
    faults.crash()
    faults.clear(Deny)
    assert faults.crashed
    faults.clear()
    assert not faults.crashed


def test_what_waits_goes_on_when_its_fault_is_taken_back():
    faults = Faults((Hang(), Delay(seconds=3600)))
    hanging, delayed = faults.striking(LIST_USERS, 0.0)
    faults.clear(Hang)
    assert hanging.released.is_set()
    assert not delayed.released.is_set()
    faults.clear()
    assert delayed.released.is_set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"kind": "deny", "actions": ["iam:*"]}', Deny(actions=("iam:*",))),
        ('{"kind": "throttle", "rate": 2, "burst": 5}', Throttle(rate=2, burst=5)),
        ('{"kind": "delay", "seconds": 0.5}', Delay(seconds=0.5)),
        ('{"kind": "hang", "times": 1}', Hang(times=1)),
        ('{"kind": "cut", "moment": "after"}', Cut(moment="after")),
        ('{"kind": "fail", "status": 503, "code": "ServiceUnavailable"}', Fail(status=503, code="ServiceUnavailable")),
        ('{"kind": "crash", "skip": 3}', Crash(skip=3)),
        ('{"kind": "stale", "seconds": 10}', Stale(seconds=10)),
    ],
)
def test_each_kind_has_its_json(text, fault):
    assert msgspec.json.decode(text, type=Fault) == fault


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "flood"}',
        '{"kind": "deny", "action": "iam:*"}',
        '{"kind": "delay"}',
        '{"kind": "delay", "seconds": -1}',
        '{"kind": "delay", "seconds": 1e300}',
        '{"kind": "fail", "code": "A\\nB"}',
    ],
)
def test_what_is_no_fault_is_refused(text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Fault)
