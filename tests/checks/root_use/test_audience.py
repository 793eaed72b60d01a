from __future__ import annotations

from rootward.checks.root_use import sample_events
from rootward.checks.root_use.audience import audience
from rootward.model.unknown import Blocked
from tests.checks.facts import denied, identities
from tests.checks.root_use.monitoring import HOME_BUS, TOPIC, by_rules, forwarder, rule, rules, silent, topic, trail


def verdict(account, sample=sample_events.root_use):
    return audience(account, "root use", sample, at_once=True)


def test_everything_heard_passes_and_names_the_route():
    answer = verdict(by_rules())

    assert answer.status == "pass"
    assert answer.message == (
        "root use reaches a confirmed recipient from 2 regions (rule root-use in us-east-1 → topic alerts)"
    )


def test_nothing_heard_fails_with_the_first_broken_link():
    answer = verdict(by_rules(topics=(topic(confirmed=(False,)),)))

    assert answer.status == "fail"
    assert answer.message == (
        "root use reaches no confirmed recipient: "
        "rule root-use in us-east-1 → topic alerts has no confirmed subscription"
    )
    assert answer.evidence[0].value == "eu-west-1, us-east-1"


def test_what_is_not_heard_is_named_by_kind_and_region():
    answer = verdict(by_rules(event_rules=(rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))))

    assert answer.status == "fail"
    assert answer.message.startswith(
        "root use: no confirmed recipient for read-only API calls, API calls that change something in eu-west-1; "
    )


def test_with_a_trail_and_nobody_listening_both_ways_are_named():
    assert verdict(silent()).message.endswith(
        "trail main delivers to no CloudWatch log group, and no event rule catches it"
    )


def test_without_a_trail_that_is_what_is_said():
    assert "no trail records" in verdict(silent(trails=())).message


def test_many_names_are_cut_short():
    message = verdict(
        by_rules(
            event_rules=(rules("us-east-1", rule("us-east-1", pattern='{"detail":{"eventName":["CreatePolicy"]}}')),)
        ),
        sample_events.iam_policy_changes,
    ).message

    assert "AttachRolePolicy" not in message
    assert "and 9 more in us-east-1" in message


def test_a_blocked_region_is_no_gap():
    facts = {"event_rules": (rules("eu-west-1", rules=Blocked()), rules("us-east-1", rule("us-east-1")))}

    assert verdict(by_rules(**facts)).status == "pass"


def test_the_home_region_is_asked_about_even_where_it_is_blocked():
    facts = {"event_rules": (rules("eu-west-1", rule("eu-west-1")), rules("us-east-1", rules=Blocked()))}
    answer = verdict(by_rules(**facts))

    assert answer.status == "unknown"
    assert answer.unknowns[0].reason == "not_observable"


def test_its_samples_are_drawn_for_a_home_region_that_is_blocked_and_for_no_other_such_region():
    facts = {"event_rules": (rules("eu-west-1", rules=Blocked()), rules("us-east-1", rules=Blocked()))}
    drawn = []

    def sample(account, regions, home):
        drawn.append(regions)
        yield from sample_events.root_use(account, regions, home)

    verdict(by_rules(**facts), sample)

    assert drawn == [("us-east-1",)]


def test_an_unread_region_is_unknown_and_named():
    facts = {
        "event_rules": (
            rules("eu-west-1", rules=denied("events:ListRules")),
            rules("us-east-1", rule("us-east-1")),
        )
    }
    answer = verdict(by_rules(**facts))

    assert answer.status == "unknown"
    assert answer.message == "cannot tell whether root use is heard: the event rules of eu-west-1 (access denied)"
    assert answer.unknowns[0].action == "events:ListRules"


def test_a_known_gap_fails_whatever_else_was_not_read():
    facts = {"event_rules": (rules("eu-west-1", rules=denied("events:ListRules")), rules("us-east-1"))}

    assert verdict(by_rules(**facts)).status == "fail"


def test_without_the_list_of_regions_the_home_region_can_still_fail():
    unread = denied("ec2:DescribeRegions")

    assert verdict(by_rules(regions=unread)).status == "unknown"
    assert verdict(silent(regions=unread)).status == "fail"


def test_many_causes_are_cut_short():
    regions = tuple(f"eu-west-{number}" for number in range(1, 6))
    unread = tuple(rules(region, rules=denied("events:ListRules")) for region in regions)
    answer = verdict(by_rules(regions=regions, event_rules=(*unread, rules("us-east-1", rule("us-east-1")))))

    assert answer.message.endswith("; and 2 more")
    assert len(answer.unknowns) == 5


def test_a_partition_that_is_not_known_is_unknown():
    assert verdict(by_rules(partition="aws-moon")).status == "unknown"


def test_govcloud_is_asked_about_its_own_home_region():
    bus = HOME_BUS.replace("us-east-1", "us-gov-west-1").replace("arn:aws:", "arn:aws-us-gov:")
    target = TOPIC.replace("us-east-1", "us-gov-west-1").replace("arn:aws:", "arn:aws-us-gov:")
    facts = {
        "partition": "aws-us-gov",
        "regions": ("us-gov-east-1", "us-gov-west-1"),
        "event_rules": (
            rules("us-gov-east-1", rule("us-gov-east-1", bus)),
            rules("us-gov-west-1", rule("us-gov-west-1", target)),
        ),
        "topics": (topic(target),),
        "trails": (trail(home_region="us-gov-west-1"),),
        "identities": identities(roles=(forwarder(partition="aws-us-gov"),)),
    }

    assert verdict(by_rules(**facts)).status == "pass"
