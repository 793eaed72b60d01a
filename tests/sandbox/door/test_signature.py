"""Signatures of AWS's own test suite, of its S3 pages, and of botocore; and what a change does to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from hypothesis import assume, given
from hypothesis import strategies as st

from rootward.sandbox.door.signature import SignedRequest, Verdict, signature_of, verify

SUITE_SECRET = "wJalrXUtnFEMI/K7MDENG+" + "bPxRfiCYEXAMPLEKEY"
S3_SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
SUITE_TIME = datetime.fromisoformat("2015-08-30T12:36:00")
S3_TIME = datetime.fromisoformat("2013-05-24T00:00:00")


def suite(signature: str, *, method="GET", path="/", query="", body=b"", **headers: str) -> SignedRequest:
    """A request of AWS's test suite, header-signed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z", **named}
    scope = "Credential=example/20150830/us-east-1/service/aws4_request"
    sent["authorization"] = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders={';'.join(sorted(sent))}, Signature={signature}"
    return SignedRequest(method, path, query, sent, body)


SUITE = {
    "vanilla": suite("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "query order": suite(
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500", query="Param2=value2&Param1=value1"
    ),
    "utf-8 path": suite("8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85", path="/\xe1\x88\xb4"),
    "space": suite("652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741", path="/example space/"),
    "slashes": suite("9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84", path="//example//"),
    "header trim": suite(
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        my_header1=" value1",
        my_header2=' "a   b   c"',
    ),
    "session token": suite(
        "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        x_amz_security_token="6e86291e8372ff2a2260956d9b8aae1d763fbf31" + "5fa00fa31553b73ebf194267",
    ),
    "form": suite(
        "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
        method="POST",
        body=b"Param1=value1",
        content_type="application/x-www-form-urlencoded",
        content_length="13",
        x_amz_content_sha256="9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
    ),
    "presigned": SignedRequest(
        "GET",
        "/",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKID" + "EXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request"
        "&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600"
        "&X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
        {"host": "example.amazonaws.com"},
        b"",
    ),
}


@pytest.mark.parametrize("name", SUITE)
def test_the_signatures_of_awss_test_suite_are_right(name):
    assert verify(SUITE[name], SUITE_SECRET, SUITE_TIME) is Verdict.RIGHT
    assert verify(SUITE[name], SUITE_SECRET + "x", SUITE_TIME) is Verdict.WRONG


