"""Messages of an SQS queue: taken, and deleted when they are done with.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
"""

from __future__ import annotations

import re

import msgspec

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.reading import Reading
from rootward.errors import UsageError
from rootward.model.unknown import Unknown

GET_QUEUE_URL = Call("sqs", "GetQueueUrl")
RECEIVE = Call("sqs", "ReceiveMessage")
DELETE = Call("sqs", "DeleteMessage")
ACTIONS = ("sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage")
"""DeleteMessage is the one call of a watch that changes anything: it takes from the queue what was told."""

SQS = "sqs://"
_URL = re.compile(
    r"https://(?:sqs\.(?P<region>[a-z0-9-]+)|(?P<old>[a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?/", re.IGNORECASE
)
"""https://docs.aws.amazon.com/general/latest/gr/sqs-service.html"""
_NAMED = re.compile(
    r"sqs://(?:(?P<region>[a-z]{2,4}(?:-[a-z]+)+-[0-9]+)/)?(?P<name>[A-Za-z0-9_-]{1,80}(?:\.fifo)?)", re.IGNORECASE
)
_MOST = 10
"""Messages of one answer."""
_VISIBLE_AGAIN = 300
"""Seconds after which a message that was not deleted is given again."""


_IN_URL = re.compile(r"https?://[^/]+/(?P<account>[0-9]{12})/(?P<name>[A-Za-z0-9_-]{1,80}(?:\.fifo)?)/?", re.IGNORECASE)


def is_queue(word: str) -> bool:
    """Whether a word of the command line names a queue."""
    return word.lower().startswith((SQS, "https://", "http://"))


def queue_named(word: str) -> tuple[str, str, str]:
    """Region, account and name of a queue, as far as the word tells them: else empty. Raises UsageError."""
    if (found := _NAMED.fullmatch(word)) is not None:
        return found["region"] or "", "", found["name"]
    if (found := _IN_URL.fullmatch(word)) is None:
        raise _no_queue(word)
    return _region_of(word), found["account"], found["name"]


def _region_of(url: str) -> str:
    named = _URL.match(url)
    region = (named["region"] or named["old"]) if named is not None else ""
    return region if region and region != "queue" else ""


def _no_queue(word: str) -> UsageError:
    return UsageError(f"{word}: it is no queue", advice="write it as sqs://NAME, sqs://REGION/NAME, or its URL")


class QueueError(Exception):
    """The queue gives no answer; its words say why, and which permission is missing."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is ours until it is visible again."""

    id: str
    receipt: str
    body: str


class TrailQueue:
    """One queue."""

    def __init__(self, reading: Reading, word: str) -> None:
        """`word`: `sqs://NAME`, `sqs://REGION/NAME`, or the queue's URL. Raises UsageError, QueueError."""
        self._reading = reading
        if (found := _NAMED.fullmatch(word)) is not None:
            self._region = found["region"] or reading.session.region
            self._url = self._asked_for(found["name"])
        elif word.lower().startswith(("https://", "http://")):
            self._region = _region_of(word) or reading.session.region
            self._url = word
        else:
            raise _no_queue(word)

    def receive(self, seconds: int) -> tuple[Message, ...]:
        """Up to ten messages, waited for so long: twenty seconds at most. Raises QueueError, CredentialsError."""
        try:
            answer = self._reading.read(
                RECEIVE,
                self._region,
                QueueUrl=self._url,
                MaxNumberOfMessages=_MOST,
                WaitTimeSeconds=seconds,
                VisibilityTimeout=_VISIBLE_AGAIN,
            )
        except UnreadError as error:
            raise _why(error, RECEIVE) from error
        return tuple(
            Message(id=str(one["MessageId"]), receipt=str(one["ReceiptHandle"]), body=str(one.get("Body") or ""))
            for one in answer.get("Messages") or ()
        )

    def delete(self, message: Message) -> None:
        """It is done with. Raises QueueError, CredentialsError."""
        try:
            self._reading.read(DELETE, self._region, QueueUrl=self._url, ReceiptHandle=message.receipt)
        except UnreadError as error:
            raise _why(error, DELETE) from error

    def _asked_for(self, name: str) -> str:
        try:
            return str(self._reading.read(GET_QUEUE_URL, self._region, QueueName=name)["QueueUrl"])
        except UnreadError as error:
            raise _why(error, GET_QUEUE_URL) from error


def _why(error: UnreadError, call: Call) -> QueueError:
    fact = error.fact
    if isinstance(fact, Unknown) and fact.reason != "denied":
        return QueueError(fact.detail)
    return QueueError(f"denied: {call.action} is missing ({fact.detail})")
