"""Digest files: what they list, how they are chained and signed."""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from rootward.sandbox.cloudtrail.digest import new_signing_key
from tests.sandbox.cloudtrail.literals import ACCOUNT, call

ONE = datetime.fromisoformat("2026-03-01T13:00:00")


def at(hour: int, minute: int) -> datetime:
    return datetime.fromisoformat(f"2026-03-01T{hour:02}:{minute:02}:00")


def digests(ground, now, region="us-east-1"):
    keys = [key for key in ground.due(now) if f"/CloudTrail-Digest/{region}/" in key]
    return [(key, json.loads(gzip.decompress(ground.objects()[key].value))) for key in keys]


def test_each_hour_has_a_digest_that_lists_its_files(ground):
    ground.trail(log_validation=True, is_multi_region=False)
    ground.happens(call("iam:CreateUser", at=at(13, 4)), call("iam:DeleteUser", at=at(13, 6)))
    assert digests(ground, at(13, 55)) == []
    ((key, told),) = digests(ground, at(14, 0))
    assert key == (
        f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/us-east-1/2026/03/01/"
        f"{ACCOUNT}_CloudTrail-Digest_us-east-1_all_us-east-1_20260301T140000Z.json.gz"
    )
    assert (told["digestStartTime"], told["digestEndTime"]) == ("2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z")
    assert (told["newestEventTime"], told["oldestEventTime"]) == ("2026-03-01T13:06:00Z", "2026-03-01T13:04:00Z")
    assert (told["digestS3Bucket"], told["digestS3Object"]) == ("acme-logs", key)
    assert told["previousDigestSignature"] is None
    first, _ = told["logFiles"]
    text = gzip.decompress(ground.objects()[first["s3Object"]].value)
    assert first["hashValue"] == hashlib.sha256(text).hexdigest()
    assert first["hashAlgorithm"] == "SHA-256"


def test_an_hour_without_events_has_an_empty_digest(ground):
    ground.trail(log_validation=True, is_multi_region=False)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    *_, (_, told) = digests(ground, at(15, 0))
    assert told["logFiles"] == []
    assert (told["newestEventTime"], told["oldestEventTime"]) == (None, None)


def test_each_digest_names_the_one_before_it(ground):
    ground.trail(log_validation=True, is_multi_region=False)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    (first_key, _), (_, second) = digests(ground, at(15, 0))
    first = ground.objects()[first_key]
    assert second["previousDigestS3Object"] == first_key
    assert second["previousDigestHashValue"] == hashlib.sha256(gzip.decompress(first.value)).hexdigest()
    assert second["previousDigestSignature"] == first.metadata["x-amz-meta-signature"]


def test_the_signature_is_right_and_the_next_one_signs_it_too(ground):
    from moto.cloudtrail.models import cloudtrail_backends

    ground.trail(log_validation=True, is_multi_region=False)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    for key, told in digests(ground, at(15, 0)):
        file = ground.objects()[key]
        hashed = hashlib.sha256(gzip.decompress(file.value)).hexdigest()
        previous = told["previousDigestSignature"] or "null"
        signed = f"{told['digestEndTime']}\nacme-logs/{key}\n{hashed}\n{previous}"
        backend: Any = cloudtrail_backends[ACCOUNT]["us-east-1"]
        signing_key = backend.signing_key
        public: Any = serialization.load_der_public_key(signing_key.public)
        signature = bytes.fromhex(file.metadata["x-amz-meta-signature"])
        public.verify(signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        assert file.metadata["x-amz-meta-signature-algorithm"] == told["digestSignatureAlgorithm"] == "SHA256withRSA"
        assert told["digestPublicKeyFingerprint"] == signing_key.fingerprint


def test_a_trail_of_all_regions_has_a_chain_in_each(ground):
    ground.trail(log_validation=True)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    assert len(digests(ground, at(14, 0), "us-east-1")) == 1
    ((key, _),) = digests(ground, at(14, 0), "eu-west-1")
    assert key.endswith(f"{ACCOUNT}_CloudTrail-Digest_eu-west-1_all_us-east-1_20260301T140000Z.json.gz")


def test_without_validation_there_is_no_digest(ground):
    ground.trail()
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    assert digests(ground, at(18, 0)) == []


def test_when_logging_stops_one_last_digest_ends_the_chain(ground):
    trail = ground.trail(log_validation=True, is_multi_region=False)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    ground.due(at(13, 10))
    trail.stop_logging()
    trail.status.spans = [trail.status.spans[0]._replace(stopped=at(13, 12))]
    ((_, last),) = digests(ground, at(13, 15))
    assert (last["digestEndTime"], len(last["logFiles"])) == ("2026-03-01T13:15:00Z", 1)
    assert len(digests(ground, at(18, 0))) == 1
    trail.start_logging()
    trail.status.started = at(18, 0)
    _, (_, anew) = digests(ground, at(19, 0))
    assert anew["previousDigestS3Object"] is None


def test_a_long_quiet_time_is_told_of_in_one_digest(ground):
    ground.trail(log_validation=True, is_multi_region=False)
    ground.happens(call("iam:CreateUser", at=at(13, 4)))
    ground.due(at(14, 0))
    _, (_, told) = digests(ground, ONE + timedelta(days=30))
    assert (told["digestStartTime"], told["digestEndTime"]) == ("2026-03-01T14:00:00Z", "2026-03-31T13:00:00Z")
    assert told["previousDigestSignature"] is not None


def test_a_signing_key_can_be_kept_and_shows_no_secret():
    key = new_signing_key(ONE)
    assert pickle.loads(pickle.dumps(key)) == key  # noqa: S301 - its own
    assert key.private.hex()[:40] not in repr(key)
    assert len(key.fingerprint) == 32


def test_a_signing_key_is_read_once(monkeypatch):
    key = new_signing_key(ONE)
    first = key.sign("text")
    monkeypatch.setattr(serialization, "load_der_private_key", None)
    assert key.sign("text") == first
