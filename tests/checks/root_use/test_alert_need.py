from __future__ import annotations

import json

from rootward.checks.root_use.alert_need import is_recorded, needs, recorded, without_own
from rootward.checks.root_use.alert_rule import IDENTITY_RULE, ROOT_USE_RULE
from rootward.model.unknown import Blocked
from tests.checks.facts import denied
from tests.checks.root_use.monitoring import by_rules, rule, rules, silent, trail

OWN = "rootward-root-use"


def test_hubs_come_first_and_each_region_once():
    found = needs(silent(), ROOT_USE_RULE)

    assert [(need.region, need.is_hub) for need in found] == [("us-east-1", True), ("eu-west-1", False)]


def test_a_hub_is_to_catch_what_comes_from_the_others_too():
    hub, forwarding = needs(silent(), ROOT_USE_RULE)

    assert {event.region for catch in hub.catches for event in catch.events} == {"us-east-1", "eu-west-1"}
    assert {event.region for catch in forwarding.catches for event in catch.events} == {"eu-west-1"}


def test_nothing_is_needed_where_others_hear_all():
    assert needs(by_rules(), ROOT_USE_RULE) == ()


def test_the_rules_of_others_stay_and_rootward_s_are_left_out():
    own = rule("us-east-1", name=OWN)
    other = rule("us-east-1")
    on_a_bus_of_theirs = rule("us-east-1", name=OWN, event_bus="security")
    found = without_own(by_rules(event_rules=(rules("us-east-1", own, other, on_a_bus_of_theirs),))).event_rules

    assert found == (rules("us-east-1", other, on_a_bus_of_theirs),)


def test_what_was_not_read_stays_unread():
    unread = by_rules(event_rules=denied("events:ListRules"), trails=denied("cloudtrail:DescribeTrails"))
    blocked = by_rules(event_rules=(rules("us-east-1", rules=Blocked("denied")),))

    assert without_own(unread) == unread
    assert recorded(unread) == unread
    assert without_own(blocked) == blocked


def test_a_trail_that_stopped_is_taken_for_one_that_records():
    found = recorded(by_rules(trails=(trail(logging=False),))).trails

    assert isinstance(found, tuple)
    assert {one.logging for one in found} == {True}
    assert found[0].name == "main"


def test_what_a_trail_leaves_out_is_not_recorded():
    assert is_recorded(silent(), needs(silent(), ROOT_USE_RULE))

    for trails in ((), (trail(logging=False),), (trail(multi_region=False, home_region="us-east-1"),)):
        facts = silent(trails=trails)
        assert not is_recorded(facts, needs(facts, ROOT_USE_RULE))


def test_each_kind_stands_in_a_region_s_pattern_in_one_order():
    hub, forwarding = needs(silent(), IDENTITY_RULE)

    names = [one.get("eventSource", one["eventName"])[0] for one in json.loads(hub.pattern)["detail"]["$or"]]
    assert names == ["ConsoleLogin", "ConsoleLogin", "iam.amazonaws.com", "cloudtrail.amazonaws.com"]
    names = [one.get("eventSource", one["eventName"])[0] for one in json.loads(forwarding.pattern)["detail"]["$or"]]
    assert names == ["ConsoleLogin", "ConsoleLogin", "cloudtrail.amazonaws.com"]
