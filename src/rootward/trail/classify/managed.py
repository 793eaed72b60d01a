"""AWS managed policies that have what an event needed: `managed_policies.json`, narrowest first in each service.

The data holds, of the policies of AWS that are for one service, what they allow on every resource without a condition:
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from rootward.iam_policy.action_patterns import ActionPatterns


class ManagedPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One policy of AWS."""

    arn: str
    allows: tuple[str, ...]
    """Patterns of actions: `iam:Get*`."""


class _Policies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    checked: str
    policies: tuple[ManagedPolicy, ...]


@cache
def managed_policies() -> tuple[ManagedPolicy, ...]:
    """All that the data has."""
    data = (files("rootward.trail.classify") / "managed_policies.json").read_bytes()
    return msgspec.json.decode(data, type=_Policies).policies


def managed_policy(permissions: Sequence[str], partition: str = "aws") -> str | None:
    """The ARN of the first policy that has all the permissions; None: there is none, or nothing was asked."""
    arn = _first(tuple(permissions)) if permissions else None
    return arn.replace("arn:aws:", f"arn:{partition}:", 1) if arn else None


@lru_cache(maxsize=1024)
def _first(permissions: tuple[str, ...]) -> str | None:
    return next((arn for arn, patterns in _patterns() if all(map(patterns.take, permissions))), None)


@cache
def _patterns() -> tuple[tuple[str, ActionPatterns], ...]:
    return tuple((policy.arn, ActionPatterns(policy.allows)) for policy in managed_policies())
