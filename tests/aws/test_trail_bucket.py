"""A bucket that is read: its folders, its objects side by side, and each reason why one could not be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from rootward.aws.crew import Crew
from rootward.aws.failure import of_call
from rootward.aws.reading import Reading
from rootward.aws.trail_bucket import (
    ACTIONS,
    READS,
    Got,
    Listed,
    Span,
    Unlisted,
    after,
    folders_of,
    get,
    get_each,
    get_named,
    walk,
)
from tests.aws.practice import allow, person, reading_of, session_of

BUCKET = "acme-trail-logs"
FOLDER = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/04/"


@pytest.fixture
def s3(practice):
    client: Any = session_of(practice).client("s3")
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def put(s3):
    def keep(key, data=b"{}"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=data)

    return keep


def everything(_name):
    return True


def why_not(one: Got | Unlisted) -> str:
    assert isinstance(one, Unlisted)
    return one.reason


def found_in(reading, bucket=BUCKET, prefix="", **how):
    with Crew(4, "test") as crew:
        return list(walk(reading, crew, bucket, prefix, **{"below": everything, "takes": everything, **how}))


def walked(reading, prefix="", **how):
    return [one.key for one in found_in(reading, BUCKET, prefix, **how)]


def test_folders_that_are_not_asked_for_are_never_listed(practice, put):
    for key in (f"{FOLDER}b", f"{FOLDER}a", "AWSLogs/111122223333/Config/x", "z"):
        put(key)
    with reading_of(practice) as reading:
        assert walked(reading, below=lambda name: "Config" not in name) == ["z", f"{FOLDER}a", f"{FOLDER}b"]
        assert walked(reading, "AWSLogs", takes=lambda key: key.endswith("b")) == [f"{FOLDER}b"]
        assert folders_of(reading, BUCKET, "AWSLogs/111122223333/") == (
            "AWSLogs/111122223333/CloudTrail/",
            "AWSLogs/111122223333/Config/",
        )


def test_a_folder_of_which_a_span_is_asked_for_is_one_list(practice, put):
    for day in ("03", "04", "05", "06"):
        for letter in "ab":
            put(f"logs/us-east-1/2026/05/{day}/{letter}")
    put("logs/z")

    def span(folder):
        return Span(f"{folder}2026/05/04/", f"{folder}2026/05/06/") if folder.endswith("us-east-1/") else None

    with reading_of(practice) as reading:
        keys = walked(reading, "logs/", span=span)

    assert keys == ["logs/z", *(f"logs/us-east-1/2026/05/{day}/{letter}" for day in ("04", "05") for letter in "ab")]
    assert len(practice.calls) == 2


def test_pages_are_followed_to_the_end_of_the_span_and_no_further(aws):
    asked = []

    def answer(parameters, _region):
        asked.append(parameters.get("continuation-token") or parameters.get("start-after"))
        number = int(parameters.get("continuation-token", "0"))
        entry = (
            f"<Contents><Key>k{number}</Key><Size>2</Size><LastModified>2026-05-04T12:00:00Z</LastModified></Contents>"
        )
        more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{number + 1}</NextContinuationToken>"
        return 200, "application/xml", f"<ListBucketResult><Name>b</Name>{entry}{more}</ListBucketResult>"

    aws.answers["/b"] = answer
    with aws.reading() as reading:
        assert [one.key for one in found_in(reading, "b", span=lambda _: Span("a", "k3"))] == ["k0", "k1", "k2"]
    assert asked == ["a", "1", "2", "3"]


def test_a_circle_of_pages_ends(aws):
    entry = "<Contents><Key>k</Key><Size>2</Size><LastModified>2026-05-04T12:00:00Z</LastModified></Contents>"
    more = "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>"
    aws.answers["/b"] = (200, "application/xml", f"<ListBucketResult>{entry}{more}</ListBucketResult>")
    with aws.reading() as reading:
        *_, last = found_in(reading, "b")
    assert "endless" in last.reason


def test_odd_keys_are_listed_as_they_are_and_folders_of_the_console_are_none(practice, put):
    for key in ("a b+c%20.json", "ä\N{BELL}.json", "folder/"):
        put(key)
    with reading_of(practice) as reading:
        assert walked(reading) == ["a b+c%20.json", "ä\N{BELL}.json"]


def test_only_what_comes_after_a_key_is_listed(practice, put):
    for letter in "abc":
        put(f"{FOLDER}{letter}")
    with reading_of(practice) as reading:
        assert [one.key for one in after(reading, BUCKET, FOLDER, f"{FOLDER}a")] == [f"{FOLDER}b", f"{FOLDER}c"]
        assert len(list(after(reading, BUCKET, FOLDER, ""))) == 3


def test_objects_come_in_the_order_of_the_list_with_what_they_hold(practice, put):
    for number in range(40):
        put(f"{number:02}", str(number).encode())
    with reading_of(practice) as reading, Crew(8, "test") as crew:
        listed = found_in(reading)
        got = list(get_each(reading, crew, BUCKET, listed))
    assert [one.key for one in listed] == [f"{n:02}" for n in range(40)]
    assert got == [Got(one, str(int(one.key)).encode()) for one in listed if isinstance(one, Listed)]


def test_no_more_is_under_way_than_fits(practice, put, monkeypatch):
    monkeypatch.setattr("rootward.aws.trail_bucket._IN_FLIGHT", 100)
    for number in range(12):
        put(str(number), b"x" * 40)
    begun = []
    most = []

    class Slow(Crew):
        def start(self, job):
            begun.append(job)
            return super().start(job)

    with reading_of(practice) as reading, Slow(8, "test") as crew:
        listed = found_in(reading)
        for done, _ in enumerate(get_each(reading, crew, BUCKET, listed)):
            most.append(len(begun) - done)
    assert len(most) == 12
    assert max(most) == 2


def test_one_that_vanished_and_one_that_is_no_log_file_are_said_beside_the_others(practice, put):
    put("here")
    now = datetime(2026, 5, 4, tzinfo=UTC)
    listed: list[Listed | Unlisted] = [
        Listed(key="gone", size=1, changed=now),
        Listed(key="huge", size=1 << 30, changed=now),
        Unlisted(key="folder/", reason="why"),
        Listed(key="here", size=2, changed=now),
    ]
    with reading_of(practice) as reading, Crew(2, "test") as crew:
        gone, huge, folder, here = get_each(reading, crew, BUCKET, listed)
    assert gone == Unlisted(key="gone", reason="it vanished while the bucket was read")
    assert "256 MB" in why_not(huge)
    assert why_not(folder) == "why"
    assert isinstance(here, Got)
    assert here.data == b"{}"


def test_a_bucket_that_is_not_there_is_said(practice):
    with reading_of(practice) as reading:
        (one,) = found_in(reading, "acme-nowhere", "logs/")
    assert one == Unlisted(key="logs/", reason="there is no such bucket")


def test_nor_is_anything_after_a_key_of_it(practice):
    with reading_of(practice) as reading:
        assert list(after(reading, "acme-nowhere", "logs/", "logs/a")) == [
            Unlisted(key="logs/", reason="there is no such bucket")
        ]


def test_what_is_denied_names_the_permission_that_is_missing(practice, put):
    put("log")
    lists = person(practice, "lister", allow("s3:ListBucket"))
    nobody = person(practice, "nobody")
    practice.enforce = True
    with Crew(2, "test") as crew:
        reading = Reading(lists, crew, deadline_seconds=60)
        (listed,) = found_in(reading)
        (unread,) = get_each(reading, crew, BUCKET, [listed])
        (unlisted,) = found_in(Reading(nobody, crew, deadline_seconds=60))
    assert why_not(unread).startswith(f"denied: s3:GetObject on arn:aws:s3:::{BUCKET}/* is missing")
    assert unlisted.reason.startswith(f"denied: s3:ListBucket on arn:aws:s3:::{BUCKET} is missing")


class Refusing:
    """A reading whose calls end as AWS says."""

    def __init__(self, *ends):
        self._ends = list(ends)

    def read(self, call, **_parameters):
        end = self._ends.pop(0)
        if isinstance(end, Exception):
            raise of_call(end, call, elsewhere=False, regional=False) from end
        return {"Body": end}


def refusing(*ends):
    return cast("Reading", Refusing(*ends))


class Body:
    def __init__(self, *parts):
        self._parts = list(parts)

    def read(self, _most):
        part = self._parts.pop(0)
        if isinstance(part, Exception):
            raise part
        return part


def refused(code, message, status=403):
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "GetObject")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (
            refused(
                "AccessDenied",
                "User: arn:aws:iam::111122223333:user/anna is not authorized to perform: kms:Decrypt on resource: "
                "arn:aws:kms:us-east-1:111122223333:key/1 because no identity-based policy allows it",
            ),
            "denied: kms:Decrypt on the KMS key that encrypts it is missing (AccessDenied: because no ",
        ),
        (refused("AccessDenied", "Access Denied"), "denied: s3:GetObject on arn:aws:s3:::b/* is missing"),
        (refused("InvalidObjectState", "no"), "it is archived: restore it first (s3:RestoreObject)"),
        (refused("KMS.DisabledException", "the key is disabled", 400), "KMS.Disabled: the key is disabled"),
        (refused("SlowDown", "slow", 503), "AWS throttled the call"),
    ],
)
def test_why_an_object_could_not_be_got(end, reason):
    assert why_not(get(refusing(end), "b", listed())).startswith(reason)


def listed():
    return Listed(key="k", size=2, changed=datetime(2026, 5, 4, tzinfo=UTC))


def test_a_body_that_breaks_off_is_asked_for_again():
    broken = ReadTimeoutError(endpoint_url="https://b.s3.amazonaws.com/k?secret")
    assert get(refusing(Body(broken), Body(b"{}")), "b", listed()) == Got(listed(), b"{}")
    lost = why_not(get(refusing(Body(broken), Body(broken), Body(broken)), "b", listed()))
    assert lost.startswith("it broke off 3 times")
    assert "secret" not in lost


def test_an_object_that_a_message_names_is_got(practice, put):
    put("log", b"[]")
    with reading_of(practice) as reading:
        named = get_named(reading, BUCKET, "log")
        assert isinstance(named, Got)
        assert named.data == b"[]"
        assert isinstance(get_named(reading, BUCKET, "none"), Unlisted)


def test_nothing_but_reads_is_asked_and_nobody_pays_for_others(practice, put):
    put("log")
    with reading_of(practice) as reading:
        get_named(reading, BUCKET, "log")
        walked(reading)
    assert [call.operation for call in practice.calls] == ["GetObject", "ListObjectsV2"]
    assert [call.action for call in READS] == ["s3:ListBucket", "s3:GetObject"]
    assert ACTIONS == ("s3:ListBucket", "s3:GetObject", "kms:Decrypt")


def test_a_bucket_in_another_region_is_asked_there(aws):
    def answer(_asked, region):
        if region != "eu-west-1":
            body = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"
            return 400, "application/xml", body
        entry = "<Contents><Key>k</Key><Size>2</Size><LastModified>2026-05-04T12:00:00Z</LastModified></Contents>"
        return 200, "application/xml", f"<ListBucketResult><Name>elsewhere</Name>{entry}</ListBucketResult>"

    aws.answers["/elsewhere"] = answer
    with aws.reading() as reading:
        found = found_in(reading, "elsewhere")
        again = found_in(reading, "elsewhere")

    assert [one.key for one in found] == [one.key for one in again] == ["k"]
    assert [region for name, _, region, _ in aws.requests if name == "/elsewhere"] == ["us-east-1", *["eu-west-1"] * 2]
