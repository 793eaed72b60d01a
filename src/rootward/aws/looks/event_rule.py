"""What a rule catches, and whom it tells."""

from __future__ import annotations

from rootward.aws.call import NEXT_TOKEN, Call
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.event_rules import LIST_TARGETS
from rootward.aws.reading import Answer, Reading
from rootward.model.change import EventRuleChange, Partway, RuleSettings
from rootward.model.monitoring import RuleTarget

DESCRIBE_RULE = Call("events", "DescribeRule")
_GONE = "ResourceNotFound"


def read_rule(reading: Reading, change: EventRuleChange) -> RuleSettings | Partway | None:
    """The rule of the name on the region's default bus; None where there is none.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
    """
    return change.seen(unless_gone(lambda: _settings(reading, change), None, _GONE))


def _settings(reading: Reading, change: EventRuleChange) -> RuleSettings:
    rule = reading.read(DESCRIBE_RULE, change.region, Name=change.name)
    targets = reading.items(LIST_TARGETS, NEXT_TOKEN, "Targets", change.region, Rule=change.name)
    return RuleSettings(
        pattern=rule.get("EventPattern", ""), state=rule["State"], targets=tuple(_target(one) for one in targets)
    )


def _target(found: Answer) -> RuleTarget:
    return RuleTarget(id=found["Id"], arn=found["Arn"], role=found.get("RoleArn"))


LOOK = Look(
    calls=dict.fromkeys(
        ("events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule"),
        (DESCRIBE_RULE, LIST_TARGETS),
    ),
    read=read_rule,
)