def s3(signature: str, method="GET", path="/", query="", body=b"", **headers: str) -> SignedRequest:
    """A request of S3's pages, header-signed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {
        "host": "examplebucket.s3.amazonaws.com",
        "x-amz-date": "20130524T000000Z",
        "x-amz-content-sha256": sha256(body).hexdigest(),
        **named,
    }
    scope = "Credential=example/20130524/us-east-1/s3/aws4_request"
    sent["authorization"] = f"AWS4-HMAC-SHA256 {scope},SignedHeaders={';'.join(sorted(sent))},Signature={signature}"
    return SignedRequest(method, path, query, sent, body)


# https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
GET_OBJECT = s3("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", path="/test.txt", range="bytes=0-9")
PUT_OBJECT = s3(
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    "PUT",
    "/test%24file.text",
    body=b"Welcome to Amazon S3.",
    date="Fri, 24 May 2013 00:00:00 GMT",
    x_amz_storage_class="REDUCED_REDUNDANCY",
)
GET_LIFECYCLE = s3("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", query="lifecycle")
LIST_OBJECTS = s3("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", query="max-keys=2&prefix=J")

# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
PRESIGNED_OBJECT = SignedRequest(
    "GET",
    "/test.txt",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIA" + "IOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    {"host": "examplebucket.s3.amazonaws.com"},
    b"",
)


@pytest.mark.parametrize("request_", [GET_OBJECT, PUT_OBJECT, GET_LIFECYCLE, LIST_OBJECTS, PRESIGNED_OBJECT])
def test_the_signatures_of_s3s_pages_are_right(request_):
    assert verify(request_, S3_SECRET, S3_TIME) is Verdict.RIGHT
    assert verify(request_, SUITE_SECRET, S3_TIME) is Verdict.WRONG


def test_the_parts_of_a_signature():
    signature = signature_of(PRESIGNED_OBJECT)
    assert signature is not None
    assert signature.scope == "20130524/us-east-1/s3/aws4_request"
    assert signature.signed_headers == ("host",)
    assert signature.life == timedelta(days=1)


def test_a_header_signature_lasts_a_quarter_of_an_hour_either_way():
    at = {minutes: S3_TIME + timedelta(minutes=minutes) for minutes in (-16, -15, 15, 16)}
    judged = {minutes: verify(GET_OBJECT, S3_SECRET, now) for minutes, now in at.items()}
    assert judged == {
        -16: Verdict.NOT_YET_CURRENT,
        -15: Verdict.RIGHT,
        15: Verdict.RIGHT,
        16: Verdict.EXPIRED,
    }


def test_a_presigned_request_lasts_as_long_as_it_says():
    assert verify(PRESIGNED_OBJECT, S3_SECRET, S3_TIME + timedelta(days=1)) is Verdict.RIGHT
    assert verify(PRESIGNED_OBJECT, S3_SECRET, S3_TIME + timedelta(days=1, seconds=1)) is Verdict.EXPIRED


def test_a_presigned_request_may_not_last_longer_than_a_week():
    for seconds in ("604801", "0", "-1", "soon"):
        longer = replace(PRESIGNED_OBJECT, query=PRESIGNED_OBJECT.query.replace("=86400", f"={seconds}"))
        assert verify(longer, S3_SECRET, S3_TIME) is Verdict.INCOMPLETE


def test_a_body_that_does_not_match_its_hash_is_noticed_though_the_signature_is_right():
    assert verify(replace(PUT_OBJECT, body=b"Goodbye"), S3_SECRET, S3_TIME) is Verdict.BODY_CHANGED


@pytest.mark.parametrize("payload", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"])
def test_a_body_that_is_not_signed_may_be_anything(payload):
    sent = captured("s3", "put_object", Bucket="b", Key="k", Body=b"first")
    headers = {**sent.headers, "x-amz-content-sha256": payload}
    assert verify(replace(sent, headers=headers), SECRET, signed_at(sent)) is Verdict.WRONG
    again = resigned(replace(sent, headers=headers))
    assert verify(replace(again, body=b"another"), SECRET, signed_at(sent)) is Verdict.RIGHT


def test_host_and_every_amz_header_must_be_signed():
    added = {**GET_OBJECT.headers, "x-amz-acl": "public-read"}
    assert verify(replace(GET_OBJECT, headers=added), S3_SECRET, S3_TIME) is Verdict.HEADER_NOT_SIGNED
    bare = {**GET_OBJECT.headers, "authorization": GET_OBJECT.headers["authorization"].replace("host;", "")}
    assert verify(replace(GET_OBJECT, headers=bare), S3_SECRET, S3_TIME) is Verdict.HEADER_NOT_SIGNED
    gone = {name: value for name, value in GET_OBJECT.headers.items() if name != "range"}
    assert verify(replace(GET_OBJECT, headers=gone), S3_SECRET, S3_TIME) is Verdict.HEADER_NOT_SIGNED


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=k/20130524/us-east-1/s3/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=k/20130524/us-east-1/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=k/20130525/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-ECDSA-P256-SHA256 Credential=k/20130524/s3/aws4_request, SignedHeaders=host, Signature=00",
        "AWS k:00",
    ],
)
def test_a_signature_of_another_kind_or_with_a_part_missing_is_incomplete(authorization):
    request = replace(GET_OBJECT, headers={**GET_OBJECT.headers, "authorization": authorization})
    assert verify(request, S3_SECRET, S3_TIME) is Verdict.INCOMPLETE


@pytest.mark.parametrize("date", ["", "yesterday", "20131324T000000Z"])
def test_a_date_that_cannot_be_read_makes_a_signature_incomplete(date):
    request = replace(GET_OBJECT, headers={**GET_OBJECT.headers, "x-amz-date": date})
    assert verify(request, S3_SECRET, S3_TIME) is Verdict.INCOMPLETE


SECRET = "known to both sides"  # noqa: S105 - of nobody


def client(service: str, **more: Any) -> Any:
    return boto3.Session(aws_access_key_id="me", aws_secret_access_key=SECRET, region_name="eu-west-1").client(
        service,  # type: ignore[call-overload] # any service
        endpoint_url="http://localhost:1",
        **more,
    )


class NotSentError(Exception):
    """A request that was signed and goes no further."""


def captured(service: str, operation: str, config: Config | None = None, **parameters: Any) -> SignedRequest:
    """What botocore would send; nothing is sent."""

    def catch(request: AWSPreparedRequest, **_: Any) -> None:
        raise NotSentError(request)

    made = client(service, config=config)
    made.meta.events.register("before-send", catch)
    with pytest.raises(NotSentError) as caught:
        getattr(made, operation)(**parameters)
    request: AWSPreparedRequest = caught.value.args[0]
    return as_request(request.method, request.url, request.headers, request.body)


def as_request(method: str, url: str, headers: Any, body: Any) -> SignedRequest:
    parts = urlsplit(url)
    if hasattr(body, "read"):
        body = body.read()
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    named = {
        name.lower(): value.decode("latin-1") if isinstance(value, bytes) else value.encode().decode("latin-1")
        for name, value in headers.items()
    }
    named.setdefault("host", parts.netloc)
    return SignedRequest(method, parts.path, parts.query, named, content)


def signed_at(request: SignedRequest) -> datetime:
    signature = signature_of(request)
    assert signature is not None
    return signature.signed_at


def resigned(request: SignedRequest) -> SignedRequest:
    """The request with the signature that belongs to it, by botocore's signer."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    class Signer(S3SigV4Auth):
        def payload(self, _request: Any) -> str:
            return str(payload)

    payload = request.headers["x-amz-content-sha256"]
    headers = {n: v for n, v in request.headers.items() if n not in ("authorization", "x-amz-date")}
    made = AWSRequest(request.method, f"http://localhost:1{request.path}", headers=headers, data=request.body)
    Signer(Credentials("me", SECRET), "s3", "eu-west-1").add_auth(made)
    return as_request(request.method, f"http://localhost:1{request.path}", made.headers, request.body)


