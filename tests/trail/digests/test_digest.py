"""What stands in a digest, by the example of AWS's page.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rootward.trail.digests.digest import Listed, NotADigestError, Previous, parse_digest

DIGESTS = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17"
NAME = "111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2"
LOG = (
    "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/"
    "111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz"
)
WRITTEN: dict[str, Any] = {
    "awsAccountId": "111122223333",
    "digestStartTime": "2015-08-17T14:01:31Z",
    "digestEndTime": "2015-08-17T15:01:31Z",
    "digestS3Bucket": "amzn-s3-demo-bucket",
    "digestS3Object": f"{DIGESTS}/{NAME}_20150817T150131Z.json.gz",
    "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
    "digestSignatureAlgorithm": "SHA256withRSA",
    "newestEventTime": "2015-08-17T14:52:27Z",
    "oldestEventTime": "2015-08-17T14:42:27Z",
    "previousDigestS3Bucket": "amzn-s3-demo-bucket",
    "previousDigestS3Object": f"{DIGESTS}/{NAME}_20150817T140131Z.json.gz",
    "previousDigestHashValue": "97" * 32,
    "previousDigestHashAlgorithm": "SHA-256",
    "previousDigestSignature": "50" * 256,
    "logFiles": [
        {
            "s3Bucket": "amzn-s3-demo-bucket",
            "s3Object": LOG,
            "hashValue": "9B" * 32,
            "hashAlgorithm": "SHA-256",
            "newestEventTime": "2015-08-17T14:52:27Z",
            "oldestEventTime": "2015-08-17T14:42:27Z",
        }
    ],
}
FIRST = dict.fromkeys([member for member in WRITTEN if member.startswith("previous")])


def text(**members: Any) -> bytes:
    return json.dumps({**WRITTEN, **members}).encode()


def moment(clock: str) -> datetime:
    return datetime.fromisoformat(f"2015-08-17T{clock}").replace(tzinfo=UTC)


def test_a_digest_tells_its_hours_its_files_and_the_one_before_it():
    digest = parse_digest(text())

    assert (digest.start, digest.end) == (moment("14:01:31"), moment("15:01:31"))
    assert digest.previous == Previous(
        bucket="amzn-s3-demo-bucket",
        key=f"{DIGESTS}/{NAME}_20150817T140131Z.json.gz",
        sha256="97" * 32,
        signature="50" * 256,
    )
    assert digest.files == (Listed(key=LOG, sha256="9b" * 32, first=moment("14:42:27"), last=moment("14:52:27")),)


def test_what_is_signed_is_the_end_the_place_the_hash_and_the_signature_before():
    digest = parse_digest(text())

    assert digest.signed == "\n".join(
        (
            "2015-08-17T15:01:31Z",
            f"amzn-s3-demo-bucket/{DIGESTS}/{NAME}_20150817T150131Z.json.gz",
            hashlib.sha256(text()).hexdigest(),
            "50" * 256,
        )
    )


def test_of_the_first_of_a_chain_the_word_null_is_signed():
    digest = parse_digest(text(**FIRST))

    assert digest.previous is None
    assert digest.signed.endswith("\nnull")


def test_an_hour_without_log_files_has_none():
    assert parse_digest(text(logFiles=[], newestEventTime=None, oldestEventTime=None)).files == ()


def test_what_tells_no_time_of_its_events_has_the_hour_of_the_digest():
    (file,) = parse_digest(
        text(logFiles=[{**WRITTEN["logFiles"][0], "newestEventTime": None, "oldestEventTime": None}])
    ).files

    assert (file.first, file.last) == (moment("14:01:31"), moment("15:01:31"))


def test_a_log_file_that_was_hashed_in_another_way_has_no_hash():
    (file,) = parse_digest(text(logFiles=[{**WRITTEN["logFiles"][0], "hashAlgorithm": "SHA-512"}])).files

    assert file.sha256 is None


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        text(digestEndTime="yesterday"),
        text(digestEndTime=None),
        text(logFiles=None),
        text(logFiles=[{}]),
        text(digestSignatureAlgorithm="MD5withRSA"),
        text(previousDigestSignature=None),
        text(previousDigestHashAlgorithm="MD5"),
        json.dumps({"Records": []}).encode(),
    ],
)
def test_what_lacks_something_is_no_digest(wrong):
    with pytest.raises(NotADigestError):
        parse_digest(wrong)


@pytest.mark.parametrize("member", ["digestStartTime", "digestEndTime"])
@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_time_beyond_all_that_is_read_is_no_digests(member: str, time: str):
    with pytest.raises(NotADigestError):
        parse_digest(text(**{member: time}))
