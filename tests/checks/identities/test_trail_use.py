from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.checks.identities.trail_use import TrailUse, lacking, used_in
from rootward.model.service_access import GrantedService
from rootward.model.used_actions import PrincipalUse, UnmappedCall, UsedAction, UsedActions
from tests.checks.facts import NOW, account, ago, arn

ANN = arn("user", "ann")
ACCOUNT = account()


def action(name, days=1.0):
    return UsedAction(action=name, count=1, first=ago(days), last=ago(days))


def using(*used, denied=(), **fields):
    return PrincipalUse(principal=ANN, kind="user", used=used, denied=denied, **fields)


def log(use=None, **fields):
    use = use or using(action("iam:ListUsers"))
    standard = {"since": ago(100), "until": ago(0.1), "principals": (use,), "without_data_events": ("s3",)}
    return UsedActions(**{**standard, **fields})


def trail(use, **fields):
    return TrailUse(log=log(use, **fields), use=use)


def service(name, days=None):
    return GrantedService(namespace=name, last_attempt=None if days is None else ago(days))


def test_a_log_of_all_days_lacks_nothing():
    assert not lacking(ACCOUNT, log(), 90)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unread": 2}, "2 of its files could not be read"),
        ({"missing_days": 3}, "it lacks 3 of the days"),
        ({"since": ago(89)}, "it begins on"),
        ({"until": NOW - timedelta(days=1, hours=1)}, "it ends on"),
        ({"use": using(action("iam:CreateUser"))}, "it holds no reading calls"),
    ],
)
def test_why_a_log_does_not_tell_of_all(fields, words):
    assert words in lacking(ACCOUNT, log(**fields), 90)


def test_a_service_of_which_everything_was_refused_was_not_used():
    refused = trail(using(action("iam:ListUsers"), denied=(action("ec2:RunInstances", 2),)))

    assert refused.is_only_refused(service("ec2", 2))
    assert refused.is_only_refused(service("ec2"))
    assert not refused.is_only_refused(service("sqs", 2))


def test_an_attempt_that_the_log_does_not_show_may_have_been_allowed():
    refused = trail(using(denied=(action("ec2:RunInstances", 2),)))

    assert not refused.is_only_refused(service("ec2", 1))
    assert refused.is_only_refused(service("ec2", 2 - 3 / 24))


def test_of_a_service_whose_log_is_not_whole_nothing_is_settled():
    strange = UnmappedCall(source="ec2.amazonaws.com", name="Do", count=1, reason="", services=("ec2",))
    refused = (action("ec2:RunInstances", 2), action("s3:GetObject", 2))

    assert not trail(using(denied=refused)).is_only_refused(service("s3", 2))
    assert not trail(using(denied=refused, unmapped=(strange,))).is_only_refused(service("ec2", 2))
    assert not trail(using(action("ec2:DescribeVpcs"), denied=refused)).is_only_refused(service("ec2", 2))
    assert not trail(using(denied=refused, undecided=(action("ec2:DescribeVpcs"),))).is_only_refused(service("ec2", 2))


def test_calls_of_an_unknown_service_may_be_of_any():
    strange = UnmappedCall(source="nowhere", name="Do", count=1, reason="")

    assert not trail(using(denied=(action("ec2:RunInstances", 2),), unmapped=(strange,))).is_only_refused(
        service("ec2", 2)
    )
    assert trail(using(action("ec2:DescribeVpcs"), unmapped=(strange,))).actions_of("ec2") == ()


def test_the_actions_of_a_service_are_told_where_the_log_has_all():
    use = trail(using(action("ec2:DescribeVpcs"), action("iam:GetUser"), action("s3:CreateBucket")))

    assert use.actions_of("ec2") == ("ec2:DescribeVpcs",)
    assert use.actions_of("s3") == ()
    assert use.services == {"ec2", "iam", "s3"}


def test_what_was_done_before_is_left_out():
    use = used_in(using(action("ec2:A", 100), action("ec2:B", 10), denied=(action("ec2:C", 100),)), ago(90))

    assert [one.action for one in use.used] == ["ec2:B"]
    assert use.denied == ()
