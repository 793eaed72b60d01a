from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rootward.model.change import ApiCall, TrailSettings
from rootward.model.monitoring import EventSelector, Trail
from tests.checks.facts import account, denied
from tests.model.change import kinds
from tests.model.change.kinds import BUCKET, EU, TRAIL_ARN

ALL = TrailSettings()
ONE_REGION = TrailSettings(multi_region=False)
UNCHECKED = TrailSettings(validates_files=False)
NO_GLOBAL = TrailSettings(global_services=False)

OWN = Trail(
    name="rootward",
    arn=TRAIL_ARN,
    home_region=EU,
    multi_region=False,
    logging=True,
    selectors=(),
    log_group="arn:aws:logs:eu-west-1:123456789012:log-group:trail",
)
OTHER = msgspec.structs.replace(OWN, name="other", arn=TRAIL_ARN.replace("rootward", "other"))
ACCOUNT = account(trails=(OTHER, OWN))

changed: Any = kinds.trail


def call(operation, **parameters):
    named = {"Name": "rootward", **parameters}
    return ApiCall(service="cloudtrail", operation=operation, parameters=named, resource=TRAIL_ARN, region=EU)


def test_a_new_one_delivers_to_its_bucket_from_its_home():
    covers = {"IsMultiRegionTrail": True, "EnableLogFileValidation": True, "IncludeGlobalServiceEvents": True}

    assert changed().calls() == (call("CreateTrail", **covers, S3BucketName=BUCKET),)


def test_other_settings_are_one_call_and_leave_its_bucket_alone():
    covers = {"IsMultiRegionTrail": True, "EnableLogFileValidation": False, "IncludeGlobalServiceEvents": True}

    assert changed(ONE_REGION, UNCHECKED).calls() == (call("UpdateTrail", **covers),)


def test_it_is_deleted_by_its_name():
    assert changed().inverse().calls() == (call("DeleteTrail"),)


@pytest.mark.parametrize(
    ("before", "after", "risk"),
    [
        (None, ALL, "safe"),
        (ALL, None, "disruptive"),
        (ONE_REGION, ALL, "safe"),
        (ALL, ONE_REGION, "disruptive"),
        (ALL, UNCHECKED, "disruptive"),
        (ALL, NO_GLOBAL, "disruptive"),
        (ONE_REGION, UNCHECKED, "disruptive"),
    ],
)
def test_whoever_reads_its_log_files_misses_what_it_records_no_more(before, after, risk):
    assert changed(before, after).risk == risk


def test_it_makes_the_trail_where_it_is_new_and_not_where_it_is_changed():
    assert [changed(*settings).makes for settings in ((None, ALL), (ONE_REGION, ALL), (ALL, None))] == [
        TRAIL_ARN,
        None,
        None,
    ]


def test_its_state_is_what_it_covers():
    assert changed().state(ACCOUNT) == TrailSettings(multi_region=False, validates_files=False, global_services=True)
    assert changed().state(account(trails=(OTHER,))) is None


def test_trails_that_were_not_read_stay_unread():
    unread = account(trails=denied("cloudtrail:DescribeTrails"))

    assert changed().state(unread) == denied("cloudtrail:DescribeTrails")
    assert changed().effect(unread) == unread


def test_a_new_one_is_silent_and_records_all_management_events():
    silent = Trail(
        name="rootward",
        arn=TRAIL_ARN,
        home_region=EU,
        multi_region=True,
        validates_files=True,
        logging=False,
        selectors=(EventSelector(management_events=True),),
    )

    assert changed().effect(account(trails=(OTHER,))).trails == (OTHER, silent)


def test_one_that_is_changed_keeps_the_rest_and_the_others_stay():
    after = changed(ONE_REGION, ALL).effect(ACCOUNT).trails

    assert after == (OTHER, msgspec.structs.replace(OWN, multi_region=True, validates_files=True))


def test_one_that_is_deleted_is_gone():
    assert changed(ALL, None).effect(ACCOUNT).trails == (OTHER,)
