"""Which event rules and alarms tell a topic, and which rules send by a role: asked live, whoever made them.

Rules are those of the default buses; of one that a service made for itself nobody is told.
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from rootward.aws.call import NEXT_TOKEN, Call
from rootward.aws.failure import UnreadError
from rootward.aws.one_line import one_line
from rootward.aws.readers.event_rules import LIST_RULES, LIST_TARGETS
from rootward.aws.readers.log_alarms import DESCRIBE_ALARMS
from rootward.aws.readers.settings import DESCRIBE_REGIONS, read_regions
from rootward.aws.reading import Answer, Reading
from rootward.model.change import Change, InlinePolicyChange, RoleChange, TopicChange
from rootward.model.unknown import Blocked, Unknown

OF_TOPIC: tuple[Call, ...] = (LIST_RULES, LIST_TARGETS, DESCRIBE_ALARMS)
OF_ROLE: tuple[Call, ...] = (DESCRIBE_REGIONS, LIST_RULES, LIST_TARGETS)

_EVENTS, _PUT_EVENTS = "events.amazonaws.com", "events:PutEvents"


class Pointer(msgspec.Struct, frozen=True, kw_only=True):
    """A rule or an alarm that points to something."""

    told: str
    """As `rule root-use in eu-west-1`."""
    arn: str


def can_be_pointed_to(change: Change) -> bool:
    """Whether the change takes away something that rules or alarms may need.

    Of roles: one that EventBridge may take, and its right to put events on a bus.
    """
    match change:
        case TopicChange():
            return not change.after
        case RoleChange():
            return not change.after and _EVENTS in change.trust_policy
        case InlinePolicyChange():
            return change.after is None and change.holder.kind == "role" and _PUT_EVENTS in (change.before or "")
        case _:
            return False


def read_pointers(reading: Reading, change: Change) -> tuple[Pointer, ...]:
    """What points to the topic or to the role of the change. Raises UnreadError and CredentialsError."""
    if isinstance(change, TopicChange):
        rules = _rules(reading, lambda target: target["Arn"] == change.arn, change.region)
        return (*rules, *_alarms(reading, change.arn, change.region))
    role = change.resource
    regions = read_regions(reading)
    work = partial(_rules, reading, lambda target: target.get("RoleArn") == role)
    found = reading.side_by_side(lambda region: reading.attempt(lambda: work(region)), list(regions))
    for one in found:
        if isinstance(one, Unknown):
            raise UnreadError(one)
    return tuple(pointer for several in found if not isinstance(several, Unknown | Blocked) for pointer in several)


def _rules(reading: Reading, points: Callable[[Answer], bool], region: str) -> tuple[Pointer, ...]:
    return tuple(
        Pointer(told=f"rule {one_line(rule['Name'])} in {region}", arn=rule["Arn"])
        for rule in reading.items(LIST_RULES, NEXT_TOKEN, "Rules", region)
        if not rule.get("ManagedBy") and any(points(one) for one in _targets(reading, rule, region))
    )


def _targets(reading: Reading, rule: Answer, region: str) -> Iterator[Answer]:
    yield from reading.items(LIST_TARGETS, NEXT_TOKEN, "Targets", region, Rule=rule["Name"])


def _alarms(reading: Reading, topic: str, region: str) -> Iterator[Pointer]:
    kinds = ["MetricAlarm", "CompositeAlarm"]
    for page in reading.pages(DESCRIBE_ALARMS, NEXT_TOKEN, region, AlarmTypes=kinds):
        for alarm in (*(page.get("MetricAlarms") or ()), *(page.get("CompositeAlarms") or ())):
            actions = (alarm.get(name) or () for name in ("AlarmActions", "OKActions", "InsufficientDataActions"))
            if any(topic in several for several in actions):
                yield Pointer(told=f"alarm {one_line(alarm['AlarmName'])} in {region}", arn=alarm["AlarmArn"])
