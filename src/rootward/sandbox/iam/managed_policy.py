"""AWS's own managed policies, from moto's copy of them.

moto can load all of them at start, at the price of some 1,600 objects. Here each is made when it is first asked for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from moto.iam.models import AWSManagedPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = "arn:aws:iam::aws:policy"


class _Published(msgspec.Struct, frozen=True, rename="pascal"):
    """A policy in moto's copy."""

    create_date: str
    update_date: str
    default_version_id: str
    document: msgspec.Raw
    path: str = "/"


def is_aws_managed(arn: str) -> bool:
    """Whether the ARN is one of AWS's own policies."""
    return arn.startswith(f"{_PREFIX}/")


def aws_managed_arn(name: str) -> str | None:
    """The ARN of AWS's policy of that name, or None."""
    policy = _published().get(name)
    return f"{_PREFIX}{policy.path}{name}" if policy else None


def aws_managed_policy(arn: str, account_id: str) -> AWSManagedPolicy | None:
    """Make the policy of that ARN, or None if AWS has none."""
    name = arn.rpartition("/")[2]
    if aws_managed_arn(name) != arn:
        return None
    policy = _published()[name]
    data = {
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
        "DefaultVersionId": policy.default_version_id,
        "Path": policy.path,
        "Document": msgspec.json.decode(policy.document),
    }
    return AWSManagedPolicy.from_data(name, account_id, "us-east-1", data)


def all_arns() -> Iterable[str]:
    """The ARNs of all of AWS's policies."""
    return (f"{_PREFIX}{policy.path}{name}" for name, policy in _published().items())


@cache
def _published() -> dict[str, _Published]:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return msgspec.json.decode(aws_managed_policies_data, type=dict[str, _Published])


@cache
def action_prefixes() -> frozenset[str]:
    """The namespaces of the services whose actions AWS's policies name."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return frozenset(re.findall(r'"([a-z][a-z0-9-]+):[A-Za-z*]+"', aws_managed_policies_data))
