"""Messages of every form that may say of a new log file, or hold an event."""

from __future__ import annotations

import json

import pytest

from rootward.trail.sources.notice import notice_of

KEY = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/04/a b+c.json.gz"
CREATED = {
    "Records": [
        {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "eventName": "ObjectCreated:Put",
            "s3": {
                "bucket": {"name": "logs"},
                "object": {"key": "AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/04/a+b%2Bc.json.gz", "size": 9},
            },
        }
    ]
}
BY_EVENTBRIDGE = {
    "source": "aws.s3",
    "detail-type": "Object Created",
    "detail": {"bucket": {"name": "logs"}, "object": {"key": KEY}},
}
OF_CLOUDTRAIL = {"s3Bucket": "logs", "s3ObjectKey": [KEY]}
EVENT = {"eventID": "1", "eventName": "ConsoleLogin"}
EVENT_BY_EVENTBRIDGE = {"detail-type": "AWS Console Sign In via CloudTrail", "detail": EVENT}


def by_sns(value):
    return {"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:t", "Message": json.dumps(value)}


@pytest.mark.parametrize("wrapped", [lambda value: value, by_sns])
@pytest.mark.parametrize("value", [CREATED, BY_EVENTBRIDGE, OF_CLOUDTRAIL])
def test_a_new_object_is_named(wrapped, value):
    assert notice_of(json.dumps(wrapped(value))).objects == (("logs", KEY),)


@pytest.mark.parametrize("wrapped", [lambda value: value, by_sns])
@pytest.mark.parametrize("value", [EVENT, EVENT_BY_EVENTBRIDGE, {"Records": [EVENT]}])
def test_an_event_comes_itself(wrapped, value):
    assert json.loads(notice_of(json.dumps(wrapped(value))).event) == value


@pytest.mark.parametrize(
    "value",
    [
        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "logs"},
        {"Records": [{"eventName": "ObjectRemoved:Delete", "s3": CREATED["Records"][0]["s3"]}]},
        {**BY_EVENTBRIDGE, "detail-type": "Object Deleted"},
    ],
)
def test_a_test_and_a_removal_are_understood_and_tell_of_nothing(value):
    notice = notice_of(json.dumps(value))

    assert notice.is_understood
    assert not notice.objects
    assert not notice.event


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        b"\xff",
        "7",
        "null",
        "[]",
        "[" * 100_000,
        "{}",
        json.dumps({"Records": [None, 1]}),
        json.dumps({"Message": "hello"}),
        json.dumps(by_sns(by_sns(by_sns(by_sns(EVENT))))),
        json.dumps({"s3Bucket": 1, "s3ObjectKey": [KEY]}),
        json.dumps({"detail": {"bucket": "logs", "object": KEY}}),
        json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": "odd"}]})[:-9],
    ],
)
def test_what_is_none_of_them_is_not_understood(body):
    assert not notice_of(body).is_understood
