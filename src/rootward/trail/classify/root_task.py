"""Whether a call in a session of AssumeRoot is one that its task is for. Pure."""

from __future__ import annotations

from rootward.model.root_task import TASKS, task_allows
from rootward.trail.classify.detections.who import user_named
from rootward.trail.record import Record

_ACTIONS = {"s3:ListBuckets": "s3:ListAllMyBuckets"}
"""Of events whose names are not their actions'. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html"""


def action_of(record: Record) -> str:
    """`iam:DeleteAccessKey`."""
    action = f"{record.source.partition('.')[0]}:{record.name}"
    return _ACTIONS.get(action, action)


def is_for(record: Record, task: str | None) -> bool:
    """Whether the task's policy lists the call, on whom it may be made; None: whether that of any task does.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
    """
    tasks = TASKS if task is None else (task,)
    return any(task_allows(one, action_of(record), user_named(record)) for one in tasks)
