"""A queue that is watched: what its messages name or hold, round by round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.folder_names import may_be_log
from rootward.trail.sources.notice import notice_of
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.cloud import S3, log_of
from rootward.workflows.trail.rounds import Batch

if TYPE_CHECKING:
    from rootward.aws.reading import Reading
    from rootward.aws.trail_queue import Message, TrailQueue

_LONG_POLL = 20
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"""
_SHORT_POLL = 2
"""Longer than none, by which a queue asks only some of its machines."""


class QueueRounds:
    """A queue: messages that name new log files, or hold the events themselves."""

    is_whole = True

    def __init__(self, reading: Reading, queue: TrailQueue, *, once: bool) -> None:
        self.waits = True
        self._reading, self._queue, self._once = reading, queue, once

    def round(self) -> Iterator[Batch]:
        """All that is there, each message a batch. Raises CredentialsError."""
        from rootward.aws.trail_queue import QueueError

        self.waits = True
        while True:
            try:
                messages = self._queue.receive(_SHORT_POLL if self._once else _LONG_POLL)
            except QueueError as error:
                self.waits = False  # it said so at once
                yield Batch(unread=(Unread(path="the queue", reason=str(error)),))
                return
            if not messages:
                return
            for message in messages:
                yield self._batch(message)

    def missed(self, names: Iterable[str]) -> None:
        """Nothing comes of it: each object was got whole, and is the same the next time."""

    def _batch(self, message: Message) -> Batch:
        from rootward.aws.trail_bucket import Got, get_named

        notice = notice_of(message.body)
        if not notice.is_understood:
            return Batch(
                unread=(
                    Unread(path=f"message {message.id}", reason="it tells of no log file or event, and stays there"),
                )
            )
        logs: list[Log] = []
        unread: list[Unread] = []
        if notice.event:
            logs.append(Log(name=f"message {message.id}", data=notice.event))
        for bucket, key in notice.objects:
            if not may_be_log(key, Wanted()):
                continue
            one = get_named(self._reading, bucket, key)
            if isinstance(one, Got):
                logs.append(log_of(bucket, key, data=one.data))
            else:
                unread.append(Unread(path=f"{S3}{bucket}/{key}", reason=one.reason))
        # What could not be read stays in the queue: it is given again, until the queue's own limit.
        return Batch(logs=logs, unread=unread, **({} if unread else {"done": partial(self._delete, message)}))

    def _delete(self, message: Message) -> None:
        self._queue.delete(message)
