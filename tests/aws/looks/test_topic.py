from __future__ import annotations

import json

import pytest

from rootward.aws.looks import look, objection
from rootward.model.change import Other, Partway
from rootward.model.unknown import Unknown
from tests.aws.looks.asked import client, topics_in
from tests.aws.practice import reading_of
from tests.checks.facts import allow, policy
from tests.model.change import kinds
from tests.model.change.kinds import EMAIL, TOPIC_ARN, TOPIC_POLICY


def made(practice, document=TOPIC_POLICY):
    client(practice, "sns").create_topic(Name="rootward-alarm", Attributes={"Policy": document})


def subscribed(practice, endpoint, protocol="email"):
    client(practice, "sns").subscribe(TopicArn=TOPIC_ARN, Protocol=protocol, Endpoint=endpoint)


def test_a_topic_whose_address_is_not_subscribed_yet_was_left_partway(practice):
    made(practice)
    subscribed(practice, "somebody@acme.example")

    with reading_of(practice) as reading:
        assert look(reading, kinds.topic()) == Partway()
        subscribed(practice, EMAIL)
        assert look(reading, kinds.topic()) is True


def test_a_policy_says_the_same_however_it_is_written(practice):
    made(practice, json.dumps(json.loads(TOPIC_POLICY), indent=2))
    subscribed(practice, EMAIL)

    with reading_of(practice) as reading:
        assert look(reading, kinds.topic()) is True


def test_a_topic_of_the_name_that_lets_in_somebody_else_is_another(practice):
    made(practice, policy(allow("sns:Publish", TOPIC_ARN, Principal={"Service": "cloudwatch.amazonaws.com"})))
    subscribed(practice, EMAIL)

    with reading_of(practice) as reading:
        assert look(reading, kinds.topic()) == Other()


def test_a_topic_by_which_others_are_told_is_not_taken_away(practice):
    topics_in(practice)
    with reading_of(practice) as reading:
        assert objection(reading, kinds.topic(after=False)) is None
        subscribed(practice, "https://hooks.acme.example/alarm", "https")
        assert objection(reading, kinds.topic(after=False)) == (
            "the topic rootward-alarm has 1 subscription of others (https)"
        )
        subscribed(practice, "somebody@acme.example")
        assert "has 2 subscriptions of others" in str(objection(reading, kinds.topic(after=False)))


def test_the_same_address_by_another_way_is_another_subscription(practice):
    made(practice)
    subscribed(practice, EMAIL, "email-json")

    with reading_of(practice) as reading:
        assert objection(reading, kinds.topic(after=False)) == (
            "the topic rootward-alarm has 1 subscription of others (email-json)"
        )


@pytest.mark.parametrize("is_there", [False, True])
def test_a_topic_that_is_made_or_is_gone_meets_no_objection(practice, is_there):
    if is_there:
        made(practice)
        subscribed(practice, "somebody@acme.example")

    with reading_of(practice) as reading:
        assert objection(reading, kinds.topic(after=is_there)) is None


def test_where_subscriptions_may_not_be_listed_nobody_knows_who_is_told(practice):
    topics_in(practice)
    with reading_of(practice) as reading:
        practice.deny("sns:ListSubscriptionsByTopic")
        seen = (look(reading, kinds.topic(after=False)), objection(reading, kinds.topic(after=False)))

    for each in seen:
        assert isinstance(each, Unknown)
        assert (each.reason, each.action) == ("denied", "sns:ListSubscriptionsByTopic")
