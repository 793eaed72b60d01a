from __future__ import annotations

import json
import re

from rootward.checks.registry import BY_ID
from rootward.model.monitoring import RuleTarget
from rootward.model.unknown import Blocked
from tests.checks.asking import only
from tests.checks.facts import ACCOUNT, denied
from tests.checks.root_use.monitoring import (
    AUDIT_ACCOUNT,
    HOME_BUS,
    LOG_GROUP,
    alarm,
    by_alarms,
    by_rules,
    log_alarms,
    metric_filter,
    rule,
    rules,
    silent,
    topic,
    trail,
)

CHECK = "root-use-alarm-missing"


def test_rules_that_forward_to_one_topic_pass():
    assert only(CHECK, by_rules()).status == "pass"


def test_the_metric_filter_of_cis_passes():
    assert only(CHECK, by_alarms()).status == "pass"


def test_a_sound_trail_alone_fails():
    assert only(CHECK, silent()).status == "fail"


def test_a_rule_in_one_region_only_fails_and_names_the_others():
    answer = only(CHECK, by_rules(event_rules=(rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))))

    assert answer.status == "fail"
    assert "eu-west-1" in answer.message
    assert answer.evidence[0].value == "eu-west-1"


def test_rules_in_plain_state_enabled_fail_for_calls_that_only_read():
    found = (
        rules("eu-west-1", rule("eu-west-1", state="ENABLED")),
        rules("us-east-1", rule("us-east-1", state="ENABLED")),
    )
    answer = only(CHECK, by_rules(event_rules=found))

    assert answer.status == "fail"
    assert "read-only API calls in eu-west-1, us-east-1" in answer.message
    assert "console sign-ins" not in answer.message


def test_a_rule_for_sign_ins_alone_fails():
    pattern = json.dumps(
        {"detail-type": ["AWS Console Sign In via CloudTrail"], "detail": {"userIdentity": {"type": ["Root"]}}}
    )
    found = tuple(rules(region, rule(region, pattern=pattern)) for region in ("eu-west-1", "us-east-1"))

    assert only(CHECK, by_rules(event_rules=found)).status == "fail"


def test_rules_for_api_calls_alone_miss_the_sign_in():
    pattern = json.dumps(
        {"detail-type": ["AWS API Call via CloudTrail"], "detail": {"userIdentity": {"type": ["Root"]}}}
    )
    found = tuple(rules(region, rule(region, pattern=pattern)) for region in ("eu-west-1", "us-east-1"))
    answer = only(CHECK, by_rules(event_rules=found))

    assert answer.status == "fail"
    assert "console sign-ins in us-east-1" in answer.message


def test_both_ways_together_may_cover_what_neither_does_alone():
    found = log_alarms(
        metric_filters=(metric_filter(pattern='{ $.userIdentity.type = "Root" && $.awsRegion = "eu-west-1" }'),),
        alarms=(alarm(),),
    )
    half = (rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))
    trails = (trail(log_group=LOG_GROUP),)

    assert only(CHECK, by_rules(event_rules=half, log_alarms=(found,), trails=trails)).status == "pass"


def test_an_unconfirmed_subscription_fails_with_the_whole_link():
    answer = only(CHECK, by_rules(topics=(topic(confirmed=(False,)),)))

    assert answer.status == "fail"
    assert "topic alerts has no confirmed subscription" in answer.message


def test_a_lambda_function_is_unknown_never_a_pass():
    target = RuleTarget(id="one", arn=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:to-slack")
    answer = only(
        CHECK,
        by_rules(
            event_rules=(
                rules("eu-west-1", rule("eu-west-1", HOME_BUS)),
                rules("us-east-1", rule("us-east-1", targets=(target,))),
            )
        ),
    )

    assert answer.status == "unknown"
    assert answer.unknowns[0].reason == "not_observable"


def test_monitoring_in_the_audit_account_is_unknown_and_names_it():
    bus = f"arn:aws:events:us-east-1:{AUDIT_ACCOUNT}:event-bus/default"
    found = tuple(rules(region, rule(region, bus)) for region in ("eu-west-1", "us-east-1"))
    group = f"arn:aws:logs:us-east-1:{AUDIT_ACCOUNT}:log-group:organization"

    for account in (by_rules(event_rules=found), silent(trails=(trail(log_group=group, organization=True),))):
        answer = only(CHECK, account)
        assert answer.status == "unknown"
        assert "held by account 999999999999" in answer.message


def test_a_region_that_an_scp_blocks_is_no_gap():
    found = (rules("eu-west-1", rules=Blocked("denied by an SCP")), rules("us-east-1", rule("us-east-1")))

    assert only(CHECK, by_rules(event_rules=found)).status == "pass"


def test_denied_reads_are_unknown():
    for fact, action in (
        ("regions", "ec2:DescribeRegions"),
        ("event_rules", "events:ListRules"),
        ("trails", "cloudtrail:DescribeTrails"),
        ("topics", "sns:ListSubscriptionsByTopic"),
    ):
        answer = only(CHECK, by_rules(**{fact: denied(action)}))
        assert answer.status == "unknown"
        assert action in {cause.action for cause in answer.unknowns}


def test_a_denied_read_beside_a_way_that_was_followed_changes_nothing():
    assert only(CHECK, by_alarms(event_rules=denied("events:ListRules"))).status == "pass"
    assert only(CHECK, by_rules(log_alarms=denied("logs:DescribeMetricFilters"))).status == "pass"


def test_china_has_no_root_to_hear():
    assert only(CHECK, silent(partition="aws-cn")).status == "not_applicable"


def test_the_filter_and_the_rule_that_the_page_offers_are_heard():
    page = BY_ID[CHECK].page
    (offered,) = [line.strip() for line in page.splitlines() if line.startswith("    {")]
    counted = log_alarms(metric_filters=(metric_filter(pattern=offered),), alarms=(alarm(),))
    assert only(CHECK, by_alarms(log_alarms=(counted,))).status == "pass"

    (pattern,) = re.findall(r"--event-pattern '([^']+)'", page)
    found = tuple(rules(region, rule(region, pattern=pattern)) for region in ("eu-west-1", "us-east-1"))
    assert only(CHECK, by_rules(event_rules=found)).status == "pass"
