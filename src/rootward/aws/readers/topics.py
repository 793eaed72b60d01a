"""SNS topics that rules and alarms point to, and who subscribed to them.

https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
"""

from __future__ import annotations

from functools import partial

from rootward.aws.call import NEXT_TOKEN, Call
from rootward.aws.failure import UnreadError
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.monitoring import Subscription, Topic
from rootward.model.pointed_to import pointed_to
from rootward.model.unknown import Blocked, Unknown

LIST_SUBSCRIPTIONS = Call("sns", "ListSubscriptionsByTopic")

_ARN_PARTS = 6


def read_topics(reading: Reading, account: Account) -> tuple[Topic, ...]:
    """Each topic with its subscriptions; a topic of another account shows them there only."""
    if isinstance(account.event_rules, Unknown) and isinstance(account.log_alarms, Unknown):
        raise UnreadError(account.event_rules)
    arns = sorted(arn for arn in pointed_to(account) if _is_topic(arn))
    return tuple(reading.side_by_side(partial(_topic, reading, account), arns))


def _is_topic(arn: str) -> bool:
    parts = arn.split(":")
    return len(parts) == _ARN_PARTS and parts[2] == "sns"


def _topic(reading: Reading, account: Account, arn: str) -> Topic:
    _, _, _, region, holder, _ = arn.split(":")
    if holder != account.id:
        hidden = Unknown("not_observable", LIST_SUBSCRIPTIONS.action, f"held by account {holder}")
        return Topic(arn=arn, subscriptions=hidden)
    try:
        found = reading.items(LIST_SUBSCRIPTIONS, NEXT_TOKEN, "Subscriptions", region, TopicArn=arn)
        return Topic(arn=arn, subscriptions=tuple(_subscription(one) for one in found))
    except UnreadError as error:
        if error.code == "NotFound":  # the rule or the alarm outlived its topic
            return Topic(arn=arn, subscriptions=(), is_there=False)
        fact = error.fact
        if isinstance(fact, Blocked):
            fact = Unknown("denied", LIST_SUBSCRIPTIONS.action, fact.detail)
        return Topic(arn=arn, subscriptions=fact)


def _subscription(found: Answer) -> Subscription:
    """In place of an ARN stands `PendingConfirmation` until it is confirmed, and `Deleted` for some time after."""
    return Subscription(protocol=found.get("Protocol") or "", confirmed=found["SubscriptionArn"].startswith("arn:"))


READERS = (Reader(fact="topics", calls=(LIST_SUBSCRIPTIONS,), needs=("event_rules", "log_alarms"), ask=read_topics),)
