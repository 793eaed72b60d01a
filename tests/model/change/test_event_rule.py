from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rootward.model.change import ApiCall, Partway, RuleSettings
from rootward.model.monitoring import EventRule, RegionalRules
from rootward.model.unknown import Blocked, Unknown
from tests.checks.facts import account, arn, denied
from tests.model.change import kinds
from tests.model.change.kinds import BUS_TARGET, EU, PATTERN, SETTINGS, TARGET, TOPIC_ARN, US

ARN = f"arn:aws:events:{EU}:123456789012:rule/rootward-root-used"
BOTH = msgspec.structs.replace(SETTINGS, targets=(TARGET, BUS_TARGET))
NONE = msgspec.structs.replace(SETTINGS, targets=())
LOUD = msgspec.structs.replace(SETTINGS, state="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")

OWN = EventRule(name="rootward-root-used", arn=ARN, region=EU, state="ENABLED", pattern=PATTERN, targets=(TARGET,))
OTHER = msgspec.structs.replace(OWN, name="other", arn=ARN.replace("rootward-root-used", "other"))
ELSEWHERE = msgspec.structs.replace(OWN, event_bus="own")

changed: Any = kinds.rule


def having(*rules):
    regional = RegionalRules(region=EU, rules=rules, buses=("default", "own"))
    return account(event_rules=(regional, RegionalRules(region=US, rules=(OWN,))))


def call(operation, also=(), **parameters):
    return ApiCall(
        service="events", operation=operation, parameters=parameters, resource=ARN, region=EU, also=tuple(also)
    )


def test_it_is_made_and_then_its_targets_are():
    assert changed(description="why").calls() == (
        call("PutRule", Name=OWN.name, EventPattern=PATTERN, State="ENABLED", Description="why"),
        call("PutTargets", Rule=OWN.name, Targets=({"Id": "topic", "Arn": TOPIC_ARN},)),
    )
    assert "Description" not in changed().calls()[0].parameters


def test_a_target_that_is_sent_to_by_a_role_takes_the_right_to_pass_it():
    _, targets = changed(None, BOTH).calls()

    assert targets.parameters["Targets"][1] == {
        "Id": "bus",
        "Arn": BUS_TARGET.arn,
        "RoleArn": arn("role", "to-bus"),
    }
    assert targets.permissions == (("events:PutTargets", ARN), ("iam:PassRole", arn("role", "to-bus")))


def test_its_targets_go_first_and_then_the_rule():
    assert changed(None, BOTH).inverse().calls() == (
        call("RemoveTargets", Rule=OWN.name, Ids=("topic", "bus")),
        call("DeleteRule", Name=OWN.name),
    )


def test_a_rule_without_targets_has_none_to_remove():
    assert changed(NONE, None).calls() == (call("DeleteRule", Name=OWN.name),)


def test_only_a_new_one_takes_nothing_from_anybody():
    assert [changed(*settings).risk for settings in ((None, SETTINGS), (SETTINGS, LOUD), (SETTINGS, None))] == [
        "safe",
        "disruptive",
        "disruptive",
    ]


def test_it_makes_the_rule_where_it_is_new():
    assert [changed(*settings).makes for settings in ((None, SETTINGS), (SETTINGS, LOUD), (SETTINGS, None))] == [
        ARN,
        None,
        None,
    ]


def test_its_state_is_what_the_default_bus_of_its_region_has():
    assert changed().state(having(OTHER, OWN)) == SETTINGS
    assert changed().state(having(OTHER, ELSEWHERE)) is None


def test_what_was_not_read_or_is_closed_says_nothing_and_stays():
    unread = denied("events:ListTargetsByRule")
    deaf = msgspec.structs.replace(OWN, targets=unread)
    closed = account(event_rules=(RegionalRules(region=EU, rules=Blocked("closed")),))
    not_read = Unknown("not_collected", detail="the event rules of eu-west-1 were not read")

    for facts, state in (
        (having(deaf), unread),
        (account(event_rules=unread), unread),
        (closed, not_read),
        (account(event_rules=()), not_read),
    ):
        assert changed().state(facts) == state
        assert changed().effect(facts) == facts
        assert changed(SETTINGS, None).effect(facts) == facts


def test_it_comes_and_goes_on_its_own_bus_of_its_own_region():
    assert changed().effect(having(OTHER, ELSEWHERE)) == having(OTHER, ELSEWHERE, OWN)
    assert changed(SETTINGS, None).effect(having(OWN, ELSEWHERE)) == having(ELSEWHERE)


def test_one_that_is_changed_catches_and_tells_what_is_after():
    after = changed(SETTINGS, LOUD).effect(having(OWN, OTHER))

    assert after == having(msgspec.structs.replace(OWN, state=LOUD.state), OTHER)


def test_a_rule_says_the_same_however_its_pattern_is_written_and_its_targets_are_ordered():
    turned = RuleSettings(
        pattern='{"detail":{"userIdentity":{"type":["Root"]}}}', state="ENABLED", targets=(BUS_TARGET, TARGET)
    )

    assert changed().agrees(turned, BOTH)
    assert not changed().agrees(turned, SETTINGS)
    assert not changed().agrees(SETTINGS, LOUD)
    assert changed().agrees(None, None)
    assert not changed().agrees(None, SETTINGS)


@pytest.mark.parametrize("change", [changed(None, BOTH), changed(BOTH, None)], ids=["made", "taken away"])
def test_one_with_fewer_of_its_targets_was_left_partway(change):
    for found in (NONE, SETTINGS):
        assert change.seen(found) == Partway()


def test_one_that_is_changed_from_a_rule_with_fewer_targets_is_what_was_before():
    assert changed(SETTINGS, BOTH).seen(SETTINGS) == SETTINGS


@pytest.mark.parametrize(
    "found",
    [
        None,
        BOTH,
        msgspec.structs.replace(BOTH, targets=(TARGET, msgspec.structs.replace(BUS_TARGET, role=None))),
        msgspec.structs.replace(LOUD, targets=(TARGET,)),
        RuleSettings(pattern="{}", state="ENABLED", targets=()),
    ],
)
def test_what_is_there_whole_or_is_another_is_not_partway(found):
    assert changed(None, BOTH).seen(found) == found
