from __future__ import annotations

import pytest

from rootward.model.change import EventRuleChange, Partway, RuleSettings
from rootward.model.monitoring import RegionalRules, RuleTarget
from tests.checks.facts import account

ARN = "arn:aws:events:eu-west-1:123456789012:rule/rootward-root-use"
ROLE = "arn:aws:iam::123456789012:role/rootward-event-forwarding"
HOME = RuleTarget(id="home", arn="arn:aws:events:us-east-1:123456789012:event-bus/default", role=ROLE)
QUEUE = RuleTarget(id="queue", arn="arn:aws:sqs:eu-west-1:123456789012:audit")
WEAK = RuleSettings(pattern='{"source": ["aws.signin"]}', state="DISABLED", targets=(QUEUE,))
SOUND = RuleSettings(pattern='{"source": ["aws.iam"]}', state="ENABLED", targets=(QUEUE, HOME))


def change(before: RuleSettings | None, after: RuleSettings | None) -> EventRuleChange:
    return EventRuleChange(name="rootward-root-use", arn=ARN, region="eu-west-1", before=before, after=after)


def said(made: EventRuleChange) -> list[tuple[str, object]]:
    return [(call.operation, call.parameters.get("Ids") or call.parameters.get("Targets")) for call in made.calls()]


def test_a_new_rule_is_put_and_given_its_targets_with_the_role_that_is_passed():
    put, targets = change(None, SOUND).calls()

    assert put.parameters["State"] == "ENABLED"
    assert targets.parameters["Targets"] == (
        {"Id": "queue", "Arn": QUEUE.arn},
        {"Id": "home", "Arn": HOME.arn, "RoleArn": ROLE},
    )
    assert targets.also == (("iam:PassRole", ROLE),)


def test_a_rule_that_is_set_right_loses_no_target():
    assert [operation for operation, _ in said(change(WEAK, SOUND))] == ["PutRule", "PutTargets"]


def test_set_back_it_loses_the_target_that_it_got():
    assert ("RemoveTargets", ("home",)) in said(change(WEAK, SOUND).inverse())


def test_a_rule_that_had_no_target_is_given_none_back():
    bare = RuleSettings(pattern=WEAK.pattern, state="ENABLED", targets=())

    assert [operation for operation, _ in said(change(bare, SOUND).inverse())] == ["PutRule", "RemoveTargets"]


def test_a_rule_that_goes_loses_its_targets_first():
    assert said(change(SOUND, None)) == [("RemoveTargets", ("queue", "home")), ("DeleteRule", None)]


@pytest.mark.parametrize(
    "found",
    [
        RuleSettings(pattern=SOUND.pattern, state="ENABLED", targets=(QUEUE,)),
        RuleSettings(pattern=WEAK.pattern, state="DISABLED", targets=(QUEUE, HOME)),
        RuleSettings(pattern=SOUND.pattern, state="ENABLED", targets=()),
    ],
    ids=["put, no targets yet", "set back, targets still there", "targets lost"],
)
def test_of_what_is_before_in_part_and_after_in_part_some_calls_were_made(found):
    assert change(WEAK, SOUND).seen(found) == Partway()


@pytest.mark.parametrize(
    "found",
    [
        RuleSettings(pattern='{"source": ["aws.ec2"]}', state="ENABLED", targets=(QUEUE,)),
        RuleSettings(pattern=SOUND.pattern, state="ENABLED", targets=(RuleTarget(id="home", arn="arn:other"),)),
    ],
    ids=["another pattern", "another target"],
)
def test_what_is_neither_somebody_else_did(found):
    assert change(WEAK, SOUND).seen(found) == found


def test_the_order_of_its_targets_makes_no_difference():
    turned = RuleSettings(pattern='{ "source":["aws.iam"] }', state="ENABLED", targets=(HOME, QUEUE))

    assert change(WEAK, SOUND).seen(turned) == turned
    assert change(WEAK, SOUND).agrees(turned, SOUND)


def test_a_rule_that_is_set_right_keeps_its_place():
    first = change(None, WEAK).effect(account(event_rules=(RegionalRules(region="eu-west-1", rules=()),)))
    second = EventRuleChange(name="last", arn=ARN, region="eu-west-1", before=None, after=SOUND).effect(first)

    mended = change(WEAK, SOUND).effect(second)

    assert isinstance(mended.event_rules, tuple)
    (regional,) = mended.event_rules
    assert isinstance(regional.rules, tuple)
    assert [(rule.name, rule.state) for rule in regional.rules] == [
        ("rootward-root-use", "ENABLED"),
        ("last", "ENABLED"),
    ]
    assert change(WEAK, SOUND).inverse().effect(mended) == second
