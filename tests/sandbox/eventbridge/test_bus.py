"""Which rules of a bus take an event."""

from __future__ import annotations

import pytest

from rootward.sandbox.eventbridge import bus
from tests.sandbox.eventbridge.conftest import EVERYTHING


class Pattern:
    def __init__(self, text):
        self.text = text

    def dump(self):
        return self.text


class Rule:
    def __init__(self, state="ENABLED", pattern='{"source": ["aws.ec2"]}'):
        self.state = state
        self.event_pattern = Pattern(pattern)


def event(name="RunInstances", *, read_only=False):
    return {"source": "aws.ec2", "detail": {"eventName": name, "readOnly": read_only}}


def takes(rule, happened, *, forwarded=False):
    return bus._takes(rule, happened, forwarded=forwarded)


@pytest.mark.parametrize(
    ("state", "change", "read", "odd_read"),
    [("ENABLED", True, False, True), (EVERYTHING, True, True, True), ("DISABLED", False, False, False)],
)
def test_the_state_says_whether_a_rule_takes_reads(state, change, read, odd_read):
    rule = Rule(state)
    assert takes(rule, event()) is change
    for name in ("DescribeInstances", "GetConsoleOutput", "ListImagesInRecycleBin"):
        assert takes(rule, event(name, read_only=True)) is read
    assert takes(rule, event("SearchTransitGatewayRoutes", read_only=True)) is odd_read


@pytest.mark.parametrize(("state", "taken"), [("ENABLED", False), (EVERYTHING, True)])
def test_behind_a_forwarding_rule_no_read_is_taken_but_by_who_asks_for_all(state, taken):
    for name in ("DescribeInstances", "SearchTransitGatewayRoutes"):
        assert takes(Rule(state), event(name, read_only=True), forwarded=True) is taken
    assert takes(Rule(state), event(), forwarded=True)


@pytest.mark.parametrize("pattern", ['{"source": ["aws.s3"]}', '{"source": [{"unheard-of": 1}]}', None])
def test_a_pattern_that_does_not_match_or_cannot_be_read_takes_nothing(pattern):
    assert not takes(Rule(EVERYTHING, pattern), event())
