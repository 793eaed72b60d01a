from __future__ import annotations

import json

import pytest

from rootward.checks.root_use import sample_events
from rootward.checks.root_use.rule_route import heard_by_rules
from rootward.model.monitoring import RuleTarget
from rootward.model.unknown import Blocked
from tests.checks.facts import ACCOUNT, denied, identities
from tests.checks.root_use.monitoring import (
    AUDIT_ACCOUNT,
    HOME_BUS,
    TOPIC,
    by_rules,
    forwarder,
    rule,
    rules,
    topic,
    trail,
)


def hearing(account, *, region="us-east-1", read_only=False):
    """How an EC2 call by root is heard."""
    for event in sample_events.root_use(account, ("eu-west-1", "us-east-1"), "us-east-1"):
        if (event.region, event.read_only, event.source) == (region, read_only, "ec2.amazonaws.com"):
            return heard_by_rules(account, event)
    raise AssertionError


def only_rule(**fields):
    """An account with one rule, in us-east-1."""
    return by_rules(event_rules=(rules("us-east-1", rule("us-east-1", **fields)),))


def dead_ends(found):
    return [end.text for end in found.dead_ends]


def test_a_rule_that_catches_it_and_tells_a_confirmed_topic_is_heard():
    assert hearing(by_rules()).route == "rule root-use in us-east-1 → topic alerts"


def test_a_region_that_forwards_to_the_home_region_is_heard_there():
    assert hearing(by_rules(), region="eu-west-1", read_only=True).route == "rule root-use in us-east-1 → topic alerts"


def test_a_rule_in_plain_state_enabled_skips_calls_that_only_read():
    account = only_rule(state="ENABLED")

    assert hearing(account).route
    assert dead_ends(hearing(account, read_only=True)) == [
        "rule root-use in us-east-1 skips read-only calls (its state is ENABLED)"
    ]


def test_a_disabled_rule_hears_nothing():
    assert dead_ends(hearing(only_rule(state="DISABLED"))) == ["rule root-use in us-east-1 is disabled"]


def test_a_rule_for_something_else_is_no_route():
    pattern = json.dumps({"source": ["aws.iam"]})

    assert hearing(only_rule(pattern=pattern)).route == ""
    assert hearing(only_rule(pattern=pattern)).dead_ends == ()


def test_a_rule_without_targets_tells_nobody():
    assert dead_ends(hearing(only_rule(target=None))) == ["rule root-use in us-east-1 has no target"]


def test_an_unconfirmed_topic_is_named_with_the_rule():
    account = by_rules(topics=(topic(confirmed=(False,)),))

    assert dead_ends(hearing(account)) == ["rule root-use in us-east-1 → topic alerts has no confirmed subscription"]


def test_without_a_trail_no_rule_sees_the_call():
    for trails in ((), (trail(logging=False),)):
        (end,) = dead_ends(hearing(by_rules(trails=trails)))
        assert end.startswith("no trail records API calls that change something in us-east-1")


def test_a_trail_of_another_region_is_none():
    account = by_rules(trails=(trail(multi_region=False, home_region="eu-west-1"),))

    assert hearing(account, region="us-east-1").route == ""
    assert hearing(account, region="eu-west-1").route


def test_whether_a_trail_records_it_may_be_unknown():
    for trails in (denied("cloudtrail:DescribeTrails"), (trail(logging=denied("cloudtrail:GetTrailStatus")),)):
        found = hearing(by_rules(trails=trails))
        assert found.route == ""
        assert found.unknowns[0].reason == "denied"


def test_an_unknown_trail_does_not_turn_silence_into_doubt():
    account = by_rules(trails=denied("cloudtrail:DescribeTrails"), event_rules=(rules("us-east-1"),))

    assert hearing(account).unknowns == ()


@pytest.mark.parametrize(
    "event_rules",
    [
        denied("events:ListRules"),
        (),
        (rules("us-east-1", rules=denied("events:ListRules")),),
        (rules("us-east-1", rules=Blocked("explicit deny in a service control policy")),),
        (rules("us-east-1", rule("us-east-1", targets=denied("events:ListTargetsByRule"))),),
    ],
)
def test_rules_or_targets_that_were_not_read_are_unknown(event_rules):
    found = hearing(by_rules(event_rules=event_rules))

    assert found.route == ""
    assert len(found.unknowns) == 1


def test_a_bus_of_another_account_is_held_by_it():
    (cause,) = hearing(only_rule(target=f"arn:aws:events:us-east-1:{AUDIT_ACCOUNT}:event-bus/default")).unknowns

    assert cause.reason == "not_observable"
    assert "held by account 999999999999" in cause.detail


