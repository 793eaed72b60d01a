"""Digest files written by hand, and signed by a key of the test's own."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from rootward.sandbox.cloudtrail.digest import SigningKey, new_signing_key
from rootward.trail.digests.keys import PublicKeys
from rootward.trail.digests.validate import Validated, is_digest, read_digests, validate
from rootward.trail.log import Log
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.wanted import Wanted

ACCOUNT, US, BUCKET = "111122223333", "us-east-1", "acme-logs"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@cache
def signing_key() -> SigningKey:
    return new_signing_key(datetime(2026, 1, 1))  # noqa: DTZ001 - moto's clock has no zone


def keys() -> PublicKeys:
    return PublicKeys({signing_key().fingerprint: signing_key().public})


def answer() -> dict[str, Any]:
    """As ListPublicKeys gives it to the AWS CLI."""
    key = signing_key()
    return {"PublicKeyList": [{"Fingerprint": key.fingerprint, "Value": b64encode(key.public).decode()}]}


def record(event_id: str, moment: str) -> dict[str, Any]:
    """Somebody lists buckets."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/anna", "accountId": ACCOUNT},
        "eventTime": moment,
        "eventSource": "s3.amazonaws.com",
        "eventName": "ListBuckets",
        "awsRegion": US,
        "sourceIPAddress": "192.0.2.10",
        "userAgent": "aws-cli/2.32.0",
        "requestParameters": None,
        "responseElements": None,
        "eventID": event_id,
        "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT,
    }


class Bucket:
    """What a trail delivers."""

    def __init__(
        self, trail: str = "all", *, top: str = "AWSLogs", bucket: str = BUCKET, objects: dict[str, bytes] | None = None
    ) -> None:
        self.trail, self.top, self.bucket = trail, top, bucket
        self.objects = {} if objects is None else objects
        self.previous: dict[str, Any] | None = None
        self.signatures: dict[str, str] = {}
        self._files: list[dict[str, Any]] = []

    def log(self, at: datetime, letters: str = "AbCd", *, listed: bool = True) -> str:
        """Deliver a log file."""
        name = f"{ACCOUNT}_CloudTrail_{US}_{at:%Y%m%dT%H%MZ}_{letters}.json.gz"
        key = f"{self.top}/{ACCOUNT}/CloudTrail/{US}/{at:%Y/%m/%d}/{name}"
        moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        text = json.dumps({"Records": [record(letters, moment)]}).encode()
        self.objects[key] = gzip.compress(text)
        if listed:
            self._files.append(
                {
                    "s3Bucket": self.bucket,
                    "s3Object": key,
                    "hashValue": hashlib.sha256(text).hexdigest(),
                    "hashAlgorithm": "SHA-256",
                    "newestEventTime": moment,
                    "oldestEventTime": moment,
                }
            )
        return key

    def digest(self, end: datetime, *, first: bool = False, backfill: bool = False, **members: Any) -> str:
        """Deliver the digest of the hour until then."""
        suffix = "_backfill" if backfill else ""
        name = f"{ACCOUNT}_CloudTrail-Digest_{US}_{self.trail}_{US}_{end:%Y%m%dT%H%M%SZ}{suffix}.json.gz"
        key = f"{self.top}/{ACCOUNT}/CloudTrail-Digest/{US}/{end:%Y/%m/%d}/{name}"
        known = ("S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature")
        before = {} if first or self.previous is None else self.previous
        told = {
            "awsAccountId": ACCOUNT,
            "digestStartTime": f"{end - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
            "digestEndTime": f"{end:%Y-%m-%dT%H:%M:%SZ}",
            "digestS3Bucket": self.bucket,
            "digestS3Object": key,
            "digestPublicKeyFingerprint": signing_key().fingerprint,
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": None,
            "oldestEventTime": None,
            **{f"previousDigest{one}": before.get(one) for one in known},
            "logFiles": self._files,
            **members,
        }
        text = json.dumps(told).encode()
        sha256 = hashlib.sha256(text).hexdigest()
        signed = "\n".join(
            (told["digestEndTime"], f"{self.bucket}/{key}", sha256, told["previousDigestSignature"] or "null")
        )
        signature = signing_key().sign(signed)
        self.previous = dict(zip(known, (self.bucket, key, sha256, "SHA-256", signature), strict=True))
        self.objects[key] = gzip.compress(text)
        self.signatures[key] = signature
        self._files = []
        return key

    def validated(self, public: PublicKeys | None = None, wanted: Wanted = Wanted()) -> Validated:  # noqa: B008 - frozen
        """What is found in it."""
        files = []
        for key, data in self.objects.items():
            place = place_of(key)
            files.append(Log(name=key, data=data, account=place.account, region=place.region))
        copies, unread = read_digests(one for one in files if is_digest(one))
        assert unread == []
        return validate(copies, [one for one in files if not is_digest(one)], public or keys(), wanted)