ODD = "Zoë & Ørsted +=?%/~*'()!@:;,$ \u6f22"
ARN = "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/a b"
SIGNED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "query": ("iam", "create_user", {"UserName": ODD, "Path": "/a b/"}),
    "query, sts": ("sts", "assume_role", {"RoleArn": "r" * 20, "RoleSessionName": "ab", "Policy": ODD}),
    "ec2": ("ec2", "describe_regions", {"RegionNames": [ODD]}),
    "json": ("logs", "describe_log_groups", {"logGroupNamePrefix": ODD}),
    "rest-json, path": ("accessanalyzer", "list_tags_for_resource", {"resourceArn": ARN + ODD}),
    "rest-json, query": ("accessanalyzer", "untag_resource", {"resourceArn": ARN, "tagKeys": [ODD, "b", "a", ""]}),
    "rest-json, body": ("account", "put_account_name", {"AccountName": ODD}),
    "rest-xml, bucket": ("s3", "list_buckets", {}),
    "rest-xml, query": ("s3", "list_objects_v2", {"Bucket": "b", "Prefix": ODD, "Delimiter": "/"}),
    "rest-xml, key": ("s3", "get_object", {"Bucket": "b", "Key": f"//a/./../{ODD}//"}),
    "rest-xml, body": ("s3", "put_object", {"Bucket": "b", "Key": ODD, "Body": b"\x00\xff", "Metadata": {"a": "b  c"}}),
    "rest-xml, subresource": ("s3", "get_bucket_acl", {"Bucket": "b"}),
}


@pytest.mark.parametrize("name", SIGNED)
def test_what_botocore_signs_is_right(name):
    service, operation, parameters = SIGNED[name]
    request = captured(service, operation, **parameters)
    assert verify(request, SECRET, signed_at(request)) is Verdict.RIGHT
    assert verify(request, SECRET + "x", signed_at(request)) is Verdict.WRONG


