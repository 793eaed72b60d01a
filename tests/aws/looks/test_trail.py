from __future__ import annotations

from typing import Any

import pytest

from rootward.aws.looks import look, objection
from rootward.model.change import Missing, TrailSettings
from tests.aws.looks.asked import SCENARIO_TRAIL
from tests.aws.practice import reading_of, session_of
from tests.model.change import kinds

TRAIL = kinds.trail(region="us-east-1", arn=SCENARIO_TRAIL)
LOGGING = kinds.logging(region="us-east-1", arn=SCENARIO_TRAIL)


def trails(practice):
    return session_of(practice).client("cloudtrail", "us-east-1")


def test_what_a_trail_covers_is_seen_changed(practice):
    with reading_of(practice) as reading:
        assert look(reading, TRAIL) == TrailSettings(multi_region=False, validates_files=False)
        trails(practice).update_trail(Name="acme-trail", IsMultiRegionTrail=True, EnableLogFileValidation=True)
        assert look(reading, TRAIL) == TrailSettings()
        trails(practice).update_trail(Name="acme-trail", IsMultiRegionTrail=False, IncludeGlobalServiceEvents=False)
        assert look(reading, TRAIL) == TrailSettings(multi_region=False, global_services=False)


def test_logging_is_seen_stopped_and_gone_with_its_trail(practice):
    with reading_of(practice) as reading:
        assert look(reading, LOGGING) is True
        trails(practice).stop_logging(Name="acme-trail")
        assert look(reading, LOGGING) is False
        trails(practice).delete_trail(Name="acme-trail")
        assert look(reading, LOGGING) == Missing(SCENARIO_TRAIL)
        assert look(reading, TRAIL) is None


# ---- what somebody had it do since


def bucket_of(practice):
    return trails(practice).get_trail(Name="acme-trail")["Trail"]["S3BucketName"]


def deleted(practice, **fields: Any):
    return kinds.trail(
        TrailSettings(multi_region=False),
        None,
        **{"region": "us-east-1", "arn": SCENARIO_TRAIL, "name": "acme-trail", "bucket": bucket_of(practice), **fields},
    )


def test_a_trail_that_is_as_a_run_made_it_may_go(practice):
    with reading_of(practice) as reading:
        assert objection(reading, deleted(practice)) is None


def test_one_that_is_gone_is_nobody_s_any_more(practice):
    change = deleted(practice)
    trails(practice).delete_trail(Name="acme-trail")

    with reading_of(practice) as reading:
        assert objection(reading, change) is None


def test_one_whose_settings_are_told_back_is_not_asked_for_more(practice):
    with reading_of(practice) as reading:
        back = kinds.trail(TrailSettings(), TrailSettings(multi_region=False), region="us-east-1", arn=SCENARIO_TRAIL)
        assert objection(reading, back) is None


def data_events(practice):
    bucket = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    trails(practice).put_event_selectors(
        TrailName="acme-trail", EventSelectors=[{"ReadWriteType": "All", "DataResources": [bucket]}]
    )


def insights(practice):
    trails(practice).put_insight_selectors(
        TrailName="acme-trail", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}]
    )


@pytest.mark.parametrize(
    ("add", "told"), [(data_events, "it has event selectors of its own;"), (insights, "it has Insights;")]
)
def test_one_that_records_more_since_stays(practice, add, told):
    change = deleted(practice)
    add(practice)

    with reading_of(practice) as reading:
        found = objection(reading, change)

    assert isinstance(found, str)
    assert found.startswith("somebody had trail acme-trail do more since: ")
    assert told in found


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"S3BucketName": "theirs"}, "delivers to theirs"),
        ({"S3KeyPrefix": "audit"}, "delivers to acme-logs/audit"),
        (
            {"CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-central-1:123456789012:log-group:trails:*"},
            "writes to log group trails",
        ),
        (
            {"SnsTopicARN": "arn:aws:sns:eu-central-1:123456789012:files"},
            "tells arn:aws:sns:eu-central-1:123456789012:files",
        ),
        ({"KmsKeyId": "arn:aws:kms:eu-central-1:123456789012:key/1"}, "encrypts with a KMS key"),
        ({"KmsKeyId": "k", "HasInsightSelectors": True}, "encrypts with a KMS key, has Insights"),
    ],
)
def test_nor_is_one_taken_away_that_does_more_with_what_it_records(practice, monkeypatch, answer, told):
    change = deleted(practice, bucket="acme-logs")
    with reading_of(practice) as reading:
        monkeypatch.setattr(type(reading), "read", lambda *_, **__: {"Trail": {"S3BucketName": "acme-logs", **answer}})

        assert objection(reading, change) == (
            f"somebody had trail acme-trail do more since: it {told}; take that from it first, or keep it"
        )
