from __future__ import annotations

import json

import msgspec
import pytest

from rootward.checks.root_use import sample_events
from rootward.checks.root_use.alert_kind import CLOUDTRAIL_CHANGE, FAILED_SIGN_IN, ROOT_USE, SIGN_IN_WITHOUT_MFA
from rootward.checks.root_use.alert_rule import IDENTITY_RULE, ROOT_USE_RULE, Catch, does, matches, pattern
from rootward.checks.root_use.event_pattern import read_event_pattern
from rootward.model.monitoring import RuleTarget
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import ALL_EVENTS, TOPIC, organization, rule

REGIONS = ("eu-west-1", "us-east-1")
ROOT_PATTERN = pattern((Catch(kind=ROOT_USE, events=()),))


def events(kind, regions=REGIONS):
    return tuple(kind.sample(account(), regions, "us-east-1"))


def root_event(**record):
    """A root event of the samples with another field or two."""
    (first, *_) = (one for one in events(ROOT_USE) if one.detail_type == sample_events.API_CALL)
    return {**first.bus_event, "detail": {**first.record, **record}}


@pytest.mark.parametrize("kind", [*ROOT_USE_RULE.kinds, *IDENTITY_RULE.kinds])
def test_the_pattern_of_a_kind_catches_all_samples_of_it_and_none_of_another(kind):
    found = read_event_pattern(pattern((Catch(kind=kind, events=()),)))

    assert all(found.matches(one.bus_event) for one in events(kind))
    for other in {*ROOT_USE_RULE.kinds, *IDENTITY_RULE.kinds} - {kind}:
        caught = [one.record["eventName"] for one in events(other) if found.matches(one.bus_event)]
        # A call to CloudTrail is root's use as well as a change of a trail; and both sign-ins bear one name.
        assert not caught or {kind, other} == {ROOT_USE, CLOUDTRAIL_CHANGE}


def test_what_aws_does_by_itself_is_not_root_s_use():
    found = read_event_pattern(ROOT_PATTERN)
    identity = root_event()["detail"]["userIdentity"]
    session = {**identity, "sessionContext": {"attributes": {}, "assumedRoot": "true"}}

    assert found.matches(root_event())
    assert not found.matches(root_event(eventType="AwsServiceEvent"))
    assert not found.matches(root_event(userIdentity={**identity, "invokedBy": "cloudformation.amazonaws.com"}))
    assert not found.matches(root_event(userIdentity=session))


def test_a_failed_sign_in_as_root_is_no_use_of_root_and_told_as_one_that_failed():
    """Whoever knows root's address can fail to sign in as often as they like, and would mute root's alarm by it."""
    (sign_in, *_) = (one for one in events(ROOT_USE) if one.detail_type == sample_events.SIGN_IN)
    failed = {**sign_in.record, "responseElements": {"ConsoleLogin": "Failure"}}
    event = {**sign_in.bus_event, "detail": failed}

    assert read_event_pattern(ROOT_PATTERN).matches(sign_in.bus_event)
    assert not read_event_pattern(ROOT_PATTERN).matches(event)
    assert read_event_pattern(pattern((Catch(kind=FAILED_SIGN_IN, events=()),))).matches(event)


def test_a_call_of_root_that_answers_something_is_root_s_use():
    assert read_event_pattern(ROOT_PATTERN).matches(root_event(responseElements={"user": {"userName": "eve"}}))


def test_an_assumed_root_that_is_empty_is_root_s_own_use():
    identity = root_event()["detail"]["userIdentity"]
    session = {**identity, "sessionContext": {"attributes": {}, "assumedRoot": ""}}

    assert read_event_pattern(ROOT_PATTERN).matches(root_event(userIdentity=session))


@pytest.mark.parametrize("used", ["Yes", "YES"])
def test_a_sign_in_with_mfa_is_none_without_it(used):
    (first, *_) = events(SIGN_IN_WITHOUT_MFA)
    extra = {**first.record["additionalEventData"], "MFAUsed": used}
    event = {**first.bus_event, "detail": {**first.record, "additionalEventData": extra}}

    assert not read_event_pattern(pattern((Catch(kind=SIGN_IN_WITHOUT_MFA, events=()),))).matches(event)


def test_a_failed_sign_in_by_an_unknown_name_is_caught_too():
    (first, *_) = events(FAILED_SIGN_IN)
    event = {**first.bus_event, "detail": {**first.record, "errorMessage": "No username found in supplied account"}}

    assert read_event_pattern(pattern((Catch(kind=FAILED_SIGN_IN, events=()),))).matches(event)


def test_all_kinds_of_one_region_fit_into_one_rule():
    every = tuple(Catch(kind=kind, events=(), but_of="us-gov-west-1") for kind in IDENTITY_RULE.kinds)

    assert len(pattern(every)) <= 2048
    assert len(json.loads(pattern(every))["detail"]["$or"]) == 5


def test_what_is_for_other_regions_leaves_out_the_region_s_own():
    found = read_event_pattern(pattern((Catch(kind=ROOT_USE, events=(), but_of="us-east-1"),)))
    caught = {one.region for one in events(ROOT_USE) if found.matches(one.bus_event)}

    assert caught == {"eu-west-1"}


def test_organizations_come_up_in_a_management_account_only():
    subjects = {kind.subject for kind in IDENTITY_RULE.kinds_of(account(organization=organization()))}

    assert "change in the organisation" in subjects
    for other in (None, organization("999999999999")):
        of_member = IDENTITY_RULE.kinds_of(account(organization=other))
        assert subjects - {kind.subject for kind in of_member} == {"change in the organisation"}


def test_an_organisation_that_was_not_read_is_none():
    unread = account(organization=denied("organizations:DescribeOrganization"))

    assert len(IDENTITY_RULE.kinds_of(unread)) == 4


def test_a_rule_does_its_work_by_state_pattern_and_target():
    catches = (Catch(kind=ROOT_USE, events=events(ROOT_USE, ("us-east-1",))),)
    target = RuleTarget(id="topic", arn=TOPIC)
    good = rule("us-east-1", state=ALL_EVENTS)

    assert does(good, ROOT_USE_RULE, catches, target)
    for weaker in (
        {"state": "ENABLED"},
        {"state": "DISABLED"},
        {"pattern": '{"detail": {"eventName": ["ConsoleLogin"]}}'},
        {"pattern": "no pattern"},
        {"targets": ()},
        {"targets": (RuleTarget(id="topic", arn=TOPIC + "-other"),)},
        {"targets": (RuleTarget(id="topic", arn=TOPIC, role="arn:aws:iam::123456789012:role/other"),)},
    ):
        assert not does(msgspec.structs.replace(good, **weaker), ROOT_USE_RULE, catches, target)


def test_a_pattern_is_asked_whatever_the_rule_s_state():
    assert matches(rule("us-east-1", state="DISABLED"), events(ROOT_USE))
