from __future__ import annotations

import json

from rootward.model.change import EventRuleChange, RuleSettings
from rootward.model.monitoring import RuleTarget
from rootward.reports.plan.difference import difference
from rootward.reports.plan.event_pattern import lines
from rootward.reports.plan.text import render_plan
from tests.reports.plan.plans import plan, step

QUEUE = RuleTarget(id="queue", arn="arn:aws:sqs:eu-west-1:123456789012:audit")
HOME = RuleTarget(
    id="home",
    arn="arn:aws:events:us-east-1:123456789012:event-bus/default",
    role="arn:aws:iam::123456789012:role/rootward-event-forwarding",
)
WEAK = RuleSettings(pattern='{"source": ["aws.signin"]}', state="DISABLED", targets=(QUEUE,))
SOUND = RuleSettings(pattern='{"source": ["aws.iam"]}', state="ENABLED", targets=(HOME,))


def a_rule(before: RuleSettings | None, after: RuleSettings | None, region: str = "eu-west-1") -> EventRuleChange:
    arn = f"arn:aws:events:{region}:123456789012:rule/rootward-root-use"
    return EventRuleChange(name="rootward-root-use", arn=arn, region=region, before=before, after=after)


def test_a_line_for_each_field_that_it_looks_at():
    pattern = json.dumps({"source": ["aws.iam"], "detail": {"eventName": ["CreateUser", "DeleteUser"]}})

    assert lines(pattern) == ("source: aws.iam", "detail.eventName: CreateUser or DeleteUser")


def test_comparisons_in_words():
    pattern = json.dumps(
        {
            "detail": {
                "userIdentity": {"invokedBy": [{"exists": False}], "userName": [{"exists": True}]},
                "eventType": [{"anything-but": ["AwsServiceEvent"]}],
                "region": [{"anything-but": "us-east-1"}],
            }
        }
    )

    assert lines(pattern) == (
        "detail.userIdentity.invokedBy: not there",
        "detail.userIdentity.userName: there",
        "detail.eventType: anything but AwsServiceEvent",
        "detail.region: anything but us-east-1",
    )


def test_any_other_comparison_as_it_is_written():
    assert lines('{"detail": {"n": [{"numeric": [">", 1]}, null, 2]}}') == (
        'detail.n: {"numeric": [">", 1]} or null or 2',
    )


def test_alternatives_stand_a_line_each():
    pattern = json.dumps({"detail": {"$or": [{"a": ["1"], "b": {"c": ["2"]}}, {"a": ["3"]}]}})

    assert lines(pattern) == ("detail is one of:", "- a: 1; b.c: 2", "- a: 3")


def test_what_is_no_pattern_is_shown_as_json():
    assert lines("no JSON") == ("no JSON",)
    assert lines("[1]") == ("[", "  1", "]")


def test_what_is_nested_deeper_than_any_event_is_shown_as_json():
    assert len(lines('{"a":' * 40 + '["b"]' + "}" * 40)) > 40


def test_names_stay_text():
    shown = lines(json.dumps({"detail": {"a\x1b[2J\nb": ["\u202evalue\n"]}}))

    assert len(shown) == 1
    assert not {"\x1b", "\u202e", "\n"} & {*shown[0]}


def test_a_rule_that_is_set_right_says_what_becomes_of_it():
    assert difference(a_rule(WEAK, SOUND)) == (
        "state: DISABLED → ENABLED",
        "tells arn:aws:events:us-east-1:123456789012:event-bus/default, by role rootward-event-forwarding",
        "tells no more: arn:aws:sqs:eu-west-1:123456789012:audit",
        "catches from now on:",
        "  source: aws.iam",
    )


def test_a_rule_whose_pattern_stays_says_so():
    enabled = RuleSettings(pattern=WEAK.pattern, state="ENABLED", targets=WEAK.targets)

    assert difference(a_rule(WEAK, enabled)) == (
        "state: DISABLED → ENABLED",
        "tells arn:aws:sqs:eu-west-1:123456789012:audit",
        "catches: as before",
    )


def test_a_pattern_that_an_earlier_step_shows_is_not_shown_again():
    several = [
        step(stage, stage, a_rule(None, SOUND, region)) for stage, region in ((1, "eu-west-1"), (2, "eu-west-2"))
    ]
    other = step(3, 2, a_rule(None, WEAK, "eu-west-3"))
    shown = [line.strip() for line in render_plan(plan(*several, other)).splitlines()]

    assert shown.count("source: aws.iam") == 1
    assert shown.count("catches: as in step 1") == 1
    assert shown.count("source: aws.signin") == 1
