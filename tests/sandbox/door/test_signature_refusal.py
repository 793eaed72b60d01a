"""What AWS answers to a signature that is not right."""

from __future__ import annotations

from datetime import datetime

import pytest

from rootward.sandbox.door.signature import SignedRequest, Verdict
from rootward.sandbox.door.signature_refusal import refusal_of

NOW = datetime.fromisoformat("2026-01-02T12:00:00")
SCOPE = "me/20260102/eu-west-1/iam/aws4_request"
HEADERS = {
    "x-amz-date": "20260102T114459Z",
    "authorization": f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host, Signature=00",
}
REQUEST = SignedRequest("POST", "/", "", HEADERS, b"")
PRESIGNED = SignedRequest(
    "GET",
    "/",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=me%2F20260102%2Feu-west-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20260102T114459Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
    {},
    b"",
)


def answer(verdict, service="iam", protocol="query", request=REQUEST):
    refused = refusal_of(verdict, request, NOW, service, protocol)
    assert refused is not None
    return refused


def test_nothing_is_said_about_a_signature_that_is_right():
    assert refusal_of(Verdict.RIGHT, REQUEST, NOW, "iam", "query") is None


@pytest.mark.parametrize(
    ("service", "protocol", "code", "status"),
    [
        ("iam", "query", "SignatureDoesNotMatch", 403),
        ("logs", "json", "InvalidSignatureException", 400),
        ("account", "rest-json", "InvalidSignatureException", 403),
        ("s3", "rest-xml", "SignatureDoesNotMatch", 403),
        ("ec2", "ec2", "AuthFailure", 401),
    ],
)
def test_each_protocol_has_its_code_for_a_wrong_signature(service, protocol, code, status):
    refused = answer(Verdict.WRONG, service, protocol)
    assert (refused.code, refused.status) == (code, status)
    if service != "ec2":
        assert refused.message.startswith("The request signature we calculated does not match")


@pytest.mark.parametrize(
    ("service", "protocol", "code", "status"),
    [
        ("iam", "query", "IncompleteSignature", 403),
        ("logs", "json", "IncompleteSignatureException", 400),
        ("account", "rest-json", "IncompleteSignatureException", 403),
        ("s3", "rest-xml", "AuthorizationHeaderMalformed", 400),
        ("ec2", "ec2", "AuthFailure", 401),
    ],
)
def test_each_protocol_has_its_code_for_a_signature_with_a_part_missing(service, protocol, code, status):
    refused = answer(Verdict.INCOMPLETE, service, protocol, SignedRequest("GET", "/", "", {}, b""))
    assert (refused.code, refused.status) == (code, status)


def test_an_old_signature_is_told_how_old():
    old = "Signature expired: 20260102T114459Z is now earlier than 20260102T114500Z (20260102T120000Z - 15 min.)"
    assert answer(Verdict.EXPIRED).message == old
    assert answer(Verdict.EXPIRED).code == "SignatureDoesNotMatch"
    assert answer(Verdict.EXPIRED, "logs", "json").code == "InvalidSignatureException"
    life = "Signature expired: 20260102T114459Z is now earlier than 20260102T115000Z (20260102T120000Z - 10 min.)"
    assert answer(Verdict.EXPIRED, request=PRESIGNED).message == life


def test_a_signature_of_the_future_is_told_so():
    early = (
        "Signature not yet current: 20260102T114459Z is still later than 20260102T121500Z (20260102T120000Z + 15 min.)"
    )
    assert answer(Verdict.NOT_YET_CURRENT).message == early


@pytest.mark.parametrize("verdict", [Verdict.EXPIRED, Verdict.NOT_YET_CURRENT])
def test_s3_and_ec2_have_codes_of_their_own_for_the_time(verdict):
    assert answer(verdict, "s3", "rest-xml").code == "RequestTimeTooSkewed"
    assert answer(verdict, "ec2", "ec2").code == "RequestExpired"


def test_s3_denies_what_a_presigned_request_no_longer_allows():
    refused = answer(Verdict.EXPIRED, "s3", "rest-xml", PRESIGNED)
    assert (refused.code, refused.message) == ("AccessDenied", "Request has expired")


def test_s3_tells_an_unsigned_header_and_a_changed_body_apart():
    assert answer(Verdict.HEADER_NOT_SIGNED, "s3", "rest-xml").code == "AccessDenied"
    assert answer(Verdict.BODY_CHANGED, "s3", "rest-xml").code == "XAmzContentSHA256Mismatch"
    assert answer(Verdict.BODY_CHANGED).code == "SignatureDoesNotMatch"
