"""The resources that a call named, where a policy could name them.

An ARN counts where it fits what AWS's reference says that the action is about. Where an action is about several kinds
of resources at once, as ec2:RunInstances, one of them would not be enough, and none is named; of a few services it is
known that one is.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from rootward.iam_policy import actions
from rootward.trail.actions.call import Call

MOST = 20
"""So many resources of an action are named in a policy."""

_ANY_ONE = frozenset({"s3", "kms"})
"""Services of which an action is about one resource, though it may be one of several kinds."""
_WILD = re.compile(r"[*?]|\$\{|[\x00-\x1f]")
"""What would mean more in a policy than the resource that bears it."""
_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}\Z")
_LONGEST = 1024


def named(action: str, call: Call, request: Mapping[str, Any]) -> tuple[str, ...]:
    """The ARNs that the call named for the action; none where it named none, or where a policy cannot name them."""
    pattern = _pattern(action)
    if pattern is None:
        return ()
    arns = [arn for arn in _arns(action, call, request) if pattern.fullmatch(arn) is not None]
    if any(_WILD.search(arn) is not None or len(arn) > _LONGEST or _is_short(arn) for arn in arns):
        return ()
    return tuple(dict.fromkeys(arns))


@lru_cache(maxsize=16384)
def can_narrow(action: str) -> bool:
    """Whether the action knows other resources than `*`."""
    found = actions.find(action)
    return found is not None and bool(found.resources)


def _arns(action: str, call: Call, request: Mapping[str, Any]) -> Iterator[str]:
    yield from call.resource_arns()
    for value in request.values():
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str) and each.startswith("arn:"):
                yield each
    bucket, key = request.get("bucketName"), request.get("key")
    if action.startswith("s3:") and isinstance(bucket, str) and bucket and not bucket.startswith("arn:"):
        partition = _partition(call.region or "")
        yield f"arn:{partition}:s3:::{bucket}"
        if isinstance(key, str) and key:
            yield f"arn:{partition}:s3:::{bucket}/{key}"


def _is_short(arn: str) -> bool:
    """Whether it is a secret's ARN without the six characters at its end, which calls may leave out and policies not.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
    """
    return ":secretsmanager:" in arn and _SUFFIX.search(arn) is None


def _partition(region: str) -> str:
    """By https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html ."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


@lru_cache(maxsize=16384)
def _pattern(action: str) -> re.Pattern[str] | None:
    """What the ARNs look like that a policy may name for the action; None: they cannot be named one by one."""
    found = actions.find(action)
    patterns = tuple(dict.fromkeys(found.resources)) if found is not None else ()
    if not patterns or (len(patterns) > 1 and action.partition(":")[0] not in _ANY_ONE):
        return None
    return re.compile("|".join(_regex(pattern) for pattern in patterns), re.DOTALL)


def _regex(pattern: str) -> str:
    """Of `arn:*:s3:::*/*`: the first parts have no colon; a bucket's name, which stands alone, has no slash."""
    is_bucket = pattern.startswith("arn:*:s3:::") and "/" not in pattern
    *head, tail = pattern.split(":", 5)
    parts = [re.escape(part).replace(r"\*", "[^:]*") for part in head]
    last = re.escape(tail).replace(r"\*", "[^/]+" if is_bucket else ".+")
    return ":".join((*parts, last))
