from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall
from rootward.model.monitoring import EventRule, RegionalRules, RuleTarget, Subscription, Topic
from tests.checks.facts import account, denied
from tests.model.change import kinds
from tests.model.change.kinds import EMAIL, EU, TOPIC_ARN, TOPIC_POLICY

OTHER = Topic(arn="arn:aws:sns:eu-west-1:123456789012:other", subscriptions=())
WAITING = Topic(arn=TOPIC_ARN, subscriptions=(Subscription(protocol="email", confirmed=False),))
CONFIRMED = Topic(arn=TOPIC_ARN, subscriptions=(Subscription(protocol="email", confirmed=True),))

made: Any = kinds.topic


def call(operation, **parameters):
    return ApiCall(service="sns", operation=operation, parameters=parameters, resource=TOPIC_ARN, region=EU)


def test_it_is_made_with_its_policy_and_then_its_address_is_subscribed():
    assert made().calls() == (
        call("CreateTopic", Name="rootward-alarm", Attributes={"Policy": TOPIC_POLICY}),
        call("Subscribe", TopicArn=TOPIC_ARN, Protocol="email", Endpoint=EMAIL),
    )


def test_its_subscriptions_go_with_it():
    assert made().inverse().calls() == (call("DeleteTopic", TopicArn=TOPIC_ARN),)


def test_whoever_is_told_by_it_hears_nothing_more_once_it_is_gone():
    assert (made().risk, made().inverse().risk) == ("safe", "disruptive")


def test_it_makes_the_topic_and_its_inverse_makes_nothing():
    assert (made().makes, made().inverse().makes) == (TOPIC_ARN, None)


def test_its_state_is_whether_a_rule_or_an_alarm_points_to_it():
    assert made().state(account(topics=(OTHER, WAITING))) is True
    assert made().state(account(topics=(OTHER, CONFIRMED))) is True
    assert made().state(account(topics=(OTHER,))) is False


def test_what_was_not_read_stays_unread():
    unread = account(topics=denied("sns:ListSubscriptionsByTopic"))

    assert made().state(unread) == denied("sns:ListSubscriptionsByTopic")
    assert made().effect(unread) == unread


def test_a_new_one_waits_until_its_mail_is_confirmed_and_the_others_stay():
    assert made().effect(account(topics=(OTHER,))).topics == (OTHER, WAITING)


def test_one_that_is_confirmed_stays_so():
    assert made().effect(account(topics=(CONFIRMED,))).topics == (CONFIRMED,)


def test_one_that_is_not_there_any_more_is_none_and_can_be_made_again():
    gone = Topic(arn=TOPIC_ARN, subscriptions=(), is_there=False)

    assert made().state(account(topics=(gone,))) is False
    assert made().effect(account(topics=(gone,))).topics == (WAITING,)


def test_whoever_points_to_one_that_is_deleted_points_to_nothing():
    rule = EventRule(
        name="r", arn="r", region=EU, state="ENABLED", pattern="{}", targets=(RuleTarget(id="t", arn=TOPIC_ARN),)
    )
    pointing = account(topics=(CONFIRMED,), event_rules=(RegionalRules(region=EU, rules=(rule,)),), log_alarms=())

    (left,) = made().inverse().effect(pointing).topics

    assert (left.arn, left.is_there, left.subscriptions) == (TOPIC_ARN, False, ())


def test_one_that_is_deleted_is_gone():
    assert made().inverse().effect(account(topics=(OTHER, CONFIRMED))).topics == (OTHER,)
