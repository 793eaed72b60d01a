"""Who could put itself into a new group and so become an administrator.

A policy that hangs on one user is out of reach for whoever may put users into groups. In a group it is not. Asked is
only of policies that make an administrator: what lesser ones allow, whoever may add users to the group may take.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from rootward.checks.identities.shared_group import PolicySet
from rootward.checks.kept import Kept
from rootward.checks.power import proven_authority
from rootward.iam_policy import UNREAD, MalformedPolicyError, Partial, Policies, Request, Verdict, decide, policy
from rootward.iam_policy.administration import administration
from rootward.iam_policy.policies import Ready, of_layer
from rootward.model.account import Account
from rootward.model.identity import SERVICE_LINKED, Identities
from rootward.model.unknown import Unknown


def newcomers(account: Account, held: PolicySet, group_arn: str) -> tuple[str, ...]:
    """Those who are no administrators and may add users to the new group, as `user ann`, if its policies make one.

    Policies that were not read may do either. Roles that AWS's services own are left out.
    """
    found = _FOUND.of(account)
    key = (held, group_arn)
    if key not in found:
        found[key] = tuple(_newcomers(account, held, group_arn))
    return found[key]


def _nothing_yet(_account: Account) -> dict[tuple[PolicySet, str], tuple[str, ...]]:
    return {}


_FOUND = Kept(_nothing_yet)


def _newcomers(account: Account, held: PolicySet, group_arn: str) -> Iterator[str]:
    power = proven_authority(account)
    if isinstance(power, Unknown) or not _administers(power.identities, held, group_arn):
        return
    reading = power.before_scps
    may: dict[Hashable, bool] = {}
    for holder in reading.powers.holders:
        if holder.arn in reading.administrator_by_arn or holder.path.startswith(SERVICE_LINKED):
            continue
        alike = reading.powers.likeness(holder)
        if alike not in may:
            context = Partial(holder.known)
            asked = Request(action="iam:AddUserToGroup", resource=group_arn, principal=holder.arn, context=context)
            may[alike] = decide(asked, holder.policies).verdict is not Verdict.DENY
        if may[alike]:
            yield f"{holder.kind} {holder.name}"


def _administers(identities: Identities, held: PolicySet, group_arn: str) -> bool:
    """Whether the policies make, or may make, an administrator of whoever holds them."""
    anybody = f"{group_arn.partition(':group/')[0]}:user/{_FRESH_NAME}"
    return administration(Policies(tuple(_policies(identities, held))), anybody).control is not False


def _policies(identities: Identities, held: PolicySet) -> Iterator[Ready]:
    documents = {one.arn: one.document for one in identities.policies}
    for document in (*(documents.get(arn) for arn in held.attached), *(document for _, document in held.inline)):
        try:
            yield of_layer(policy(document), "identity") if isinstance(document, str) else UNREAD
        except MalformedPolicyError:
            yield UNREAD


_FRESH_NAME = "fresh0a4d"
