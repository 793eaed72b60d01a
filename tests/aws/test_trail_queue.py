"""A queue: found by its name or URL, in its own region; messages are ours until they are deleted."""

from __future__ import annotations

import pytest

from rootward.aws.trail_queue import ACTIONS, DELETE, GET_QUEUE_URL, RECEIVE, QueueError, TrailQueue
from rootward.errors import UsageError
from tests.aws.fake_aws import js, json_error

MESSAGE = {"MessageId": "m1", "ReceiptHandle": "r1", "Body": "{}"}


@pytest.fixture
def reading(aws):
    with aws.reading() as one:
        yield one


@pytest.fixture
def url(aws):
    aws.answers["GetQueueUrl"] = lambda asked, region: js({"QueueUrl": f"{aws.url}/{region}/{asked['QueueName']}"})
    return aws.url


def regions(aws, operation):
    return [region for name, _, region, _ in aws.requests if name == operation]


@pytest.mark.usefixtures("url")
def test_a_name_is_asked_for_in_the_region_that_is_named_or_the_sessions(aws, reading):
    aws.answers["ReceiveMessage"] = js({"Messages": [MESSAGE]})
    for word in ("sqs://root-woke", "sqs://eu-west-1/root-woke.fifo"):
        (message,) = TrailQueue(reading, word).receive(2)
        assert (message.id, message.receipt, message.body) == ("m1", "r1", "{}")
    assert regions(aws, "GetQueueUrl") == regions(aws, "ReceiveMessage") == ["us-east-1", "eu-west-1"]
    assert [asked["QueueName"] for asked in aws.asked("GetQueueUrl")] == ["root-woke", "root-woke.fifo"]


def test_a_url_tells_its_region(aws, reading):
    aws.answers["ReceiveMessage"] = js({"Messages": []})
    for url in (
        "https://sqs.eu-west-1.amazonaws.com/111122223333/q",
        "https://ap-south-1.queue.amazonaws.com/111122223333/q",
        "https://queue.amazonaws.com/111122223333/q",
        "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q",
    ):
        assert TrailQueue(reading, url).receive(0) == ()
    assert regions(aws, "ReceiveMessage") == ["eu-west-1", "ap-south-1", "us-east-1", "cn-north-1"]
    assert not aws.asked("GetQueueUrl")


@pytest.mark.usefixtures("url")
def test_an_empty_queue_answers_nothing_at_all(aws, reading):
    aws.answers["ReceiveMessage"] = js({})

    assert TrailQueue(reading, "sqs://q").receive(2) == ()


@pytest.mark.usefixtures("url")
def test_a_page_of_a_proxy_is_no_empty_queue(aws, reading):
    aws.answers["ReceiveMessage"] = (200, "text/html", "{}")

    with pytest.raises(QueueError, match="not what AWS would send"):
        TrailQueue(reading, "sqs://q").receive(2)


def test_a_message_is_deleted_by_its_receipt(aws, reading, url):
    aws.answers["ReceiveMessage"] = js({"Messages": [MESSAGE]})
    aws.answers["DeleteMessage"] = js({})
    queue = TrailQueue(reading, "sqs://q")

    queue.delete(queue.receive(2)[0])

    assert aws.asked("DeleteMessage") == [{"QueueUrl": f"{url}/us-east-1/q", "ReceiptHandle": "r1"}]


@pytest.mark.usefixtures("url")
def test_what_is_denied_names_the_permission(aws, reading):
    queue = TrailQueue(reading, "sqs://q")
    aws.answers["ReceiveMessage"] = aws.answers["DeleteMessage"] = json_error("AccessDeniedException", "no")
    with pytest.raises(QueueError, match="denied: sqs:ReceiveMessage is missing"):
        queue.receive(2)
    aws.answers["GetQueueUrl"] = json_error("com.amazonaws.sqs#QueueDoesNotExist", "The queue does not exist.")
    with pytest.raises(QueueError, match="does not exist"):
        TrailQueue(reading, "sqs://q")


@pytest.mark.parametrize("word", ["sqs://", "sqs://a/b/c", "sqs://us-east-1/", "queue", "sqs://bad name"])
def test_what_is_no_queue_is_a_mistake(reading, word):
    with pytest.raises(UsageError, match="it is no queue"):
        TrailQueue(reading, word)


def test_the_permissions_are_those_of_its_calls():
    assert tuple(call.action for call in (GET_QUEUE_URL, RECEIVE, DELETE)) == ACTIONS
