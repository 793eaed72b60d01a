"""What the owner of an address gets, and does."""

from __future__ import annotations

import pytest


def test_the_owner_of_an_address_confirms_all_that_waits_and_reads_all_that_came(fresh, client):
    for region in ("us-east-1", "us-west-2"):
        sns = client(fresh, "sns", region)
        topic = sns.create_topic(Name="alarms")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example")
        sns.publish(TopicArn=topic, Message="too early")
    assert fresh.messages_to("a@acme.example") == []
    fresh.confirm_subscription("a@acme.example")
    for region in ("us-east-1", "us-west-2"):
        topic = f"arn:aws:sns:{region}:123456789012:alarms"
        client(fresh, "sns", region).publish(TopicArn=topic, Message=f"from {region}", Subject="Alarm")
    assert [(text, subject) for _, text, subject in fresh.messages_to("a@acme.example")] == [
        ("from us-east-1", "Alarm"), ("from us-west-2", "Alarm"),
    ]  # fmt: skip


def test_who_waits_for_nothing_can_confirm_nothing(fresh, client):
    with pytest.raises(LookupError, match=r"a@acme\.example"):
        fresh.confirm_subscription("a@acme.example")
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="b@acme.example")
    with pytest.raises(LookupError, match=r"a@acme\.example"):
        fresh.confirm_subscription("a@acme.example")
