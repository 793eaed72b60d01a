"""Digest files: each hour a signed list of the log files delivered, chained to the hour before.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
What is signed, and how: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from calendar import timegm
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rootward.sandbox.cloudtrail.identity import event_time

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.cloudtrail.trail import DigestChain, PracticeTrail

ALGORITHM = "SHA256withRSA"
_VALID = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key pair that signs the digests of one region. AWS changes it from time to time; here it stays."""

    private: bytes = field(repr=False)
    """DER, PKCS#8."""
    public: bytes
    """DER, PKCS#1."""
    made: datetime

    @property
    def fingerprint(self) -> str:
        """What digests name the key by: 32 hexadecimal digits."""
        return hashlib.md5(self.public, usedforsecurity=False).hexdigest()

    def sign(self, text: str) -> str:
        """The signature, hexadecimal."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        signature: bytes = _loaded(self.private).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return signature.hex()

    def shown(self) -> dict[str, Any]:
        """As ListPublicKeys answers."""
        begins = self.made - timedelta(days=1)
        return {
            "Value": b64encode(self.public).decode(),
            "ValidityStartTime": timegm(begins.timetuple()),
            "ValidityEndTime": timegm((begins + _VALID).timetuple()),
            "Fingerprint": self.fingerprint,
        }

    def holds_between(self, start: datetime, end: datetime) -> bool:
        """Whether the key is valid at some moment of a time range."""
        begins = self.made - timedelta(days=1)
        return start <= begins + _VALID and end >= begins


@lru_cache(maxsize=64)
def _loaded(private: bytes) -> Any:  # noqa: ANN401 - a private key of RSA
    """Reading a key checks it, and takes far longer than signing with it."""
    from cryptography.hazmat.primitives import serialization

    return serialization.load_der_private_key(private, None)


def new_signing_key(now: datetime) -> SigningKey:
    """A fresh RSA key of 2048 bits."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return SigningKey(
        private=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        public=key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1),
        made=now,
    )


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest file, ready to be put."""

    key: str
    content: bytes
    """Gzipped JSON."""
    signature: str
    as_previous: dict[str, Any]
    """What the next digest says of this one."""


def digest(
    trail: PracticeTrail, chain: DigestChain, signing_key: SigningKey, where: tuple[str, str, str], end: datetime
) -> Digest:
    """The digest of the files since the last one. `where`: account, region, and the folder of the account's files."""
    account, region, folder = where
    stamp = end.strftime("%Y%m%dT%H%M%SZ")
    name = f"{account}_CloudTrail-Digest_{region}_{trail.trail_name}_{trail.region_name}_{stamp}.json.gz"
    key = f"{folder}/CloudTrail-Digest/{region}/{end:%Y/%m/%d}/{name}"
    times = [file[name] for file in chain.files for name in ("newestEventTime", "oldestEventTime")]
    previous = chain.previous or dict.fromkeys(_PREVIOUS)
    told = {
        "awsAccountId": account,
        "digestStartTime": event_time(chain.started),
        "digestEndTime": event_time(end),
        "digestS3Bucket": trail.bucket_name,
        "digestS3Object": key,
        "digestPublicKeyFingerprint": signing_key.fingerprint,
        "digestSignatureAlgorithm": ALGORITHM,
        "newestEventTime": max(times, default=None),
        "oldestEventTime": min(times, default=None),
        **previous,
        "logFiles": chain.files,
    }
    text = json.dumps(told, separators=(",", ":")).encode()
    hashed = hashlib.sha256(text).hexdigest()
    # A chain's first digest says "null" where there is no signature before it, as the AWS CLI expects.
    before = previous["previousDigestSignature"] or "null"
    signature = signing_key.sign(f"{told['digestEndTime']}\n{trail.bucket_name}/{key}\n{hashed}\n{before}")
    following = dict(zip(_PREVIOUS, (trail.bucket_name, key, hashed, "SHA-256", signature), strict=True))
    return Digest(key, gzip.compress(text, mtime=0), signature, following)


_PREVIOUS = (
    "previousDigestS3Bucket",
    "previousDigestS3Object",
    "previousDigestHashValue",
    "previousDigestHashAlgorithm",
    "previousDigestSignature",
)
