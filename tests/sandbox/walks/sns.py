"""SNS: topics and who subscribed to them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

TAG = {"Key": "team", "Value": "security"}


def walk(sandbox: Any, client: Any) -> None:
    sns = client(sandbox, "sns")
    topic = sns.create_topic(Name="told")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="security@acme.example")
    queue = "arn:aws:sqs:us-east-1:123456789012:told"
    subscribed = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)["SubscriptionArn"]

    assert topic in [one["TopicArn"] for one in sns.list_topics()["Topics"]]
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["TopicArn"] == topic
    arns = [one["SubscriptionArn"] for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]]
    assert arns == ["PendingConfirmation", subscribed]
    assert len(sns.list_subscriptions()["Subscriptions"]) == 2
    with pytest.raises(ClientError, match="Invalid token"):
        sns.confirm_subscription(TopicArn=topic, Token="0" * 64)
    confirmed = sns.confirm_subscription(TopicArn=topic, Token=token(sandbox, "security@acme.example"))
    attributes = sns.get_subscription_attributes(SubscriptionArn=confirmed["SubscriptionArn"])["Attributes"]
    assert attributes["PendingConfirmation"] == "false"
    with pytest.raises(ClientError, match="NotFound"):
        sns.list_subscriptions_by_topic(TopicArn=topic.replace("told", "missing"))
    open_to_all = (
        f'{{"Statement": [{{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "{topic}"}}]}}'
    )
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=open_to_all)
    for change in ({"Attributes": {"DisplayName": "other"}}, {"Attributes": {"Policy": "{}"}}, {"Tags": [TAG]}):
        with pytest.raises(ClientError, match="InvalidParameter"):
            sns.create_topic(Name="told", **change)
    counted = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (counted["SubscriptionsConfirmed"], counted["SubscriptionsPending"]) == ("2", "0")
    sns.publish(TopicArn=topic, Message="root signed in")
    sns.unsubscribe(SubscriptionArn=subscribed)
    sns.delete_topic(TopicArn=topic)


def token(sandbox: Any, endpoint: str) -> str:
    """What the owner of the endpoint was sent."""
    from moto.sns.models import sns_backends

    with sandbox._application.backends.in_place():
        backend: Any = sns_backends["123456789012"]["us-east-1"]
        sent: str = backend.token_sent_to(endpoint)
        return sent
