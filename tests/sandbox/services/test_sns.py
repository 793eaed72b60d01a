"""A subscription counts once its owner has confirmed it."""

from __future__ import annotations


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
