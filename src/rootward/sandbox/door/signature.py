"""Signature Version 4, recomputed: whether a request was signed with the secret of its key, and not changed since.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html

What is not looked at: the signatures of single chunks in a streamed upload (only the seed signature is), and Signature
Version 4A, which is judged wrong.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, quote_from_bytes, unquote_plus, unquote_to_bytes

ALGORITHM = "AWS4-HMAC-SHA256"

ALLOWED_SKEW = timedelta(minutes=15)
"""How far a header-signed request's date may be from the time at which it arrives.

AWS's page says five minutes "in most cases"; S3's limit is 15, and of other services both are reported.
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (RequestTimeTooSkewed)
"""

LONGEST_LIFE = timedelta(days=7)
"""Of a presigned request."""

_DATE = "%Y%m%dT%H%M%SZ"
_SCOPE_PARTS = 5
_UNSIGNED = "UNSIGNED-PAYLOAD"
_HASH = "x-amz-content-sha256"
_FIELD = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]*)")


class Verdict(Enum):
    """What a signature turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    """A part of the signature is missing or malformed."""
    EXPIRED = "expired"
    NOT_YET_CURRENT = "not yet current"
    """It was made with a clock that is ahead."""
    BODY_CHANGED = "body changed"
    """The signature is right, and the body is not the one whose hash the request names."""
    HEADER_NOT_SIGNED = "header not signed"
    """A header that AWS wants signed is there and is not: `host`, or one of `x-amz-…`."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came over the wire."""

    method: str
    path: str
    """As sent: still percent-encoded, without the query."""
    query: str = field(repr=False)
    """As sent, without the question mark."""
    headers: Mapping[str, str] = field(repr=False)
    """By lower-case name; several values of one name are joined by commas. Values as WSGI gives them (Latin-1)."""
    body: bytes = field(repr=False)


class Signature(NamedTuple):
    """The parts of a signature. Dates: UTC without a zone."""

    date: str
    """Of the scope, as `20260101`."""
    region: str
    service: str
    signed_headers: tuple[str, ...]
    digest: str
    """Hexadecimal."""
    signed_at: datetime
    life: timedelta | None
    """Of a presigned request; None: the signature is in the headers."""

    @property
    def scope(self) -> str:
        """The credential scope without the key id."""
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def signature_of(request: SignedRequest) -> Signature | None:
    """Read the signature of a request; None where a part is missing or malformed, or the version is another."""
    given = request.headers.get("authorization")
    if given is not None:
        algorithm, _, fields = given.strip().partition(" ")
        parts = dict(_FIELD.findall(fields))
        date = request.headers.get("x-amz-date", "")
        life = None
    else:
        asked = dict(parse_qsl(request.query, keep_blank_values=True))
        algorithm = asked.get("X-Amz-Algorithm", "")
        parts = {name: asked.get(f"X-Amz-{name}", "") for name in ("Credential", "SignedHeaders", "Signature")}
        date = asked.get("X-Amz-Date", "")
        seconds = asked.get("X-Amz-Expires", "")
        life = timedelta(seconds=int(seconds)) if re.fullmatch(r"\d{1,7}", seconds) else timedelta()
    scope = parts.get("Credential", "").rsplit("/", _SCOPE_PARTS - 1)
    signed_at = _date(date)
    whole = algorithm == ALGORITHM and len(scope) == _SCOPE_PARTS and scope[4] == "aws4_request"
    if not whole or signed_at is None or not parts.get("Signature") or not parts.get("SignedHeaders"):
        return None
    if not date.startswith(scope[1]) or (life is not None and not timedelta() < life <= LONGEST_LIFE):
        return None
    return Signature(
        date=scope[1],
        region=scope[2],
        service=scope[3],
        signed_headers=tuple(parts["SignedHeaders"].split(";")),
        digest=parts["Signature"],
        signed_at=signed_at,
        life=life,
    )


def verify(request: SignedRequest, secret: str, now: datetime) -> Verdict:
    """Judge the signature of a request.

    `now`: UTC without a zone, by the clock that clients sign with: the machine's.
    """
    signature = signature_of(request)
    if signature is None:
        return Verdict.INCOMPLETE
    if signature.signed_at - now > ALLOWED_SKEW:
        return Verdict.NOT_YET_CURRENT
    if now - signature.signed_at > (ALLOWED_SKEW if signature.life is None else signature.life):
        return Verdict.EXPIRED
    if _lacks_a_header(request, signature):
        return Verdict.HEADER_NOT_SIGNED
    canonical = canonical_request(request, signature)
    to_sign = f"{ALGORITHM}\n{signature.signed_at.strftime(_DATE)}\n{signature.scope}\n{sha256(canonical).hexdigest()}"
    key = _signing_key(secret, signature.date, signature.region, signature.service)
    digest = hmac.digest(key, to_sign.encode(), "sha256").hex()
    if not hmac.compare_digest(digest.encode(), signature.digest.encode()):
        return Verdict.WRONG
    return Verdict.BODY_CHANGED if _body_is_another(request) else Verdict.RIGHT


def canonical_request(request: SignedRequest, signature: Signature) -> bytes:
    """What the signature was made over."""
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signature.signed_headers)
    lines = (
        request.method.upper(),
        _canonical_path(request.path or "/", signature.service),
        _canonical_query(request.query, presigned=signature.life is not None),
        headers,
        ";".join(signature.signed_headers),
        _payload(request, signature),
    )
    return "\n".join(lines).encode("latin-1", "replace")


def _canonical_path(path: str, service: str) -> str:
    """S3 takes the path as it is, encoded once; the others normalise it and encode what is encoded already again."""
    if service == "s3":
        return quote_from_bytes(unquote_to_bytes(path), safe="/~")
    return quote(_normal(path).encode("latin-1", "replace"), safe="/~")


def _normal(path: str) -> str:
    """The path without `.`, `..` and doubled slashes.

    https://datatracker.ietf.org/doc/html/rfc3986#section-5.2.4
    """
    if "//" not in path and "/." not in path:
        return path
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    last = "/" if kept and path.endswith("/") else ""
    return f"/{'/'.join(kept)}{last}"


def _canonical_query(query: str, *, presigned: bool) -> str:
    if not query:
        return ""
    pairs = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if not (presigned and name == "X-Amz-Signature"):
            pairs.append((_encoded(name), _encoded(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encoded(text: str) -> str:
    """Decoded and encoded again, so that it does not matter how the client wrote it."""
    return quote(unquote_plus(text, encoding="latin-1").encode("latin-1", "replace"), safe="-_.~")


def _payload(request: SignedRequest, signature: Signature) -> str:
    """The hash of the body, or what stands in its place."""
    named = request.headers.get(_HASH)
    if named is not None:
        return named
    if signature.life is not None and signature.service == "s3":
        return _UNSIGNED
    return sha256(request.body).hexdigest()


def _body_is_another(request: SignedRequest) -> bool:
    named = request.headers.get(_HASH)
    if named is None or named == _UNSIGNED or named.startswith("STREAMING-"):
        return False
    return named != sha256(request.body).hexdigest()


def _lacks_a_header(request: SignedRequest, signature: Signature) -> bool:
    signed = frozenset(signature.signed_headers)
    return (
        "host" not in signed
        or not signed <= request.headers.keys()
        or any(name.startswith("x-amz-") and name not in signed for name in request.headers)
    )


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _DATE)  # noqa: DTZ007 - UTC without a zone, as all dates here
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
