from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.trail.digests.names import Chain, Delivered, Hidden, Name, delivered, name_of, top_of

FILE = "111122223333_CloudTrail-Digest_eu-west-1_my_trail.v2_us-east-1_20261127T150131Z.json"
DAY = "111122223333/CloudTrail-Digest/eu-west-1/2026/11/27"


@pytest.mark.parametrize(
    ("path", "organisation"),
    [
        (f"AWSLogs/{DAY}/{FILE}.gz", ""),
        (f"s3://bucket/prefix/AWSLogs/o-abcdefghij/{DAY}/{FILE}.gz", "o-abcdefghij"),
        (f"o-abcdefghij/AWSLogs/o-abcdefghij/{DAY}/{FILE}.gz", "o-abcdefghij"),
        (f"o-abcdefghij/{DAY}/{FILE}", "o-abcdefghij"),
        (f"C:\\logs\\AWSLogs\\o-abcdefghij\\{DAY}\\{FILE}.gz".replace("/", "\\"), "o-abcdefghij"),
        (f"/downloads/{FILE}", ""),
    ],
)
def test_a_copy_has_the_name_of_its_key(path, organisation):
    assert name_of(path) == Name(organisation, FILE)


def test_the_name_of_a_digest_tells_the_chain_and_the_end_of_its_hour():
    chain = Chain("", "111122223333", "eu-west-1", "my_trail.v2", "us-east-1", backfill=False)

    assert delivered(name_of(FILE)) == Delivered(chain, datetime(2026, 11, 27, 15, 1, 31, tzinfo=UTC))


@pytest.mark.parametrize("year", ["0001", "1999", "2200", "9999"])
def test_a_year_that_is_not_read_is_in_the_name_of_no_digest(year):
    assert delivered(name_of(FILE.replace("20261127", f"{year}1127"))) is None


def test_a_late_digest_is_of_another_chain():
    late = delivered(name_of(FILE.replace(".json", "_backfill.json")))

    assert late is not None
    assert (late.chain.backfill, late.chain.trail, late.end.hour) == (True, "my_trail.v2", 15)


@pytest.mark.parametrize("name", ["events.json", FILE.replace("20261127", "20269927"), FILE.replace("-Digest", "")])
def test_other_names_are_of_no_digest(name):
    assert delivered(name_of(name)) is None


@pytest.mark.parametrize(
    ("path", "top"),
    [
        (f"copy/one/AWSLogs/{DAY}/{FILE}", "copy/one"),
        (f"copy/one/AWSLogs/o-abcdefghij/{DAY}/{FILE}", "copy/one"),
        (f"copy/one/{DAY}/{FILE}", "copy/one"),
        (f"C:\\copy\\AWSLogs\\{DAY}\\{FILE}".replace("/", "\\"), "C:/copy"),
        (f"copy/{FILE}", "copy"),
        (f"AWSLogs/{DAY}/{FILE}", ""),
    ],
)
def test_what_one_trail_delivered_lies_below_one_folder(path, top):
    assert top_of(path) == top


@pytest.mark.parametrize(
    ("unread", "hides"),
    [
        (f"copy/AWSLogs/{DAY}", True),
        ("s3://bucket/AWSLogs/111122223333/", True),
        (f"/flat/{FILE}", True),
        (f"copy\\AWSLogs\\{DAY}".replace("/", "\\"), True),
        ("copy", True),
        (f"copy/AWSLogs/{DAY.replace('27', '2')}", False),
        ("copy/AWSLogs/444455556666", False),
        ("copy/pipe.json", False),
    ],
)
def test_what_could_not_be_read_may_hold_what_lies_below_it(unread, hides):
    assert Hidden([unread], ["copy/"]).hides(f"prefix/AWSLogs/{DAY}/{FILE}.gz") is hides
