"""rootward's own event rules: what each is to catch, what it says, and whether one that is there does its work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from rootward.checks.root_use.alert_kind import (
    CLOUDTRAIL_CHANGE,
    FAILED_SIGN_IN,
    IAM_POLICY_CHANGE,
    ORGANIZATION_CHANGE,
    ROOT_USE,
    SIGN_IN_WITHOUT_MFA,
    Kind,
)
from rootward.checks.root_use.event_pattern import read_event_pattern
from rootward.checks.root_use.pattern import UnreadablePatternError
from rootward.checks.root_use.sample_events import SampleEvent
from rootward.model.account import Account
from rootward.model.monitoring import EventRule, RuleTarget

READS_TOO = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
"""The state of a rule that gets calls which only read.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
"""


class AlertRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of one name, in each region where it is needed."""

    name: str
    description: str
    topic: str
    """The name of the topic by which people are told, of this rule's events alone (`alert_relay`)."""
    kinds: tuple[Kind, ...]
    states: tuple[str, ...]
    """The states in which it gets all events of its kinds: the one that rootward gives it, and others that do."""

    def kinds_of(self, account: Account) -> tuple[Kind, ...]:
        """The kinds that come up in the account."""
        return tuple(kind for kind in self.kinds if kind is not ORGANIZATION_CHANGE or account.is_management is True)


ROOT_USE_RULE = AlertRule(
    name="rootward-root-use",
    description="Made by rootward: root was used, if only to look at something",
    topic="rootward-alerts",
    kinds=(ROOT_USE,),
    states=(READS_TOO,),
)
IDENTITY_RULE = AlertRule(
    name="rootward-identity-changes",
    description="Made by rootward: a guard of identity was changed, or somebody tries to get in",
    topic="rootward-identity-alerts",
    kinds=(SIGN_IN_WITHOUT_MFA, FAILED_SIGN_IN, IAM_POLICY_CHANGE, CLOUDTRAIL_CHANGE, ORGANIZATION_CHANGE),
    states=("ENABLED", READS_TOO),
)
OWN_NAMES = frozenset({ROOT_USE_RULE.name, IDENTITY_RULE.name})


class Catch(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule in one region is to catch of a kind: these events, and those like them."""

    kind: Kind
    events: tuple[SampleEvent, ...]
    but_of: str | None = None
    """A region whose own events somebody else hears: the rule is there for what comes from others."""

    @property
    def detail(self) -> dict[str, Any]:
        """The pattern."""
        elsewhere = {} if self.but_of is None else {"awsRegion": [{"anything-but": [self.but_of]}]}
        return {**self.kind.detail, **elsewhere}


def pattern(catches: Sequence[Catch]) -> str:
    """The event pattern that catches all of it, on one line: AWS allows 2,048 characters.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    """
    several = [catch.detail for catch in catches]
    return json.dumps({"detail": several[0] if len(several) == 1 else {"$or": several}}, separators=(",", ":"))


def does(rule: EventRule, alert: AlertRule, catches: Iterable[Catch], target: RuleTarget) -> bool:
    """Whether a rule that is there gets all of it, and sends it where it is to go."""
    return (
        rule.state in alert.states
        and all(matches(rule, catch.events) for catch in catches)
        and isinstance(rule.targets, tuple)
        and any((one.arn, one.role) == (target.arn, target.role) for one in rule.targets)
    )


def matches(rule: EventRule, events: Iterable[SampleEvent]) -> bool:
    """Whether its pattern lets all of the events through, whatever its state."""
    try:
        found = read_event_pattern(rule.pattern)
    except UnreadablePatternError:
        return False
    return all(found.matches(event.bus_event) for event in events)
