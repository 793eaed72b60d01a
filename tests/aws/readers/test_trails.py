from __future__ import annotations

from rootward.aws.readers import READERS
from rootward.model.monitoring import EventSelector, Trail
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, js, json_error
from tests.checks.facts import ACCOUNT

AUDIT = "999988887777"
REGIONS = ("eu-west-1", "us-east-1")
BY_SCP = "User: a is not authorized to perform: b with an explicit deny in a service control policy"


def trail(name, home, holder=ACCOUNT, **fields):
    return {"Name": name, "TrailARN": f"arn:aws:cloudtrail:{home}:{holder}:trail/{name}", "HomeRegion": home, **fields}


ALL = js({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]})
LOGGING = js({"IsLogging": True})


def read(aws, *, regions=REGIONS):
    with aws.reading() as reading:
        return READERS["trails"].read(reading, account(regions=regions))


def test_a_trail_of_all_regions_counts_once_and_is_asked_for_at_home(aws):
    main = trail(
        "main",
        "us-east-1",
        IsMultiRegionTrail=True,
        LogFileValidationEnabled=True,
        IncludeGlobalServiceEvents=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail:*",
    )
    aws.answers.update(DescribeTrails=js({"trailList": [main]}), GetTrailStatus=LOGGING, GetEventSelectors=ALL)

    assert read(aws) == (
        Trail(
            name="main",
            arn=main["TrailARN"],
            home_region="us-east-1",
            multi_region=True,
            validates_files=True,
            logging=True,
            selectors=(EventSelector(management_events=True),),
            log_group=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail",
        ),
    )
    assert aws.asked("DescribeTrails") == [{"includeShadowTrails": True}] * 2
    assert aws.asked("GetTrailStatus") == [{"Name": main["TrailARN"]}]
    assert [region for operation, _, region, _ in aws.requests if operation == "GetTrailStatus"] == ["us-east-1"]


def test_a_trail_of_another_region_alone_is_found_there(aws):
    here = {"us-east-1": [], "eu-west-1": [trail("local", "eu-west-1")]}
    aws.answers.update(
        DescribeTrails=lambda _, region: js({"trailList": here[region]}), GetTrailStatus=LOGGING, GetEventSelectors=ALL
    )

    (found,) = read(aws)

    assert (found.name, found.multi_region) == ("local", False)


def test_a_trail_whose_home_is_not_enabled_here_is_asked_for_where_it_was_seen(aws):
    away = trail("org", "ap-east-1", AUDIT, IsOrganizationTrail=True, IsMultiRegionTrail=True)
    aws.answers.update(DescribeTrails=js({"trailList": [away]}), GetTrailStatus=LOGGING, GetEventSelectors=ALL)

    (found,) = read(aws)

    assert found.organization is True
    assert {region for operation, _, region, _ in aws.requests if operation == "GetTrailStatus"} == {"eu-west-1"}


def test_what_a_member_may_not_see_of_an_organisations_trail_is_held_by_its_account(aws):
    shared = trail("org", "us-east-1", AUDIT, IsOrganizationTrail=True)
    aws.answers.update(
        DescribeTrails=js({"trailList": [shared]}),
        GetTrailStatus=json_error("TrailNotFoundException", "Unknown trail"),
        GetEventSelectors=json_error("AccessDeniedException", "no"),
    )

    (found,) = read(aws)

    assert found.logging == Unknown("not_observable", None, f"the trail is held by account {AUDIT}")
    assert found.selectors == Unknown("denied", "cloudtrail:GetEventSelectors", "AccessDenied: no")


def test_a_delivery_that_fails_is_told(aws):
    aws.answers.update(
        DescribeTrails=js({"trailList": [trail("main", "us-east-1")]}),
        GetTrailStatus=js({"IsLogging": True, "LatestDeliveryError": "NoSuchBucket"}),
        GetEventSelectors=ALL,
    )

    (found,) = read(aws)

    assert found.latest_delivery_error == "NoSuchBucket"


def test_a_region_that_does_not_answer_leaves_the_whole_list_unknown(aws):
    aws.answers["DescribeTrails"] = lambda _, region: (
        js({"trailList": []}) if region == "us-east-1" else json_error("AccessDeniedException", "no")
    )

    assert read(aws) == Unknown(
        "denied",
        "cloudtrail:DescribeTrails",
        "eu-west-1: AccessDenied: no",
        untried=("cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"),
    )


def test_a_closed_region_has_no_trail_of_its_own(aws):
    aws.answers["DescribeTrails"] = lambda _, region: (
        js({"trailList": []}) if region == "us-east-1" else json_error("AccessDeniedException", BY_SCP)
    )

    assert read(aws) == ()


def test_where_every_region_is_closed_nothing_is_known(aws):
    aws.answers["DescribeTrails"] = json_error("AccessDeniedException", BY_SCP)

    fact = read(aws)

    assert isinstance(fact, Unknown)
    assert fact.reason == "denied"


def test_a_trail_whose_status_a_service_control_policy_hides_is_denied(aws):
    aws.answers.update(
        DescribeTrails=js({"trailList": [trail("main", "us-east-1")]}),
        GetTrailStatus=json_error("AccessDeniedException", BY_SCP),
        GetEventSelectors=ALL,
    )

    (found,) = read(aws)

    assert isinstance(found.logging, Unknown)
    assert (found.logging.reason, found.logging.action) == ("denied", "cloudtrail:GetTrailStatus")


def test_a_trail_with_insights_is_told_from_one_without(aws):
    several = [trail("plain", "eu-west-1"), trail("watched", "eu-west-1", HasInsightSelectors=True)]
    aws.answers.update(DescribeTrails=js({"trailList": several}), GetTrailStatus=LOGGING, GetEventSelectors=ALL)

    assert [(one.name, one.insights) for one in read(aws, regions=("eu-west-1",))] == [
        ("plain", False),
        ("watched", True),
    ]
