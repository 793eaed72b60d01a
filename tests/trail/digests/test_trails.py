"""Trails that are stopped, that share a folder, of an organisation, and files that are late.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.trail.digests.validate import Counts, Validated
from rootward.trail.sources.wanted import Wanted
from tests.trail.digests.signer import BUCKET, NOON, Bucket

HOUR = timedelta(hours=1)


def said(validated: Validated) -> tuple[list[str], list[str]]:
    return [one.id for one in validated.detections], [one.reason for one in validated.unread]


def hours(bucket: Bucket, *numbers: int, **how: bool) -> None:
    """A log file in the middle of each of those hours after noon, and its digest."""
    for number in numbers:
        bucket.log(NOON + number * HOUR + HOUR / 2, f"hour{number}")
        bucket.digest(NOON + (number + 1) * HOUR, **how)


def test_a_trail_that_logs_on_and_on_is_verified():
    bucket = Bucket()
    hours(bucket, 0, 1, 2)

    result = bucket.validated()

    assert said(result) == ([], [])
    assert result.counts == Counts(signed=2, newest=1, logs=3, with_keys=True)


def test_a_first_digest_is_verified_too():
    bucket = Bucket()
    hours(bucket, 0, first=True)
    hours(bucket, 1)

    assert bucket.validated().counts.signed == 1


def test_hours_without_digests_between_two_chains_are_told_of():
    bucket = Bucket()
    hours(bucket, 0, 1)
    hours(bucket, 6, first=True)
    hours(bucket, 7)

    result = bucket.validated()

    (one,) = result.detections
    assert (one.id, one.severity, one.first, one.last) == (
        "digests-paused", "medium", NOON + 2 * HOUR, NOON + 6 * HOUR
    )  # fmt: skip
    assert one.why.startswith("trail all in us-east-1 (2026-11-27 14:00 to 2026-11-27 18:00 UTC): ")
    assert result.unread == ()


def test_a_chain_that_begins_anew_at_once_has_no_hours_without_digests():
    bucket = Bucket()
    hours(bucket, 0, 1)
    hours(bucket, 2, first=True)

    assert said(bucket.validated()) == ([], [])


def test_a_log_file_of_the_hours_without_digests_was_not_put_there():
    bucket = Bucket()
    hours(bucket, 0, 1)
    bucket.log(NOON + 4 * HOUR, listed=False)
    hours(bucket, 6, first=True)

    assert said(bucket.validated()) == (["digests-paused"], [])


def test_two_trails_that_deliver_to_the_same_folder_have_a_chain_each():
    one = Bucket("one")
    other = Bucket("the_other_one", objects=one.objects)
    hours(one, 0, 1, 2)
    for number in range(3):
        other.log(NOON + number * HOUR + HOUR / 2, f"other{number}")
        other.digest(NOON + (number + 1) * HOUR)

    result = one.validated()

    assert said(result) == ([], [])
    assert (result.counts.signed, result.counts.newest, result.counts.logs) == (4, 2, 6)

    del one.objects[sorted(key for key in one.objects if "the_other_one" in key)[1]]
    (removed,) = one.validated().detections
    assert (removed.id, "_the_other_one_" in removed.why) == ("digest-removed", True)


def test_an_organisations_trail_and_a_members_own_of_the_same_name_are_two():
    own = Bucket()
    of_all = Bucket(top="AWSLogs/o-abcdefghij", objects=own.objects)
    hours(own, 0, 1, first=True)
    hours(of_all, 4, 5, 6)

    result = own.validated()

    assert said(result) == ([], [])


def test_a_log_file_of_an_organisations_trail_is_missed():
    bucket = Bucket(top="o-abcdefghij/AWSLogs/o-abcdefghij")
    hours(bucket, 0, 1, 2)
    del bucket.objects[next(key for key in bucket.objects if "hour1" in key)]

    assert said(bucket.validated()) == (["log-file-removed"], [])


@pytest.mark.parametrize("cut", ["o-abcdefghij/AWSLogs/", "o-abcdefghij/AWSLogs/o-abcdefghij/"])
def test_an_organisations_files_are_found_again_without_the_folders_above_them(cut):
    bucket = Bucket(top="o-abcdefghij/AWSLogs/o-abcdefghij")
    hours(bucket, 0, 1, 2)
    bucket.objects = {key.removeprefix(cut): data for key, data in bucket.objects.items()}

    result = bucket.validated()

    assert (said(result), result.counts.signed, result.counts.logs) == (([], []), 2, 3)


def test_a_log_file_that_a_late_digest_lists_is_verified():
    bucket, late = Bucket(), Bucket()
    late.objects = bucket.objects
    hours(bucket, 0, 1, 2, 3, 4)
    key = late.log(NOON + HOUR + HOUR / 2, "late")
    assert said(bucket.validated()) == (["log-file-added"], [])

    late.digest(NOON + 2 * HOUR, backfill=True)
    result = bucket.validated()
    assert (said(result), result.counts.newest, result.counts.logs) == (([], []), 2, 6)

    bucket.objects[key] = b"{}"
    assert said(bucket.validated()) == (["log-file-changed"], [])


def test_late_digests_far_from_each_other_are_no_pause():
    bucket = Bucket()
    hours(bucket, 0, first=True, backfill=True)
    hours(bucket, 9, first=True, backfill=True)

    assert said(bucket.validated()) == ([], [])


def test_an_hour_without_log_files_has_a_digest_as_well():
    bucket = Bucket()
    for number in range(3):
        bucket.digest(NOON + number * HOUR)

    assert bucket.validated().counts == Counts(signed=2, newest=1, with_keys=True)


def test_where_a_trail_began_to_deliver_to_another_bucket_the_digest_before_is_not_said_to_be_removed():
    bucket = Bucket()
    hours(bucket, 0, 1)
    lost = bucket.digest(NOON + 3 * HOUR)
    bucket.bucket = "another-bucket"
    hours(bucket, 3, 4)
    del bucket.objects[lost]

    detections, unread = said(bucket.validated())

    assert detections == []
    assert [reason.partition(":")[0] for reason in unread] == [
        "the digest after it, by which it is verified, is missing or wrong",
        "a digest names it as the one before",
    ]
    assert f"s3://{BUCKET}/{lost}" in [one.path for one in bucket.validated().unread]


def test_a_log_file_that_was_hashed_in_another_way_is_not_read():
    bucket = Bucket()
    bucket.log(NOON)
    (file,) = bucket._files
    file["hashAlgorithm"] = "SHA-512"
    bucket.digest(NOON + HOUR)

    detections, (reason,) = said(bucket.validated())

    assert (detections, reason.endswith("has another hash of it than SHA-256")) == ([], True)


def test_the_same_copy_under_two_folders_is_verified_twice():
    bucket = Bucket()
    hours(bucket, 0, 1, 2)
    hours(bucket, 6, first=True)
    bucket.objects.update({f"backup/{key}": data for key, data in bucket.objects.items()})

    result = bucket.validated()

    assert (set(said(result)[0]), result.unread) == ({"digests-paused"}, ())
    assert (result.counts.signed, result.counts.logs) == (4, 8)

    bucket.objects[next(key for key in bucket.objects if key.startswith("backup") and "_hour1" in key)] = b"{}"
    assert [one.why.startswith("backup/") for one in bucket.validated().detections if one.severity == "critical"] == [
        True
    ]


def test_a_log_file_of_the_day_before_those_that_are_asked_for_is_not_missed():
    bucket = Bucket()
    midnight = NOON + 12 * HOUR
    early = bucket.log(midnight - HOUR / 4, "early")
    bucket.log(midnight + HOUR / 4, "late")
    bucket.digest(midnight + HOUR / 2)
    del bucket.objects[early]

    assert said(bucket.validated()) == (["log-file-removed"], [])
    result = bucket.validated(wanted=Wanted(since=midnight))
    assert (said(result), result.counts.logs) == (([], []), 1)


def test_what_is_too_large_for_a_digest_is_none(monkeypatch):
    monkeypatch.setattr("rootward.trail.digests.contents._MOST_DIGEST", 100)
    bucket = Bucket()
    hours(bucket, 0)

    (one,) = bucket.validated().detections

    assert (one.id, one.why.endswith("it is too large for a digest")) == ("digest-changed", True)
