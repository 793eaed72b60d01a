"""What a change concerns: what must be there for it, and where it is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    BucketPolicyChange,
    Change,
    Edit,
    EventRuleChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    TrailChange,
    TrailLoggingChange,
    UserCredentialChange,
)
from rootward.reports.names import last_part

Target = tuple[str, ...]
"""What a change is about, as `Edit.target` says it."""


def user(name: str) -> Target:
    """The target of the change that makes the user of that name."""
    return ("user", name.lower())


def group(name: str) -> Target:
    """The target of the change that makes the group of that name."""
    return ("group", name.lower())


def holder(change: AttachmentChange | InlinePolicyChange) -> Target:
    """The target of the change that makes who holds the policy."""
    return (change.holder.kind, change.holder.name.lower())


def bucket(name: str) -> Target:
    """The target of the change that makes the bucket of that name."""
    return ("bucket", name)


def trail(arn: str) -> Target:
    """The target of the change that makes the trail of that ARN."""
    return ("trail", arn)


def topic(arn: str) -> Target:
    """The target of the change that makes the topic of that ARN."""
    return ("topic", arn)


def role(arn: str) -> Target:
    """The target of the change that makes the role of that ARN."""
    return ("role", last_part(arn).lower())


_PRINCIPAL = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:(user|role)/(?:[^\"\s]*/)?([\w+=,.@-]+)", re.ASCII)
"""Whom a trust policy names: AWS takes none who is not there.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""


def mentions(change: Change) -> frozenset[Target]:
    """What the change concerns: what must be there for it, or its own target."""
    return frozenset(_MENTIONS.get(type(change), _itself)(change))


def principals(change: Change) -> frozenset[Target]:
    """The users and roles that a role's trust policy names."""
    named = _PRINCIPAL.findall(change.trust_policy) if isinstance(change, RoleChange) else ()
    return frozenset((kind, name.lower()) for kind, name in named)


def _itself(change: Change) -> Iterable[Target]:
    return (change.target,)


def _of_trail(change: TrailChange) -> Iterable[Target]:
    return (change.target, bucket(change.bucket)) if change.bucket else (change.target,)


def _of_rule(change: EventRuleChange) -> Iterable[Target]:
    targets = change.after.targets if change.after is not None else ()
    roles = (role(one.role) for one in targets if one.role)
    return (change.target, *(topic(one.arn) for one in targets), *roles)


_MENTIONS: Mapping[type[Edit], Callable[[Any], Iterable[Target]]] = {
    AccessKeyChange: lambda one: (user(one.user),),
    AttachmentChange: lambda one: (holder(one),),
    BucketPolicyChange: lambda one: (bucket(one.bucket),),
    EventRuleChange: _of_rule,
    InlinePolicyChange: lambda one: (holder(one),),
    LoginProfileChange: lambda one: (user(one.user),),
    MembershipChange: lambda one: (user(one.user), group(one.group)),
    TrailChange: _of_trail,
    TrailLoggingChange: lambda one: (trail(one.arn),),
    UserCredentialChange: lambda one: (user(one.user),),
}
"""Of any other kind it is its own target."""


def region_of(change: Change) -> str | None:
    """The region in which the change is made; None where it is the same everywhere."""
    return next((call.region for call in change.calls()), None)
