"""What AWS or a platform made in the account and keeps: it is never changed by anybody else.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (paths that AWS keeps for itself)
https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from rootward.model.change import Change

_BY_NAME = (
    ("awsreservedsso_*", "IAM Identity Center"),
    ("aws-controltower-*", "AWS Control Tower"),
    ("awscontroltowerexecution", "AWS Control Tower"),
    ("aws-guardrails-*", "AWS Control Tower"),
    ("stacksets-exec-*", "CloudFormation StackSets"),
    ("cdk-*", "the CDK bootstrap"),
)
"""Names, in small letters."""

_BY_PATH = (
    ("aws-service-role/", "one of AWS's services"),
    ("aws-reserved/", "AWS"),
)
"""Beginnings of paths."""

_SEGMENTS = 6


def owner(arn: str) -> str | None:
    """Who owns the user, group or role of that ARN; None where the account's own people do."""
    parts = arn.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS or "/" not in parts[-1]:
        return None
    path = parts[-1].partition("/")[2]
    name = path.rpartition("/")[2].lower()
    by_name = (who for pattern, who in _BY_NAME if fnmatchcase(name, pattern))
    by_path = (who for start, who in _BY_PATH if path.startswith(start))
    return next(by_name, None) or next(by_path, None)


def owners(changes: Iterable[Change]) -> tuple[str, ...]:
    """Of what the changes are about, and of what their calls write, the part that has another owner: a line each."""
    written = dict.fromkeys(
        arn for change in changes for arn in (change.resource, *(call.resource for call in change.calls()))
    )
    return tuple(f"{who} owns {arn}: change it there" for arn in written if (who := owner(arn)) is not None)


def owned(changes: Iterable[Change]) -> str | None:
    """What stands against the changes because it is AWS's or a platform's, in one line; None: nothing is."""
    return next(iter(owners(changes)), None)
