"""The policy that a resource itself has, and the account that owns the resource.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
Trust policies of roles are asked where STS lends the role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Owned(NamedTuple):
    """Whose a resource is, and what its policy says."""

    account_id: str | None = None
    """None: the ARN tells it."""
    policies: tuple[str, ...] = ()
    can_have_policies: bool = True


_ROOTS_KEYS = frozenset(
    {
        *("s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"),
        *("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SetQueueAttributes"),
    }
)


def locks(action: str, *, root: bool) -> bool:
    """Whether the resource's policy has a say: root of the owner gets at the policy itself, whatever that denies.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
    """
    return not (root and action in _ROOTS_KEYS)


def owned(arn: str) -> Owned:
    """What is known of the resource. The state must be in place."""
    parts = arn.split(":", 5)
    find = _SERVICES.get(parts[2]) if len(parts) == 6 else None  # noqa: PLR2004 - an ARN has six
    return Owned(can_have_policies=False) if find is None else find(*parts[3:])


def _bucket(_region: str, _account: str, name: str) -> Owned:
    """The policy of a bucket is that of its objects, too. Buckets' ARNs do not tell the account."""
    from moto.s3.models import s3_backends

    name = name.partition("/")[0]
    partition, account = s3_backends.bucket_accounts.get(name, ("aws", ""))
    bucket: Any = s3_backends[account][partition].buckets.get(name) if account in s3_backends else None
    if bucket is None:
        return Owned()
    return Owned(account, (bucket.policy.decode("utf-8", "replace"),) if bucket.policy else ())


def _queue(region: str, account: str, name: str) -> Owned:
    from moto.sqs.models import sqs_backends

    queue: Any = _held(sqs_backends, account, region, "queues").get(name)
    return Owned(None, (queue.policy,) if queue is not None and queue.policy else ())


def _topic(region: str, account: str, name: str) -> Owned:
    from moto.sns.models import sns_backends

    topic: Any = _held(sns_backends, account, region, "topics").get(f"arn:aws:sns:{region}:{account}:{name}")
    return Owned(None, () if topic is None else (topic.policy,))


def _key(region: str, account: str, name: str) -> Owned:
    from moto.kms.models import kms_backends

    key: Any = _held(kms_backends, account, region, "keys").get(name.removeprefix("key/"))
    return Owned(None, () if key is None else (key.policy,))


def _held(backends: Any, account: str, region: str, what: str) -> dict[str, Any]:  # noqa: ANN401 - moto's BackendDict
    """What a service holds in a region; nothing, where it was never called there."""
    if account not in backends or region not in backends[account]:
        return {}
    found: dict[str, Any] = getattr(backends[account][region], what)
    return found


_SERVICES: dict[str, Callable[[str, str, str], Owned]] = {"kms": _key, "s3": _bucket, "sns": _topic, "sqs": _queue}