@pytest.mark.parametrize("roles", [(), (forwarder(inline_policies=()),)])
def test_a_region_whose_role_is_gone_or_may_not_forward_is_heard_by_nobody(roles):
    account = by_rules(identities=identities(roles=roles))
    (end,) = dead_ends(hearing(account, region="eu-west-1"))

    assert end.startswith("rule root-use in eu-west-1 sends to event bus default in us-east-1 by role forwarder, which")
    assert hearing(account, region="us-east-1").route


def test_a_region_that_forwards_without_a_role_is_in_doubt():
    bare = rule("eu-west-1", targets=(RuleTarget(id="home", arn=HOME_BUS),))
    account = by_rules(event_rules=(rules("eu-west-1", bare), rules("us-east-1", rule("us-east-1"))))
    found = hearing(account, region="eu-west-1")

    assert found.route == ""
    assert [cause.reason for cause in found.unknowns] == ["not_observable"]


def test_a_custom_bus_whose_rules_were_read_is_followed():
    bus = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/security"
    onward = rule("us-east-1", TOPIC, name="tell", event_bus="security")
    found = rules("us-east-1", rule("us-east-1", bus), onward, buses=("default", "security"))

    assert hearing(by_rules(event_rules=(found,))).route == "rule tell in us-east-1 → topic alerts"


def test_a_custom_bus_whose_rules_were_not_read_is_unknown():
    bus = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/security"

    (cause,) = hearing(only_rule(target=bus)).unknowns
    assert cause.reason == "not_collected"
    assert "event bus security" in cause.detail


def test_a_bus_where_no_rule_catches_it_is_a_dead_end():
    account = by_rules(event_rules=(rules("eu-west-1", rule("eu-west-1", HOME_BUS)), rules("us-east-1")))

    assert dead_ends(hearing(account, region="eu-west-1")) == [
        "rule root-use in eu-west-1 → event bus default in us-east-1, where no rule catches it"
    ]


def test_a_home_rule_that_asks_for_its_own_region_misses_what_is_forwarded():
    pattern = json.dumps({"region": ["us-east-1"], "detail": {"userIdentity": {"type": ["Root"]}}})
    home = rule("us-east-1", pattern=pattern)
    account = by_rules(event_rules=(rules("eu-west-1", rule("eu-west-1", HOME_BUS)), rules("us-east-1", home)))

    assert hearing(account, region="us-east-1").route
    assert hearing(account, region="eu-west-1").route == ""


def test_a_forwarded_event_goes_no_further_than_its_second_bus():
    back = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"
    account = by_rules(
        event_rules=(rules("eu-west-1", rule("eu-west-1", HOME_BUS)), rules("us-east-1", rule("us-east-1", back)))
    )

    (end,) = dead_ends(hearing(account, region="eu-west-1"))
    assert end.startswith("rule root-use in us-east-1 passes a forwarded event on")


def test_whether_a_plain_rule_gets_forwarded_reads_is_not_known():
    account = by_rules(
        event_rules=(
            rules("eu-west-1", rule("eu-west-1", HOME_BUS)),
            rules("us-east-1", rule("us-east-1", state="ENABLED")),
        )
    )

    assert hearing(account, region="eu-west-1").route
    (cause,) = hearing(account, region="eu-west-1", read_only=True).unknowns
    assert cause.reason == "not_observable"


def test_an_unreadable_pattern_is_in_doubt_only_where_it_could_be_the_one():
    account = only_rule(pattern='{"source": [{"sounds-like": "aws"}]}')
    (cause,) = hearing(account).unknowns

    assert cause.detail == (
        "the event pattern of rule root-use in us-east-1 cannot be read: operator sounds-like is not known"
    )
    assert hearing(only_rule(pattern="{", state="DISABLED")).unknowns == ()
    assert hearing(only_rule(pattern="{", target=None)).unknowns == ()
    assert hearing(only_rule(pattern="{", state="ENABLED"), read_only=True).unknowns == ()


def test_a_state_that_is_not_known_is_in_doubt():
    (cause,) = hearing(only_rule(state="ENABLED_ON_SUNDAYS")).unknowns

    assert "ENABLED_ON_SUNDAYS" in cause.detail


def test_a_service_rule_tells_nobody_but_user_notifications_may():
    target = "arn:aws:notifications:us-east-1::target"

    assert hearing(only_rule(target=target, managed_by="config.amazonaws.com")).unknowns == ()
    assert hearing(only_rule(target=target, managed_by="notifications.amazonaws.com")).unknowns


def test_an_api_destination_is_no_event_bus():
    (cause,) = hearing(only_rule(target=f"arn:aws:events:us-east-1:{ACCOUNT}:api-destination/pager/1")).unknowns

    assert "who reads that cannot be seen" in cause.detail


def test_one_good_target_among_others_is_enough():
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:siem"
    mixed = rule("us-east-1", targets=(RuleTarget(id="one", arn=function), RuleTarget(id="two", arn=TOPIC)))

    assert hearing(by_rules(event_rules=(rules("us-east-1", mixed),))).route
