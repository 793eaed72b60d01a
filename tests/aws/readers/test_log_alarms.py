from __future__ import annotations

from rootward.aws.readers import READERS
from rootward.model.monitoring import MetricFilter, Trail
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, js, json_error
from tests.checks.facts import ACCOUNT

GROUP = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:trail"
PATTERN = '{ $.userIdentity.type = "Root" }'


def trail(log_group, name="main"):
    return Trail(
        name=name,
        arn=f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/{name}",
        home_region="us-east-1",
        multi_region=True,
        logging=True,
        selectors=(),
        log_group=log_group,
    )


def read(aws, *trails):
    with aws.reading() as reading:
        return READERS["log_alarms"].read(reading, account(trails=trails))


def filters(*transformations):
    found = {"filterName": "root", "filterPattern": PATTERN, "metricTransformations": list(transformations)}
    return js({"metricFilters": [found]})


def test_filters_and_alarms_are_read_in_the_region_of_the_log_group(aws):
    one = {"metricNamespace": "Trail", "metricName": "RootUse", "metricValue": "1", "dimensions": {"who": "$.x"}}
    aws.answers.update(DescribeMetricFilters=filters(one), DescribeAlarms=js({"MetricAlarms": []}))

    (found,) = read(aws, trail(GROUP))

    assert found.region == "eu-west-1"
    assert found.metric_filters == (
        MetricFilter(
            name="root",
            log_group=GROUP,
            region="eu-west-1",
            pattern=PATTERN,
            metrics=(("Trail", "RootUse"),),
            dimensions=("who",),
        ),
    )
    assert found.alarms == ()
    assert aws.asked("DescribeMetricFilters") == [{"logGroupName": "trail"}]
    assert {region for operation, _, region, _ in aws.requests if operation != "GetCallerIdentity"} == {"eu-west-1"}


def test_two_trails_with_one_log_group_ask_once(aws):
    aws.answers["DescribeMetricFilters"] = filters()

    assert len(read(aws, trail(GROUP), trail(GROUP, "second"))) == 1
    assert len(aws.asked("DescribeMetricFilters")) == 1


def test_where_nothing_is_counted_no_alarm_is_asked_for(aws):
    aws.answers["DescribeMetricFilters"] = filters()

    (found,) = read(aws, trail(GROUP))

    assert found.alarms == ()
    assert aws.asked("DescribeAlarms") == []


def test_denied_filters_and_denied_alarms_are_unknown_each(aws):
    aws.answers["DescribeMetricFilters"] = json_error("AccessDeniedException", "no")
    (found,) = read(aws, trail(GROUP))
    assert found.metric_filters == Unknown("denied", "logs:DescribeMetricFilters", "AccessDenied: no")
    assert found.alarms == found.metric_filters

    aws.answers["DescribeMetricFilters"] = filters({"metricNamespace": "Trail", "metricName": "RootUse"})
    aws.answers["DescribeAlarms"] = json_error("AccessDenied", "no", 403)
    (found,) = read(aws, trail(GROUP))
    assert isinstance(found.metric_filters, tuple)
    assert found.alarms == Unknown("denied", "cloudwatch:DescribeAlarms", "AccessDenied: no")


def test_a_log_group_of_another_account_and_a_trail_without_one_are_not_asked_for(aws):
    away = trail("arn:aws:logs:us-east-1:999988887777:log-group:theirs")

    assert read(aws, away, trail(None)) == ()


def test_without_the_trails_the_reason_is_theirs(aws):
    denied = Unknown("denied", "cloudtrail:DescribeTrails", "no")

    with aws.reading() as reading:
        assert READERS["log_alarms"].read(reading, account(trails=denied)) == Unknown(
            "denied",
            "cloudtrail:DescribeTrails",
            "no",
            untried=("logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms"),
        )
