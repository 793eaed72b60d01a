"""Digests of one region that begin late or end early: the other region of the trail tells of it."""

from __future__ import annotations

import gzip
import json
import shutil

import pytest

from tests.trail.digests.conftest import EU, US, at, found, validated


@pytest.fixture
def restarted(delivery, folder):
    """The newest digest of us-east-1 alone, which says that it is the first."""
    *older, newest = delivery.digests(US)
    for key in older:
        (folder / key).unlink()
    text = json.loads(gzip.decompress((folder / newest).read_bytes()))
    for name in [name for name in text if name.startswith("previousDigest")]:
        text[name] = None
    (folder / newest).write_bytes(gzip.compress(json.dumps(text).encode()))
    return folder


def test_a_chain_that_begins_late_though_there_are_log_files_of_before_was_cut(delivery, restarted):
    (restarted / delivery.logs(US)[0]).unlink()
    count = len(delivery.logs(US)) - 1

    result = validated(restarted, keys=delivery.keys())

    (one,) = result.detections
    assert (one.id, one.severity, one.first, one.last) == ("digests-begin-late", "high", at(14), at(21))
    assert f"{count} log files are of those hours" in one.why
    assert result.counts.outside == count


def test_a_region_without_log_files_of_before_may_have_been_enabled_later(delivery, restarted):
    for key in delivery.logs(US):
        (restarted / key).unlink()

    result = validated(restarted, keys=delivery.keys())

    assert found(result) == []
    (one,) = result.unread
    assert one.path == f"trail all in {US}"
    assert one.reason.startswith("not validated from 2026-03-01 14:00 to 2026-03-01 21:00 UTC: ")
    assert one.reason.endswith("the region was enabled later; 0 log files are of those hours")


def test_log_files_of_another_folder_are_of_another_trail(delivery, restarted):
    for key in delivery.logs(US):
        (restarted / "other" / key).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(restarted / key, restarted / "other" / key)

    result = validated(restarted, keys=delivery.keys())

    assert found(result) == []
    assert [one.path for one in result.unread] == [f"trail all in {US}"]


@pytest.mark.parametrize("region", [US, EU])
def test_where_the_two_newest_digests_of_a_region_are_not_there_those_hours_are_not_validated(delivery, folder, region):
    for key in delivery.digests(region)[-2:]:
        (folder / key).unlink()

    result = validated(folder, keys=delivery.keys())

    assert found(result) == []
    (one,) = result.unread
    assert one.path == f"trail all in {region}"
    assert one.reason.startswith("not validated from 2026-03-01 19:00 to 2026-03-01 21:00 UTC: ")
    assert one.reason.endswith("they go on until 2026-03-01 21:00; 1 log file is of those hours")


def test_the_newest_digest_of_a_region_alone_may_only_be_late(delivery, folder):
    (folder / delivery.digests(US)[-1]).unlink()

    result = validated(folder, keys=delivery.keys())

    assert (found(result), result.unread) == ([], ())
    (one,) = result.counts.awaited
    assert one.startswith(f"trail all in {US}, from 2026-03-01 20:00 to 2026-03-01 21:00 UTC: the digest file of that ")
    assert "has not come yet, or was removed" in one


def test_regions_whose_digests_end_together_await_none(delivery, folder):
    assert validated(folder, keys=delivery.keys()).counts.awaited == ()


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_digests_of_a_region_are_missed_where_the_other_has_them(delivery, folder, count):
    first = delivery.digests(US)[:count]
    for key in first:
        (folder / key).unlink()

    result = validated(folder, keys=delivery.keys())

    assert found(result) == []
    (one,) = result.unread
    assert one.path == first[-1]
    assert one.reason.startswith(f"not validated from 2026-03-01 13:00 to 2026-03-01 {13 + count}:00 UTC: ")
    assert one.reason.endswith("it is not there, and other regions have such files of those hours")


def test_a_copy_may_begin_anywhere_if_it_does_so_in_all_regions(delivery, folder):
    for key in (*delivery.digests(US)[:2], *delivery.digests(EU)[:2]):
        (folder / key).unlink()

    result = validated(folder, keys=delivery.keys())

    assert (found(result), result.unread) == ([], ())
