"""A subscription counts once its owner has confirmed it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_a_confirmed_subscription_has_an_arn(hardened, client):
    topic = "arn:aws:sns:eu-west-1:123456789012:security-alarms"
    (subscription,) = client(hardened, "sns", "eu-west-1").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert subscription["SubscriptionArn"].startswith(f"{topic}:")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "security@acme.example")


def test_an_e_mail_address_that_was_just_subscribed_has_to_confirm(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    answer = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example")
    assert answer["SubscriptionArn"] == "pending confirmation"
    asked = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="b@acme.example", ReturnSubscriptionArn=True)
    assert asked["SubscriptionArn"].startswith(f"{topic}:")
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [item["SubscriptionArn"] for item in listed] == ["PendingConfirmation", "PendingConfirmation"]
    assert sns.list_subscriptions()["Subscriptions"] == listed


def test_a_queue_need_not_confirm(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    queue = "arn:aws:sqs:us-east-1:123456789012:alarms"
    assert sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)["SubscriptionArn"].startswith(f"{topic}:")
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert listed["SubscriptionArn"].startswith(f"{topic}:")


def test_subscriptions_come_in_pages(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    for number in range(101):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{number}@acme.example")
    pages = list(sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic))
    assert [len(page["Subscriptions"]) for page in pages] == [100, 1]


def token(sandbox, endpoint):
    """What the owner of the endpoint finds in the mail."""
    from moto.sns.models import sns_backends

    with sandbox._application.backends.in_place():
        backend: Any = sns_backends["123456789012"]["us-east-1"]
        return backend.token_sent_to(endpoint)


def pending(sns, topic):
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return listed["SubscriptionArn"] == "PendingConfirmation"


def test_the_owner_of_an_address_confirms_with_the_token_that_was_sent(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    arn = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example", ReturnSubscriptionArn=True)[
        "SubscriptionArn"
    ]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    assert pending(sns, topic)

    confirmed = sns.confirm_subscription(TopicArn=topic, Token=token(fresh, "a@acme.example"))
    assert confirmed["SubscriptionArn"] == arn
    assert not pending(sns, topic)
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "false"


def test_only_the_right_token_confirms_and_only_its_topic(fresh, client):
    sns = client(fresh, "sns")
    topic, other = (sns.create_topic(Name=name)["TopicArn"] for name in ("alarms", "other"))
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example")
    right = token(fresh, "a@acme.example")
    for arn, tried in ((topic, "0" * 64), (other, right)):
        with pytest.raises(ClientError, match=r"InvalidParameter\).*: Invalid token"):
            sns.confirm_subscription(TopicArn=arn, Token=tried)
    with pytest.raises(ClientError, match=r"NotFound\).*: Topic does not exist"):
        sns.confirm_subscription(TopicArn=f"{topic}-gone", Token=right)
    assert pending(sns, topic)


def test_who_subscribes_again_is_sent_another_token_and_the_first_stays_good(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    tokens = []
    for _ in range(2):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example")
        tokens.append(token(fresh, "a@acme.example"))
    assert len(set(tokens)) == 2
    sns.confirm_subscription(TopicArn=topic, Token=tokens[0], AuthenticateOnUnsubscribe="true")
    assert not pending(sns, topic)


def test_an_address_that_nobody_subscribed_got_no_token(fresh, client):
    client(fresh, "sns").create_topic(Name="alarms")
    with pytest.raises(LookupError):
        token(fresh, "a@acme.example")


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_message_to_a_web_address_is_kept_and_not_sent(fresh, client, monkeypatch, protocol):
    sent: list[object] = []
    monkeypatch.setattr("requests.sessions.Session.request", lambda *sending, **_: sent.append(sending))
    sns = client(fresh, "sns")
    topic, endpoint = sns.create_topic(Name="alarms")["TopicArn"], f"{protocol}://127.0.0.1:9/hook"
    sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    sns.publish(TopicArn=topic, Message="too early")
    sns.confirm_subscription(TopicArn=topic, Token=token(fresh, endpoint))
    published = sns.publish(TopicArn=topic, Message="root signed in", Subject="Alarm")
    assert sent == []
    assert kept(fresh) == [(published["MessageId"], "root signed in", "Alarm")]


def test_a_message_to_a_function_starts_none(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    function = "arn:aws:lambda:us-east-1:123456789012:function:pager"
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
    sns.publish(TopicArn=topic, Message='{"default": "a", "lambda": "b"}', MessageStructure="json")
    assert [text for _, text, _ in kept(fresh)] == ["b"]


def kept(sandbox):
    """The messages of the one subscription."""
    from moto.sns.models import sns_backends

    with sandbox._application.backends.in_place():
        backend: Any = sns_backends["123456789012"]["us-east-1"]
        (subscription,) = backend.subscriptions.values()
        return subscription.messages


TAG = {"Key": "team", "Value": "security"}
OPEN = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}'


def test_a_topic_is_made_once_and_its_name_given_again_to_who_asks_for_nothing_else(fresh, client):
    sns = client(fresh, "sns")
    made = sns.create_topic(Name="alarms", Attributes={"Policy": OPEN, "DisplayName": "Alarms"}, Tags=[TAG])["TopicArn"]
    for asked in ({}, {"Attributes": {"Policy": OPEN.replace(" ", "")}}, {"Tags": [TAG]}):
        assert sns.create_topic(Name="alarms", **asked)["TopicArn"] == made
    for asked, words in (
        ({"Attributes": {"DisplayName": "Other"}}, "Topic already exists with different attributes"),
        (
            {"Attributes": {"Policy": OPEN.replace("sns:Publish", "sns:*")}},
            "Topic already exists with different attributes",
        ),
        ({"Tags": [{"Key": "team", "Value": "other"}]}, "Topic already exists with different tags"),
    ):
        with pytest.raises(ClientError, match=rf"InvalidParameter\).*{words}"):
            sns.create_topic(Name="alarms", **asked)


@pytest.mark.parametrize("text", ["{", "{}", '{"Statement": []}x'])
def test_a_policy_that_is_none_is_refused(fresh, client, text):
    sns = client(fresh, "sns")
    with pytest.raises(ClientError, match=r"InvalidParameter\).*Policy Error"):
        sns.create_topic(Name="alarms", Attributes={"Policy": text})
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    with pytest.raises(ClientError, match=r"InvalidParameter\).*Policy Error"):
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=text)


def test_a_topic_counts_who_subscribed(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    for endpoint in ("a@acme.example", "b@acme.example", "c@acme.example", "c@acme.example"):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=endpoint)
    fresh.confirm_subscription("c@acme.example")
    counted = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (counted["SubscriptionsPending"], counted["SubscriptionsConfirmed"]) == ("2", "1")


def test_a_deleted_topic_takes_its_subscriptions_along_and_can_be_deleted_again(fresh, client):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example")
    for _ in range(2):
        sns.delete_topic(TopicArn=topic)
        assert sns.list_subscriptions()["Subscriptions"] == []


@pytest.mark.parametrize("endpoint", ["acme.example", "a@", "a b@acme.example"])
def test_what_is_no_address_cannot_be_subscribed(fresh, client, endpoint):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    with pytest.raises(ClientError, match=r"InvalidParameter\).*Email address"):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=endpoint)
