"""How AWS refuses a request whose signature is not right: another code and wording in each protocol.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
Wording of the dates: https://github.com/aws/aws-sdk-js/issues/254, https://github.com/aws/aws-sdk-js/issues/2565
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rootward.sandbox.door.refusal import Refusal
from rootward.sandbox.door.signature import ALLOWED_SKEW, Verdict, signature_of

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.door.call import Protocol
    from rootward.sandbox.door.signature import Signature, SignedRequest

_DATE = "%Y%m%dT%H%M%SZ"
_CALCULATED = "The request signature we calculated does not match the signature you provided. "
_DIFFERS = (
    f"{_CALCULATED}Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)
_INCOMPLETE = "The request signature does not conform to AWS standards."


def refusal_of(
    verdict: Verdict, request: SignedRequest, now: datetime, service: str, protocol: Protocol
) -> Refusal | None:
    """What AWS answers; None where the signature is right.

    `service`: the name of botocore's client. `now`: as `verify` had it.
    """
    if verdict is Verdict.RIGHT:
        return None
    signature = signature_of(request)
    if service == "s3":
        return _of_s3(verdict, signature)
    if protocol == "ec2":
        return _of_ec2(verdict)
    json = protocol in ("json", "rest-json")
    status = 400 if protocol == "json" else 403
    if verdict is Verdict.INCOMPLETE or signature is None:
        return Refusal("IncompleteSignatureException" if json else "IncompleteSignature", _INCOMPLETE, status)
    return Refusal(
        "InvalidSignatureException" if json else "SignatureDoesNotMatch", _words(verdict, signature, now), status
    )


def _words(verdict: Verdict, signature: Signature, now: datetime) -> str:
    signed_at, at = signature.signed_at.strftime(_DATE), now.strftime(_DATE)
    if verdict is Verdict.EXPIRED:
        life = ALLOWED_SKEW if signature.life is None else signature.life
        oldest = (now - life).strftime(_DATE)
        return f"Signature expired: {signed_at} is now earlier than {oldest} ({at} - {_minutes(life)} min.)"
    if verdict is Verdict.NOT_YET_CURRENT:
        newest = (now + ALLOWED_SKEW).strftime(_DATE)
        skew = _minutes(ALLOWED_SKEW)
        return f"Signature not yet current: {signed_at} is still later than {newest} ({at} + {skew} min.)"
    return _DIFFERS


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _of_s3(verdict: Verdict, signature: Signature | None) -> Refusal:
    if verdict is Verdict.INCOMPLETE or signature is None:
        message = "The authorization header that you provided is not valid."
        return Refusal("AuthorizationHeaderMalformed", message, 400)
    if verdict is Verdict.EXPIRED and signature.life is not None:
        return Refusal("AccessDenied", "Request has expired", 403)
    if verdict in (Verdict.EXPIRED, Verdict.NOT_YET_CURRENT):
        message = "The difference between the request time and the current time is too large."
        return Refusal("RequestTimeTooSkewed", message, 403)
    if verdict is Verdict.HEADER_NOT_SIGNED:
        return Refusal("AccessDenied", "There were headers present in the request which were not signed", 403)
    if verdict is Verdict.BODY_CHANGED:
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        return Refusal("XAmzContentSHA256Mismatch", message, 400)
    return Refusal("SignatureDoesNotMatch", f"{_CALCULATED}Check your key and signing method.", 403)


def _of_ec2(verdict: Verdict) -> Refusal:
    if verdict in (Verdict.EXPIRED, Verdict.NOT_YET_CURRENT):
        return Refusal("RequestExpired", "Request has expired.", 400)
    return Refusal("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
