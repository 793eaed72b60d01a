"""The IAM policy of a command that reads a trail where it lies with AWS: its bucket or queue alone, where it is named.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rootward.checks.check import Check
from rootward.errors import UsageError
from rootward.reports.permissions import Json
from rootward.workflows.permissions import actions_for
from rootward.workflows.trail.cloud import bucket_and_prefix, is_cloud

COMMANDS = ("trail-report", "trail-policy", "trail-ingest", "trail-watch")
FACTS = ("audit", "collect")
"""The others that read a trail: the facts of an account, and `--trail` beside them."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
_LOGS = "*/AWSLogs/*"
"""Where log files lie in whichever bucket a queue's messages name."""


def policy_for_trail(
    command: str,
    trail: Sequence[str] = (),
    *,
    lookup: bool = False,
    checks: tuple[Check, ...] = (),
    deep: bool = False,
    partition: str = "aws",
) -> str:
    """The policy, as JSON text, of one of COMMANDS or FACTS that reads these sources.

    `trail`: `s3://BUCKET/PREFIX`, `sqs://QUEUE` or its URL. None and no `lookup`: of one of COMMANDS all that it may
    read, wherever. `checks`, `deep`: of the facts. Raises UsageError, also for what lies on this machine, which takes
    no permission, and for the event history of FACTS, which read none.
    """
    from rootward.reports.permissions import policy

    for word in trail:
        if not _is_bucket(word) and not _is_queue(word):
            raise UsageError(
                f"{word[:200]} lies on this machine: it takes no permission of AWS",
                advice="name what lies there: s3://BUCKET/PREFIX, or sqs://QUEUE",
            )
    if lookup and command in FACTS:
        raise UsageError(
            f"'rootward {command}' asks no event history: --lookup adds nothing to its policy",
            advice="leave it out; 'rootward trail report' asks it: --command trail-report",
        )
    if command in FACTS:
        return policy(actions_for(checks, deep=deep), more=_statements(command, trail, partition), partition=partition)
    if lookup and command == "trail-watch":
        raise UsageError("a watch asks no event history", advice="name a bucket or a queue: --trail")
    if not trail and not lookup:
        return _anywhere(command, partition)
    reads = _of_account(command, lookup=lookup, keys=any(map(_is_bucket, trail)))
    return policy(reads, more=_statements(command, trail, partition), partition=partition)


def _anywhere(command: str, partition: str) -> str:
    from rootward.aws.trail_bucket import ACTIONS as OF_BUCKET
    from rootward.aws.trail_queue import DELETE, GET_QUEUE_URL, RECEIVE
    from rootward.reports.permissions import policy

    if command == "trail-watch":
        reads = (*OF_BUCKET, GET_QUEUE_URL.action, RECEIVE.action)
        return policy(reads, (DELETE.action,), partition=partition)
    return policy((*OF_BUCKET, *_of_account(command, lookup=True, keys=True)), partition=partition)


def _of_account(command: str, *, lookup: bool, keys: bool) -> tuple[str, ...]:
    """What is read of the account itself: the event history; and the keys to validate with, which a report may do."""
    from rootward.aws.event_lookup import READS as OF_HISTORY
    from rootward.aws.public_keys import LIST_PUBLIC_KEYS

    history = tuple(call.action for call in OF_HISTORY) if lookup and command != "trail-watch" else ()
    return (*history, *((LIST_PUBLIC_KEYS.action,) if keys and command == "trail-report" else ()))


def _statements(command: str, trail: Sequence[str], partition: str) -> list[Json]:
    from rootward.aws.trail_queue import ACTIONS as OF_QUEUE
    from rootward.aws.trail_queue import queue_named
    from rootward.reports.trail_permissions import Bucket, Queue, of_buckets, of_objects, of_queues

    queues = [Queue(*queue_named(word)) for word in trail if _is_queue(word)]
    if queues and command != "trail-watch":
        raise UsageError("a queue is watched, and not read", advice="ask for --command trail-watch")
    buckets = [Bucket(*_named(word)) for word in dict.fromkeys(trail) if _is_bucket(word)]
    notified = of_objects((_LOGS,), partition) if queues and not buckets else []
    return [
        *of_buckets(buckets, partition=partition),
        *notified,
        *of_queues(queues, OF_QUEUE, partition=partition),
    ]


def _is_bucket(word: str) -> bool:
    return is_cloud(word) and not word.startswith("-")


def _is_queue(word: str) -> bool:
    from rootward.aws.trail_queue import is_queue

    return is_queue(word)


def _named(word: str) -> tuple[str, str]:
    bucket, prefix = bucket_and_prefix(word)
    if not _BUCKET.fullmatch(bucket):
        raise UsageError(f"{word}: {bucket[:70]!r} is no name of a bucket", advice="write it as s3://BUCKET/PREFIX")
    return bucket, prefix
