from __future__ import annotations

import pytest

from rootward.checks.root_use import sample_events
from rootward.checks.root_use.alarm_route import heard_by_alarms
from rootward.model.unknown import Blocked
from tests.checks.facts import ACCOUNT, denied
from tests.checks.root_use.monitoring import (
    AUDIT_ACCOUNT,
    LOG_GROUP,
    alarm,
    by_alarms,
    log_alarms,
    metric_filter,
    topic,
    trail,
)


def hearing(account, *, at_once=True, read_only=True):
    """How an EC2 call by root in eu-west-1 is heard."""
    for event in sample_events.root_use(account, ("eu-west-1",), "us-east-1"):
        if event.source == "ec2.amazonaws.com" and event.read_only is read_only:
            return heard_by_alarms(account, event, at_once=at_once)
    raise AssertionError


def watched(**fields):
    """An account with one filter and one alarm, which says otherwise `fields`."""
    found = log_alarms(metric_filters=(metric_filter(),), alarms=(alarm(**fields),))
    return by_alarms(log_alarms=(found,))


def counted(**fields):
    """An account with one filter, which says otherwise `fields`, and a sound alarm."""
    return by_alarms(log_alarms=(log_alarms(metric_filters=(metric_filter(**fields),), alarms=(alarm(),)),))


def dead_end(account, **options):
    (end,) = [end.text for end in hearing(account, **options).dead_ends if end.steps > 2]
    return end


def test_the_way_of_cis_is_heard_reads_included():
    route = "metric filter root-use → alarm root-use → topic alerts"

    assert hearing(by_alarms()).route == route
    assert hearing(by_alarms(), read_only=False).route == route


def test_a_trail_that_does_not_record_it_is_a_dead_end():
    for trails in (
        (trail(log_group=LOG_GROUP, logging=False),),
        (trail(log_group=LOG_GROUP, multi_region=False, home_region="us-east-1"),),
    ):
        (end,) = hearing(by_alarms(trails=trails)).dead_ends
        assert end.text == "trail main does not record read-only API calls in eu-west-1"


def test_a_trail_without_a_log_group_is_a_dead_end():
    (end,) = hearing(by_alarms(trails=(trail(),))).dead_ends

    assert end.text == "trail main delivers to no CloudWatch log group"


def test_no_trail_is_no_route():
    assert hearing(by_alarms(trails=())).route == ""
    assert hearing(by_alarms(trails=())).unknowns == ()


def test_a_log_group_of_another_account_is_held_by_it():
    group = f"arn:aws:logs:us-east-1:{AUDIT_ACCOUNT}:log-group:organization"
    (cause,) = hearing(by_alarms(trails=(trail(log_group=group, organization=True),))).unknowns

    assert cause.detail == "the log group of trail main is held by account 999999999999"


def test_a_log_group_is_the_same_with_and_without_its_star():
    account = by_alarms(trails=(trail(log_group=LOG_GROUP + ":*"),))

    assert hearing(account).route


def test_a_filter_of_another_log_group_counts_nothing():
    account = counted(log_group=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:other")

    assert [end.text for end in hearing(account).dead_ends] == ["no metric filter of log group trail counts it"]


def test_a_filter_for_something_else_counts_nothing():
    assert hearing(counted(pattern='{ $.userIdentity.type = "IAMUser" }')).route == ""


def test_a_filter_for_sign_ins_alone_misses_api_calls():
    pattern = '{ $.userIdentity.type = "Root" && $.eventName = "ConsoleLogin" }'

    assert hearing(counted(pattern=pattern)).route == ""


def test_an_unreadable_or_undecided_filter_that_leads_to_somebody_is_unknown():
    (unread,) = hearing(counted(pattern="[ip, user]")).unknowns
    (open_,) = hearing(counted(pattern='{ $.userIdentity.type = "R*t" }')).unknowns

    assert unread.detail.startswith("the pattern of metric filter root-use cannot be read")
    assert open_.reason == "not_observable"


def test_an_unreadable_filter_that_leads_nowhere_is_not():
    account = by_alarms(log_alarms=(log_alarms(metric_filters=(metric_filter(pattern="[ip]"),), alarms=()),))

    assert hearing(account).unknowns == ()


def test_a_metric_without_an_alarm_is_a_dead_end():
    account = by_alarms(log_alarms=(log_alarms(metric_filters=(metric_filter(),), alarms=()),))

    assert dead_end(account) == "metric filter root-use → no alarm watches metric CIS/root-use"
    assert hearing(counted(metrics=())).route == ""


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"actions_enabled": False}, "has its actions switched off"),
        ({"alarm_actions": ()}, "tells nobody"),
        ({"threshold": 5.0}, "waits for more than one event (threshold 5)"),
        ({"comparison": "GreaterThanThreshold"}, "waits for more than one event (threshold 1)"),
        ({"comparison": "LessThanThreshold"}, "goes off when the count is low"),
        ({"datapoints_to_alarm": 3}, "waits for 3 periods"),
        ({"dimensions": ("Name",)}, "does not watch all of what the filter counts (dimensions)"),
    ],
)
def test_an_alarm_that_stays_quiet_is_a_dead_end(fields, why):
    assert dead_end(watched(**fields)) == f"metric filter root-use → alarm root-use {why}"


def test_an_alarm_over_zero_goes_off_at_one_event():
    assert hearing(watched(comparison="GreaterThanThreshold", threshold=0.0)).route


def test_where_several_events_may_be_waited_for_the_threshold_does_not_matter():
    for fields in ({"threshold": 5.0}, {"datapoints_to_alarm": 3}, {"statistic": "Average"}, {"threshold": None}):
        assert hearing(watched(**fields), at_once=False).route


@pytest.mark.parametrize(
    "fields",
    [{"threshold": None}, {"statistic": "Average"}, {"comparison": "GreaterThanUpperThreshold"}, {"computed": True}],
)
def test_an_alarm_whose_working_cannot_be_told_is_unknown(fields):
    found = hearing(watched(**fields))

    assert found.route == ""
    assert "alarm root-use" in found.unknowns[0].detail


def test_a_metric_with_dimensions_is_not_seen_by_a_plain_alarm():
    assert dead_end(counted(dimensions=("EventName",))).endswith("(dimensions)")


def test_an_action_other_than_a_topic_is_not_followed():
    found = hearing(watched(alarm_actions=(f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:page",)))

    assert found.unknowns[0].reason == "not_observable"


def test_an_unconfirmed_topic_is_named_with_filter_and_alarm():
    account = by_alarms(topics=(topic(confirmed=(False,)),))

    assert dead_end(account) == "metric filter root-use → alarm root-use → topic alerts has no confirmed subscription"


@pytest.mark.parametrize(
    "facts",
    [
        {"trails": denied("cloudtrail:DescribeTrails")},
        {"trails": (trail(log_group=LOG_GROUP, selectors=denied("cloudtrail:GetEventSelectors")),)},
        {"log_alarms": denied("logs:DescribeMetricFilters")},
        {"log_alarms": ()},
        {"log_alarms": (log_alarms(metric_filters=denied("logs:DescribeMetricFilters")),)},
        {"log_alarms": (log_alarms(metric_filters=Blocked()),)},
        {"log_alarms": (log_alarms(alarms=denied("cloudwatch:DescribeAlarms")),)},
        {"log_alarms": (log_alarms(alarms=Blocked()),)},
        {"topics": denied("sns:ListSubscriptionsByTopic")},
    ],
)
def test_what_was_not_read_of_the_route_is_unknown(facts):
    found = hearing(by_alarms(**facts))

    assert found.route == ""
    assert len(found.unknowns) == 1
