"""The end of a route: an SNS topic, and whether anybody confirmed a subscription to it.

A subscription counts from its confirmation on, whatever its protocol. What is not looked at: the topic's access
policy and encryption key, a subscription's filter policy, and whether a message was ever delivered.
https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
"""

from __future__ import annotations

import msgspec

from rootward.checks.root_use.arn import Arn, read_arn
from rootward.checks.root_use.hearing import Hearing, dead_end, heard, unknown_whether
from rootward.model.account import Account
from rootward.model.unknown import Unknown

TOPIC_STEPS = 9
"""A route that ends at a topic came as far as a route can."""

LIST_SUBSCRIPTIONS = "sns:ListSubscriptionsByTopic"


def held_by(account: str, what: str) -> Unknown:
    """`what` lies in another account, which alone can tell whether somebody hears it."""
    return Unknown("not_observable", None, f"{what} is held by account {account}")


def unreadable(what: str, why: str) -> Unknown:
    """`what` was read, and rootward does not understand it."""
    return Unknown("failed", None, f"{what} cannot be read: {why}")


def named(fact: Unknown, what: str) -> Unknown:
    """The same unknown, saying what it is that was not read."""
    return msgspec.structs.replace(fact, detail=f"{what} ({fact.detail})" if fact.detail else what)


def told(account: Account, arn: str, via: str) -> Hearing:
    """Whether what `via` sends to `arn` reaches somebody: a topic is followed, nothing else can be."""
    target = read_arn(arn)
    if target.service != "sns":
        return unknown_whether(_beyond(account, target, via))
    if isinstance(account.topics, Unknown):
        return unknown_whether(named(account.topics, f"topic {target.name}"))
    topic = next((one for one in account.topics if one.arn == arn), None)
    found = Unknown("not_collected", LIST_SUBSCRIPTIONS, "not read") if topic is None else topic.subscriptions
    if isinstance(found, Unknown):
        if target.account != account.id:
            return unknown_whether(held_by(target.account, f"topic {target.name}"))
        return unknown_whether(named(found, f"the subscriptions of topic {target.name}"))
    if any(one.confirmed for one in found):
        return heard(f"{via} → topic {target.name}")
    lacks = " has no confirmed subscription" if found else " has no subscription"
    gone = topic is not None and not topic.is_there
    return dead_end(TOPIC_STEPS, f"{via} → topic {target.name}{', which is not there' if gone else lacks}")


def _beyond(account: Account, target: Arn, via: str) -> Unknown:
    if target.account and target.account != account.id:
        return held_by(target.account, f"{target.service} {target.name}, to which {via} sends,")
    what = f"{target.service} {target.name}" if target.service else target.name
    return Unknown("not_observable", None, f"{via} sends to {what}, and who reads that cannot be seen from here")
