"""What stands in a digest file. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from rootward.trail.moment import moment_of


class NotADigestError(ValueError):
    """What a digest file must have is not there."""


class Previous(msgspec.Struct, frozen=True, kw_only=True):
    """What a digest says of the one before it."""

    bucket: str
    key: str
    sha256: str
    """Of its contents, not gzipped."""
    signature: str
    """Hexadecimal."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What a digest says of a log file."""

    key: str
    sha256: str | None
    """Of its contents, not gzipped; None: another algorithm was used."""
    first: datetime
    """Its oldest event."""
    last: datetime


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """A digest file."""

    bucket: str
    key: str
    start: datetime
    end: datetime
    fingerprint: str
    """Of the public key that its signature is verified with."""
    previous: Previous | None
    """None: it is the first of its chain."""
    files: tuple[Listed, ...]
    sha256: str
    """Of all that stands in it."""
    signed: str
    """The text that its signature is of.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
    """


class _File(msgspec.Struct, rename="camel"):
    s3_object: str
    hash_value: str
    hash_algorithm: str
    newest_event_time: str | None = None
    oldest_event_time: str | None = None


class _Written(msgspec.Struct, rename="camel"):
    digest_start_time: str
    digest_end_time: str
    digest_public_key_fingerprint: str
    digest_signature_algorithm: str
    log_files: list[_File]
    bucket: str = msgspec.field(name="digestS3Bucket")
    key: str = msgspec.field(name="digestS3Object")
    previous_bucket: str | None = msgspec.field(name="previousDigestS3Bucket", default=None)
    previous_key: str | None = msgspec.field(name="previousDigestS3Object", default=None)
    previous_digest_hash_value: str | None = None
    previous_digest_hash_algorithm: str | None = None
    previous_digest_signature: str | None = None


_ALGORITHM, _SIGNING = "SHA-256", "SHA256withRSA"
_DECODER = msgspec.json.Decoder(_Written)


def parse_digest(text: bytes) -> Digest:
    """The digest in the contents of a file, not gzipped. Raises NotADigestError."""
    try:
        written = _DECODER.decode(text)
        start, end = _moment(written.digest_start_time), _moment(written.digest_end_time)
        files = tuple(_listed(file, start, end) for file in written.log_files)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise NotADigestError(f"it is no digest: {error}") from None
    if written.digest_signature_algorithm != _SIGNING:
        raise NotADigestError(f"it is signed by {written.digest_signature_algorithm[:40]}, not by {_SIGNING}")
    sha256 = hashlib.sha256(text).hexdigest()
    # A first digest has no signature before it: AWS signs the word, as Java writes what is not there.
    before = "null" if written.previous_digest_signature is None else written.previous_digest_signature
    return Digest(
        bucket=written.bucket,
        key=written.key,
        start=start,
        end=end,
        fingerprint=written.digest_public_key_fingerprint,
        previous=_previous(written),
        files=files,
        sha256=sha256,
        signed=f"{written.digest_end_time}\n{written.bucket}/{written.key}\n{sha256}\n{before}",
    )


def _previous(written: _Written) -> Previous | None:
    told = (
        written.previous_bucket,
        written.previous_key,
        written.previous_digest_hash_value,
        written.previous_digest_signature,
    )
    if told == (None, None, None, None):
        return None
    bucket, key, sha256, signature = told
    if bucket is None or key is None or sha256 is None or signature is None:
        raise NotADigestError("it tells only half of the digest before it")
    if written.previous_digest_hash_algorithm != _ALGORITHM:
        raise NotADigestError("the digest before it was not hashed by SHA-256")
    return Previous(bucket=bucket, key=key, sha256=sha256.lower(), signature=signature)


def _listed(file: _File, start: datetime, end: datetime) -> Listed:
    sha256 = file.hash_value.lower() if file.hash_algorithm == _ALGORITHM else None
    first = start if file.oldest_event_time is None else _moment(file.oldest_event_time)
    last = end if file.newest_event_time is None else _moment(file.newest_event_time)
    return Listed(key=file.s3_object, sha256=sha256, first=min(first, last), last=max(first, last))


def _moment(text: str) -> datetime:
    """Raises ValueError."""
    found = moment_of(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no time that can be read")
    return found