@pytest.mark.parametrize("style", ["path", "virtual"])
def test_buckets_in_the_path_and_in_the_host_name_are_signed_alike(style):
    config = Config(s3={"addressing_style": style})
    request = captured("s3", "get_object", config, Bucket="a-bucket", Key=ODD)
    assert request.headers["host"].startswith("a-bucket.") is (style == "virtual")
    assert verify(request, SECRET, signed_at(request)) is Verdict.RIGHT


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("s3", "get_object", {"Bucket": "b", "Key": ODD, "ResponseContentType": ODD}),
        ("s3", "put_object", {"Bucket": "b", "Key": "k"}),
        ("sts", "get_caller_identity", {}),
        ("iam", "get_user", {"UserName": ODD}),
    ],
)
def test_what_botocore_presigns_is_right(service, operation, parameters):
    config = Config(signature_version="s3v4" if service == "s3" else "v4")
    method = "PUT" if operation == "put_object" else "GET"
    url = client(service, config=config).generate_presigned_url(operation, parameters, ExpiresIn=60, HttpMethod=method)
    request = as_request(method, url, {}, b"")
    assert verify(request, SECRET, signed_at(request)) is Verdict.RIGHT
    assert verify(replace(request, path=request.path + "x"), SECRET, signed_at(request)) is Verdict.WRONG


CREATE_USER = captured("iam", "create_user", UserName="anna")
UNTAG = captured("accessanalyzer", "untag_resource", resourceArn=ARN, tagKeys=["b", "a"])
PUT = captured("s3", "put_object", Bucket="b", Key="a/b c", Body=b"text")

visible = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="%+.&=/#?"), min_size=1)


def judged(request: SignedRequest) -> Verdict:
    return verify(request, SECRET, signed_at(request))


@given(request=st.sampled_from([CREATE_USER, PUT]), body=st.binary())
def test_any_other_body_is_noticed(request, body):
    assume(body != request.body)
    assert judged(replace(request, body=body)) in (Verdict.WRONG, Verdict.BODY_CHANGED)


@given(request=st.sampled_from([CREATE_USER, UNTAG, PUT]), text=visible, place=st.integers(0, 200))
def test_anything_put_into_the_path_is_noticed(request, text, place):
    path = f"/{request.path[1:place]}{text}{request.path[max(place, 1) :]}"
    assert judged(replace(request, path=path)) is Verdict.WRONG


@given(request=st.sampled_from([CREATE_USER, UNTAG, PUT]), text=visible)
def test_anything_put_into_the_query_is_noticed(request, text):
    for query in (f"{request.query}{text}", f"{text}{request.query}", f"{request.query}&{text}=1"):
        assert judged(replace(request, query=query)) is Verdict.WRONG


@given(request=st.sampled_from([CREATE_USER, UNTAG, PUT]), text=visible, choice=st.integers(0, 20))
def test_anything_put_into_a_signed_header_is_noticed(request, text, choice):
    signature = signature_of(request)
    assert signature is not None
    names = [name for name in signature.signed_headers if name != "x-amz-date"]
    name = names[choice % len(names)]
    headers = {**request.headers, name: request.headers[name] + text}
    assert judged(replace(request, headers=headers)) is Verdict.WRONG


@given(method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD"]))
def test_another_method_is_noticed(method):
    assume(method != PUT.method)
    assert judged(replace(PUT, method=method)) is Verdict.WRONG


def test_the_order_of_the_query_and_the_way_it_is_written_do_not_matter():
    turned = replace(UNTAG, query="&".join(reversed(UNTAG.query.split("&"))))
    assert turned.query != UNTAG.query
    assert judged(turned) is Verdict.RIGHT
    assert judged(replace(UNTAG, query=UNTAG.query.replace("tagKeys", "%74agKeys"))) is Verdict.RIGHT


def test_what_a_request_holds_is_not_in_its_representation():
    shown = repr(SignedRequest("PUT", "/path", "token=one", {"authorization": "two"}, b"three"))
    assert "/path" in shown
    assert not any(secret in shown for secret in ("one", "two", "three"))
