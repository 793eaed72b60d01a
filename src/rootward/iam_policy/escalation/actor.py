"""Somebody on the way: an identity, with the policies that bind it by then, and as whom AWS sees it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from rootward.iam_policy.circumstances import OF_THE_CALLER
from rootward.iam_policy.context import Given
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.policy import Policy, Unread
from rootward.iam_policy.powers import Held, Holder

Mode = Literal["own", "key", "session"]
"""How somebody acts: as itself, with MFA or without; by an access key, or by a session, that somebody else got hold of.

Requests signed with an access key lack `aws:MultiFactorAuthPresent`; those of a session without MFA say `false`:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
"""

MFA = frozenset({"aws:multifactorauthpresent", "aws:multifactorauthage"})


WITHOUT_MFA: dict[str, dict[str, Given | None]] = {
    "own": {},
    "key": {"aws:multifactorauthpresent": None, "aws:multifactorauthage": None},
    "session": {"aws:multifactorauthpresent": "false", "aws:multifactorauthage": None},
}
"""What a request says of MFA in each mode; as itself, what is known of the identity."""


class Actor(msgspec.Struct, frozen=True, eq=False):
    """An identity as it acts."""

    holder: Holder
    policies: Policies
    held: tuple[Held, ...]
    """The policies by their names."""
    mode: Mode
    groups: tuple[str, ...]
    """Names of the groups that a user is in by then."""
    boundary: Held | None
    """By its name."""
    key: Hashable
    """Actors of one key get the same answers, as long as nothing asks for their own ARNs."""
    asks_who: bool
    """Whether a policy asks for the caller's own name."""

    @property
    def known(self) -> Mapping[str, Given | None]:
        """What is known of every call that it makes, in small letters; None: known to be absent."""
        return {**self.holder.known, **WITHOUT_MFA[self.mode]}

    @property
    def identity(self) -> tuple[str, int, Mode]:
        """What tells it from all others."""
        return self.holder.arn, id(self.policies), self.mode


def each_policy(policies: Policies) -> Iterator[Ready]:
    """All policies of an identity, its boundary and the service control policies included."""
    yield from policies.identity
    yield from policies.boundary
    if not isinstance(policies.scps, Unread):
        for level in policies.scps:
            yield from level


class Asks(NamedTuple):
    """What policies ask about whoever acts."""

    for_mfa: bool
    who: bool
    """Whether they ask for the caller's own name."""


def asked_by(policies: Policies) -> Asks:
    """What the policies test, or bring in."""
    keys = frozenset[str]().union(*(each.keys for each in each_policy(policies) if isinstance(each, Policy)))
    return Asks(bool(keys & MFA), bool(keys & OF_THE_CALLER))
