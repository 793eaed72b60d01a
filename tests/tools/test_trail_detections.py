"""The page on detections says of each rule what the rule says."""

from __future__ import annotations

import msgspec

from rootward.trail.classify.detections.choosing import done
from rootward.trail.classify.detections.need import called
from rootward.trail.classify.detections.registry import FAMILIES, RULES
from rootward.trail.classify.detections.rule import Rule
from trail_detections import page

STOPPED = Rule(
    id="trail-stopped",
    severity="high",
    title="A trail was stopped",
    fires="Stop|Logging is called.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html",
    needs=(called("cloudtrail", "StopLogging"),),
    chooses=done(),
    did="stopped recording",
)


def row(rule: Rule) -> str:
    (found,) = [line for line in page({"Trails": [rule]}).splitlines() if line.startswith("| trail-stopped")]
    return found


def test_a_row_tells_the_rule_and_links_what_was_read():
    assert row(STOPPED) == (
        "| trail-stopped | high | Stop\\|Logging is called. | [source](https://docs.aws.amazon.com/awscloudtrail/"
        "latest/APIReference/API_StopLogging.html) |"
    )


def test_severities_by_root_and_of_the_denied_are_told():
    graver = msgspec.structs.replace(STOPPED, by_root="critical")
    assert "| high; by root critical |" in row(graver)
    assert "| high; by root critical; denied low |" in row(msgspec.structs.replace(graver, refused="low"))


def test_every_rule_has_its_row_under_its_family():
    shown = page(FAMILIES)
    assert [line[3:] for line in shown.splitlines() if line.startswith("## ")] == list(FAMILIES)
    assert f"these {len(RULES)} rules" in shown
    assert all(f"\n| {rule.id} | " in shown for rule in RULES)
