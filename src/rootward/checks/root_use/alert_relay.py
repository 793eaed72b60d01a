"""Where rootward's rules send what they catch: a topic in the home region, to which the other regions forward.

- Each rule has a topic of its own, and so each has a subscription of its own. AWS suspends one that would get more than
  ten mails in a second, and deletes it two days later: with one topic for all, whoever fails to sign in often enough
  would mute the alarm of root's use. https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
- A topic lets EventBridge publish by its own policy, and "You can't use Condition blocks in Amazon SNS topic policies
  for EventBridge": with one, nothing would arrive. What a rule of another account could send to it is noise at most.
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
- An event bus in another region takes events of its own account by a role that the sending rule's target names, and
  needs no policy: https://repost.aws/knowledge-center/eventbridge-centralized-bus-to-bus
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
- AWS announced forwarding for its commercial regions and for GovCloud, and not for China: there, and in partitions of
  which nothing is known, each region has a topic of its own.
  https://aws.amazon.com/blogs/compute/expanding-cross-region-event-routing-with-amazon-eventbridge/
  https://aws.amazon.com/about-aws/whats-new/2022/06/amazon-eventbridge-cross-region-routing-aws-govcloud-regions/
"""

from __future__ import annotations

import json

from rootward.model.account import Account
from rootward.model.change import IdentityRef, InlinePolicyChange, RoleChange, TopicChange
from rootward.model.monitoring import RuleTarget
from rootward.model.partition import HOME_REGIONS

ROLE = "rootward-event-forwarding"
ROLE_POLICY = "put-events"

_FORWARDING = frozenset({"aws", "aws-us-gov"})
_EVENTS = "events.amazonaws.com"
_OWNER_MAY = (
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
)
"""What a topic's default policy lets its account do."""


def hub_of(account: Account, region: str) -> str:
    """The region in which people are told of what comes up in this one."""
    return HOME_REGIONS[account.partition] if account.partition in _FORWARDING else region


def topic_arn(account: Account, hub: str, name: str) -> str:
    """The ARN of the topic of that name in a hub."""
    return f"arn:{account.partition}:sns:{hub}:{account.id}:{name}"


def rule_arn(account: Account, region: str, name: str) -> str:
    """The ARN of a rule on the default event bus."""
    return f"arn:{account.partition}:events:{region}:{account.id}:rule/{name}"


def target(account: Account, region: str, topic_name: str) -> RuleTarget:
    """Where a rule in the region sends what it catches, if it tells people by the topic of that name."""
    hub = hub_of(account, region)
    if hub == region:
        return RuleTarget(id="topic", arn=topic_arn(account, hub, topic_name))
    return RuleTarget(id="home", arn=_bus_arn(account, hub), role=_role_arn(account))


def topic(account: Account, hub: str, name: str, email: str) -> TopicChange:
    """The topic made: its account may do with it what it may with every topic, and EventBridge may publish to it."""
    arn = topic_arn(account, hub, name)
    owner = {
        "Sid": "OwnerAsByDefault",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(_OWNER_MAY),
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": account.id}},
    }
    publisher = {
        "Sid": "EventRules",
        "Effect": "Allow",
        "Principal": {"Service": _EVENTS},
        "Action": "sns:Publish",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [owner, publisher]})
    return TopicChange(name=name, arn=arn, region=hub, policy=policy, email=email, before=False, after=True)


def role(account: Account) -> RoleChange:
    """The role made by which EventBridge forwards. It may be taken for this account's rules alone.

    EventBridge tells of the rule's account: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    """
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": _EVENTS},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": account.id}},
    }
    return RoleChange(
        name=ROLE,
        arn=_role_arn(account),
        trust_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        description="Made by rootward: EventBridge forwards events to the home region",
        before=False,
        after=True,
    )


def role_policy(account: Account) -> InlinePolicyChange:
    """What the role may do, written: put events on the home region's default event bus."""
    bus = _bus_arn(account, HOME_REGIONS[account.partition])
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "events:PutEvents", "Resource": bus}],
    }
    holder = IdentityRef("role", ROLE, _role_arn(account))
    return InlinePolicyChange(holder=holder, name=ROLE_POLICY, before=None, after=json.dumps(document))


def _role_arn(account: Account) -> str:
    return f"arn:{account.partition}:iam::{account.id}:role/{ROLE}"


def _bus_arn(account: Account, region: str) -> str:
    return f"arn:{account.partition}:events:{region}:{account.id}:event-bus/default"
