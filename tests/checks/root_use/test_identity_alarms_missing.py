from __future__ import annotations

import json

from rootward.checks.registry import BY_ID
from rootward.checks.root_use.sample_events import IAM_POLICY_CHANGES
from tests.checks.asking import status, verdicts
from tests.checks.facts import denied
from tests.checks.root_use.monitoring import (
    CIS_PATTERNS,
    LOG_GROUP,
    alarm,
    by_alarms,
    by_rules,
    log_alarms,
    metric_filter,
    organization,
    rule,
    rules,
    silent,
    trail,
)

CHECK = "identity-alarms-missing"
KINDS = (
    "sign-in without MFA",
    "failed sign-in",
    "change of an IAM policy",
    "change of a CloudTrail trail",
    "change in the organisation",
)


def statuses(account):
    return [one.status for one in verdicts(CHECK, account)]


def filters(**patterns):
    """CIS's filters and alarms, with other patterns by name."""
    named = {name: patterns.get(name.replace("-", "_"), pattern) for name, pattern in CIS_PATTERNS.items()}
    found = tuple(metric_filter(name, pattern=pattern) for name, pattern in named.items())
    return by_alarms(log_alarms=(log_alarms(metric_filters=found),), organization=organization())


def test_the_filters_of_cis_pass_in_a_management_account():
    answers = verdicts(CHECK, by_alarms(organization=organization()))

    assert [one.status for one in answers] == ["pass"] * 5
    for kind, answer in zip(KINDS, answers, strict=True):
        assert answer.message.startswith(kind)


def test_event_rules_pass_as_well():
    pattern = json.dumps({"detail": {"eventSource": [{"suffix": ".amazonaws.com"}]}})
    found = tuple(
        rules(region, rule(region, pattern=pattern, state="ENABLED")) for region in ("eu-west-1", "us-east-1")
    )

    assert statuses(by_rules(event_rules=found, organization=organization())) == ["pass"] * 5


def test_nobody_listening_fails_once_a_kind():
    assert statuses(silent(organization=organization())) == ["fail"] * 5


def test_outside_an_organisation_and_in_a_member_nothing_changes_in_one():
    assert statuses(by_alarms()) == [*["pass"] * 4, "not_applicable"]
    member = verdicts(CHECK, by_alarms(organization=organization("111122223333")))
    assert member[4].status == "not_applicable"
    assert "management account 111122223333" in member[4].message


def test_an_organisation_that_was_not_read_leaves_its_kind_unknown():
    answers = verdicts(CHECK, by_alarms(organization=denied("organizations:DescribeOrganization")))

    assert [one.status for one in answers] == [*["pass"] * 4, "unknown"]
    assert "change in the organisation" in answers[4].message


def test_a_filter_that_lacks_one_of_the_sixteen_names_it():
    pattern = CIS_PATTERNS["iam-policy-change"].replace("||($.eventName=DetachGroupPolicy)", "")
    answer = verdicts(CHECK, filters(iam_policy_change=pattern, organizations_change="{ $.eventName = Nothing }"))[2]

    assert answer.status == "fail"
    assert "DetachGroupPolicy in us-east-1" in answer.message


def test_a_rule_for_iam_changes_in_another_region_hears_nothing():
    pattern = json.dumps({"source": ["aws.iam"], "detail": {"eventName": list(IAM_POLICY_CHANGES)}})
    here = verdicts(
        CHECK, by_rules(event_rules=(rules("eu-west-1"), rules("us-east-1", rule("us-east-1", pattern=pattern))))
    )
    there = verdicts(
        CHECK, by_rules(event_rules=(rules("eu-west-1", rule("eu-west-1", pattern=pattern)), rules("us-east-1")))
    )

    assert here[2].status == "pass"
    assert there[2].status == "fail"


def test_sign_ins_are_heard_from_every_region():
    pattern = json.dumps({"detail": {"eventName": ["ConsoleLogin"]}})
    answers = verdicts(
        CHECK, by_rules(event_rules=(rules("eu-west-1"), rules("us-east-1", rule("us-east-1", pattern=pattern))))
    )

    assert answers[0].status == "fail"
    assert "sign-ins in eu-west-1" in answers[0].message


def test_a_filter_for_roles_only_misses_users():
    pattern = '{ $.userIdentity.type = "AssumedRole" && $.eventSource = "cloudtrail.amazonaws.com" }'

    assert verdicts(CHECK, filters(cloudtrail_change=pattern))[3].status == "fail"


def test_failed_sign_ins_may_wait_for_several_and_the_others_may_not():
    patient = tuple(alarm(name, threshold=3.0) for name in CIS_PATTERNS)
    account = by_alarms(log_alarms=(log_alarms(alarms=patient),), organization=organization())

    assert statuses(account) == ["fail", "pass", "fail", "fail", "fail"]


def test_denied_reads_are_unknown_for_every_kind_that_they_could_settle():
    account = by_alarms(topics=denied("sns:ListSubscriptionsByTopic"))

    assert statuses(account) == [*["unknown"] * 4, "not_applicable"]
    assert status(CHECK, account) == "unknown"


def test_china_is_asked_about_its_own_regions():
    group = LOG_GROUP.replace("us-east-1", "cn-north-1").replace("arn:aws:", "arn:aws-cn:")
    found = log_alarms(
        region="cn-north-1", metric_filters=tuple(metric_filter(name, log_group=group) for name in CIS_PATTERNS)
    )
    account = by_alarms(
        partition="aws-cn",
        regions=("cn-north-1", "cn-northwest-1"),
        trails=(trail(log_group=group, home_region="cn-north-1"),),
        event_rules=(rules("cn-north-1"), rules("cn-northwest-1")),
        log_alarms=(found,),
    )

    assert statuses(account) == [*["pass"] * 4, "not_applicable"]


def test_the_filters_that_the_page_offers_are_heard():
    page = BY_ID[CHECK].page
    sign_in, failed, cloudtrail = [line.strip() for line in page.splitlines() if line.startswith("    {")]

    assert (
        statuses(filters(sign_in_without_mfa=sign_in, failed_sign_in=failed, cloudtrail_change=cloudtrail))
        == ["pass"] * 5
    )


def test_the_page_names_every_iam_policy_change():
    page = BY_ID[CHECK].page

    assert [name for name in IAM_POLICY_CHANGES if name not in page] == []
