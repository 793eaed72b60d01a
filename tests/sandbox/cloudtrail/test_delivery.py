"""Log files in the bucket of a trail."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta

import pytest

from rootward.sandbox.cloudtrail.sign_in import sign_in_event
from tests.sandbox.cloudtrail.literals import ACCOUNT, ROOT, call


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime.fromisoformat(f"2026-03-01T{hour:02}:{minute:02}:{second:02}")


def names(ground, key):
    return [record["eventName"] for record in ground.logged(key)]


def test_a_file_comes_at_the_end_of_the_five_minutes(ground):
    ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    assert ground.due(at(13, 4, 59)) == []
    (key,) = ground.due(at(13, 5))
    assert re.fullmatch(
        rf"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/03/01/"
        rf"{ACCOUNT}_CloudTrail_us-east-1_20260301T1305Z_[0-9A-Za-z]{{16}}\.json\.gz",
        key,
    )
    assert names(ground, key) == ["CreateUser"]
    assert ground.due(at(13, 5, 30)) == [key]


def test_a_file_is_one_line_of_json(ground):
    ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 4)), call("iam:CreateUser", at=at(13, 4)))
    (key,) = ground.due(at(13, 5))
    file = ground.objects()[key]
    text = gzip.decompress(file.value)
    assert text.startswith(b'{"Records":[{"eventVersion":')
    assert b"\n" not in text
    assert (file.metadata["content-type"], file.metadata["content-encoding"]) == ("application/json", "gzip")


def test_quiet_minutes_deliver_nothing(ground):
    trail = ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    ground.due(at(13, 5))
    assert len(ground.due(at(13, 50))) == 1
    assert trail.status.description()["LatestDeliveryAttemptTime"] == "2026-03-01T13:05:00Z"


def test_files_that_are_asked_for_late_bear_the_time_at_which_they_came(ground):
    ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 4)), call("iam:DeleteUser", at=at(13, 21)))
    first, second = ground.due(at(15, 0))
    assert ("T1305Z" in first, "T1325Z" in second) == (True, True)
    assert (names(ground, first), names(ground, second)) == (["CreateUser"], ["DeleteUser"])


def test_each_region_has_its_own_files(ground):
    ground.trail(s3_key_prefix="audit/trail")
    ground.happens(call("iam:CreateUser", at=at(13, 4)), call("sns:CreateTopic", at=at(13, 4)))
    ireland, virginia = ground.due(at(13, 5))
    assert ireland.startswith(f"audit/trail/AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/")
    assert virginia.startswith(f"audit/trail/AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/")


def test_a_trail_of_one_region_sees_only_that_region(ground):
    ground.trail(region="eu-west-1", is_multi_region=False)
    ground.happens(
        call("iam:CreateUser", at=at(13, 4)),
        call("sns:CreateTopic", at=at(13, 4)),
        call("sns:DeleteTopic", at=at(13, 4), region="us-east-1"),
    )
    (key,) = ground.due(at(13, 5))
    assert names(ground, key) == ["CreateTopic"]


def test_global_services_can_be_left_out(ground):
    ground.trail(is_multi_region=False, is_global=False)
    ground.happens(
        call("iam:CreateUser", at=at(13, 4)),
        call("sts:GetCallerIdentity", at=at(13, 4), region="us-east-1"),
        call("organizations:ListRoots", at=at(13, 4)),
    )
    (key,) = ground.due(at(13, 5))
    assert names(ground, key) == ["ListRoots"]


def test_selectors_choose_what_is_kept(ground):
    trail = ground.trail()
    trail.put_event_selectors([{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}], [])
    ground.happens(call("iam:CreateUser", at=at(13, 4)), call("iam:ListUsers", at=at(13, 4)))
    (key,) = ground.due(at(13, 5))
    assert names(ground, key) == ["CreateUser"]


def test_what_was_before_the_trail_logged_is_not_delivered(ground):
    ground.happens(call("iam:CreateUser", at=at(12, 59)))
    ground.trail()
    assert ground.due(at(13, 5)) == []


def test_a_stopped_trail_still_delivers_what_it_had(ground):
    trail = ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 1)), call("cloudtrail:StopLogging", at=at(13, 2)))
    trail.stop_logging()
    trail.status.spans = [trail.status.spans[0]._replace(stopped=at(13, 2))]
    ground.happens(call("iam:DeleteUser", at=at(13, 3)))
    files = ground.due(at(14, 0))
    assert sorted(name for key in files for name in names(ground, key)) == ["CreateUser", "StopLogging"]


def test_a_trail_that_starts_again_leaves_out_what_lay_between(ground):
    trail = ground.trail()
    trail.stop_logging()
    trail.status.spans = [trail.status.spans[0]._replace(stopped=at(13, 1))]
    trail.start_logging()
    trail.status.started = at(13, 3)
    ground.happens(
        call("iam:CreateUser", at=at(13, 1)), call("iam:TagUser", at=at(13, 2)), call("iam:DeleteUser", at=at(13, 3))
    )
    (key,) = ground.due(at(13, 5))
    assert names(ground, key) == ["CreateUser", "DeleteUser"]


@pytest.mark.parametrize(("spoilt", "error"), [("policy", "AccessDenied"), ("bucket", "NoSuchBucket")])
def test_a_trail_that_may_not_write_says_so(ground, spoilt, error):
    from moto.s3.models import s3_backends

    trail = ground.trail()
    buckets = s3_backends[ACCOUNT]["aws"].buckets
    if spoilt == "policy":
        buckets[ground.bucket].policy = None
    else:
        del buckets[ground.bucket]
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    from rootward.sandbox.cloudtrail.delivery import deliver_due

    deliver_due(ground.backends, at(13, 5))
    status = trail.status.description()
    assert status["LatestDeliveryError"] == error
    assert "LatestDeliveryTime" not in status


def test_a_founded_sign_in_lies_where_it_would_have_come(ground):
    trail = ground.trail()
    trail.status.started = at(13, 0) - timedelta(days=40)
    ground.happens(sign_in_event(ROOT, mfa_used=False, at=at(9, 1) - timedelta(days=20), success=True))
    (key,) = ground.due(at(13, 5))
    assert "/us-east-1/2026/02/09/" in key
    assert "_20260209T0905Z_" in key
    assert names(ground, key) == ["ConsoleLogin"]


def test_a_sign_in_that_is_told_of_late_comes_late(ground):
    ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    ground.due(at(13, 30))
    ground.happens(sign_in_event(ROOT, mfa_used=False, at=at(13, 2), success=True))
    keys = ground.due(at(13, 35))
    assert ["_20260301T1335Z_" in key for key in keys] == [False, True]


def test_calls_about_objects_are_in_no_file(ground):
    ground.trail()
    ground.happens(call("s3:PutObject", at=at(13, 4), protocol="rest-xml", method="PUT", path="/b/k"))
    assert ground.due(at(13, 5)) == []


def test_an_organization_trail_has_a_folder_for_the_organization(ground):
    from moto.organizations.models import organizations_backends

    from rootward.sandbox.services.table import open_service

    open_service("organizations", ground.backends)
    organization = organizations_backends[ACCOUNT]["aws"].create_organization(FeatureSet="ALL", region="us-east-1")
    trail = ground.trail(is_org_trail=True)
    ground.objects()
    from moto.s3.models import s3_backends

    bucket = s3_backends[ACCOUNT]["aws"].buckets[ground.bucket]
    bucket.policy = (bucket.policy or b"").replace(b"AWSLogs/123456789012/*", b"AWSLogs/*")
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    (key,) = ground.due(at(13, 5))
    identity = organization["Organization"]["Id"]
    assert key.startswith(f"AWSLogs/{identity}/{ACCOUNT}/CloudTrail/us-east-1/2026/03/01/{ACCOUNT}_CloudTrail_")
    assert trail.status.delivery_error == ""


def test_an_organization_trail_without_an_organization_is_the_accounts_own(ground):
    from moto.organizations.models import organizations_backends

    ground.trail(is_org_trail=True)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    (key,) = ground.due(at(13, 5))
    assert key.startswith(f"AWSLogs/{ACCOUNT}/")
    assert organizations_backends[ACCOUNT]["aws"].org is None
    ground.happens(call("iam:DeleteUser", at=at(13, 6)))
    assert len(ground.due(at(13, 10))) == 2
