"""Which IAM actions each principal used, as CloudTrail's logs tell; and the policy that would have been enough."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from rootward.model.scan import Unread

PrincipalKind = Literal["root", "user", "role", "service", "other"]
"""`other`: who is known by another account's number, by an identity provider or not at all."""


class UsedAction(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM action that calls needed."""

    action: str
    """`iam:CreateUser`."""
    count: int
    """Of deliveries, where logs were read: an event that was delivered twice counts twice. A set counts each once."""
    first: datetime
    last: datetime
    resources: tuple[str, ...] = ()
    """ARNs of all that it was used on; none: some use of it named none, or there were too many."""


class UnmappedCall(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of which nobody knows the IAM action."""

    source: str
    """`s3.amazonaws.com`."""
    name: str
    count: int
    reason: str
    services: tuple[str, ...] = ()
    """The prefixes of the source's actions; none: it is not known whose it is."""


class PrincipalUse(msgspec.Struct, frozen=True, kw_only=True):
    """What a principal did; all sessions of a role are the role."""

    principal: str
    """Its ARN; of a service `ec2.amazonaws.com`."""
    kind: PrincipalKind
    used: tuple[UsedAction, ...]
    """By action, as all that follow."""
    denied: tuple[UsedAction, ...] = ()
    """What was refused to it for want of a permission, whether or not it was allowed at another time."""
    undecided: tuple[UsedAction, ...] = ()
    """What was throttled, or asked for with credentials that did not hold: nobody knows whether it was allowed."""
    unmapped: tuple[UnmappedCall, ...] = ()

    @property
    def services(self) -> tuple[str, ...]:
        """The prefixes of the actions that were used, sorted."""
        return tuple(sorted({one.action.partition(":")[0] for one in self.used}))


class UsedActions(msgspec.Struct, frozen=True, kw_only=True, tag="used-actions"):
    """What all principals did, as far as the logs go (`audit --trail`)."""

    since: datetime
    until: datetime
    """The first and the last event that was read."""
    principals: tuple[PrincipalUse, ...]
    """By kind and name."""
    without_data_events: tuple[str, ...] = ()
    """Prefixes of services of whose data events the logs hold none: they do not tell whether such actions were used."""
    unread: int = 0
    """Log files that were not read, or not whole."""
    missing_days: int = 0
    """Days of which there is no log, between days of which there is."""

    def of(self, principal: str) -> PrincipalUse | None:
        """What a principal did; None: the logs do not know it."""
        return next((one for one in self.principals if one.principal == principal), None)


class ProposedAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action that the proposed policy allows."""

    action: str
    count: int
    """As of a used action."""
    last: datetime
    access_level: str
    """As AWS's reference has it: `Read`, `Permissions management, Write`."""
    resources: tuple[str, ...]
    """As the policy has them."""
    narrow: bool = False
    """Whether it is allowed on everything, and could be allowed on less."""

    @property
    def is_of_permissions(self) -> bool:
        """Whether it changes who may do what."""
        return "Permissions management" in self.access_level


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """The identity policy that would have been enough for what a principal did. `trail policy` writes it as JSON."""

    schema: int = 1
    rootward: str = ""
    principal: str
    kind: PrincipalKind
    since: datetime
    until: datetime
    documents: tuple[dict[str, Any], ...]
    """Policy documents; several where one would be too long for AWS, none where nothing was used."""
    actions: tuple[ProposedAction, ...]
    denied: tuple[UsedAction, ...] = ()
    """Not in the policy, unless they were allowed at another time."""
    undecided: tuple[UsedAction, ...] = ()
    unmapped: tuple[UnmappedCall, ...] = ()
    without_data_events: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
