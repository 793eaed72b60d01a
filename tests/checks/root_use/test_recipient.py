from __future__ import annotations

from rootward.checks.root_use.recipient import told
from rootward.model.monitoring import Topic
from rootward.model.unknown import Unknown
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import AUDIT_ACCOUNT, TOPIC, topic

ELSEWHERE = f"arn:aws:sns:us-east-1:{AUDIT_ACCOUNT}:alerts"


def asked(arn=TOPIC, topics=()):
    return told(account(topics=topics), arn, "rule root-use")


def test_one_confirmed_subscription_is_a_recipient():
    assert asked(topics=(topic(confirmed=(False, True)),)).route == "rule root-use → topic alerts"


def test_a_pending_subscription_is_none():
    (end,) = asked(topics=(topic(confirmed=(False,)),)).dead_ends

    assert end.text == "rule root-use → topic alerts has no confirmed subscription"


def test_a_topic_without_subscriptions_tells_nobody():
    (end,) = asked(topics=(Topic(arn=TOPIC, subscriptions=()),)).dead_ends

    assert end.text == "rule root-use → topic alerts has no subscription"


def test_a_topic_that_is_gone_is_told_as_such():
    (end,) = asked(topics=(Topic(arn=TOPIC, subscriptions=(), is_there=False),)).dead_ends

    assert end.text == "rule root-use → topic alerts, which is not there"


def test_what_was_not_read_of_a_topic_is_unknown():
    for topics in (
        denied("sns:ListSubscriptionsByTopic"),
        (),
        (Topic(arn=TOPIC, subscriptions=denied("sns:ListSubscriptionsByTopic")),),
    ):
        hearing = asked(topics=topics)

        assert hearing.unknowns[0].action == "sns:ListSubscriptionsByTopic"
        assert "topic alerts" in hearing.unknowns[0].detail


def test_a_topic_of_another_account_is_held_by_it():
    held = Topic(arn=ELSEWHERE, subscriptions=Unknown("not_observable"))
    for topics in ((), (held,)):
        (cause,) = asked(ELSEWHERE, topics).unknowns

        assert cause.reason == "not_observable"
        assert cause.detail == "topic alerts is held by account 999999999999"


def test_a_topic_of_another_account_that_could_be_read_is_followed():
    assert asked(ELSEWHERE, (topic(ELSEWHERE),)).route == "rule root-use → topic alerts"


def test_a_function_is_never_a_recipient():
    (cause,) = asked("arn:aws:lambda:us-east-1:123456789012:function:to-slack").unknowns

    assert cause.reason == "not_observable"
    assert "lambda to-slack" in cause.detail


def test_a_function_of_another_account_is_held_by_it():
    (cause,) = asked(f"arn:aws:lambda:us-east-1:{AUDIT_ACCOUNT}:function:siem").unknowns

    assert "held by account 999999999999" in cause.detail


def test_what_is_no_arn_or_names_no_account_is_not_followed_and_held_by_nobody():
    for target in ("somewhere", "arn:aws:notifications:us-east-1::target"):
        (cause,) = asked(target).unknowns

        assert cause.reason == "not_observable"
        assert "held by" not in cause.detail
