"""What ends the power of a key that has leaked: off, its sessions denied, its user quarantined.

A key that is switched off takes none of the sessions with it that it began: they live for up to 36 hours, but what they
may do is asked anew at each call.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from rootward.checks.power import proven_authority
from rootward.checks.remedy import Proposal
from rootward.model.account import Account
from rootward.model.change import AttachmentChange, IdentityRef, InlinePolicyChange
from rootward.model.identity import Role, User
from rootward.model.key_history import ReachableRole
from rootward.model.unknown import Unknown

OPERATIONS = ("UpdateAccessKey", "PutUserPolicy", "PutRolePolicy", "AttachUserPolicy")
"""What revoking makes."""

QUARANTINE = "AWSCompromisedKeyQuarantine"
"""How the names of the policies begin that AWS attaches to a user whose key leaked. The first has no more to its name.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantine.html
"""

_OF_AWS = re.compile(rf"arn:[^:]+:iam::aws:policy/{QUARANTINE}(?:V(?P<version>[1-9][0-9]*))?")

OF_USER, OF_ROLE = "RootwardRevokeOlderSessions", "AWSRevokeOlderSessions"
"""The inline policies: a role's has the name that the console gives it."""

MARGIN = timedelta(minutes=10)
"""A session that begins so long after the plan is denied too: the plan is read first, and the key is on until then."""


class Quarantine(msgspec.Struct, frozen=True):
    """AWS's policy, and what it says."""

    arn: str
    document: str


def denied_before(moment: datetime) -> str:
    """The document by which every session that began before the moment is denied everything.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime
    A request that is signed with a long-lived key lacks the condition key, so nothing is taken from it.
    """
    statement = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def of_user(user: User, before: datetime, quarantine: Quarantine | None) -> Iterator[Proposal]:
    """Its sessions denied, and the quarantine, where it holds none as new. `quarantine`: None: it cannot be had.

    An older one stays beside it: the first denies neither PutRolePolicy nor CreatePolicyVersion, and AWS asks that none
    be taken away.
    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantine.html
    """
    holder = IdentityRef("user", user.name, user.arn)
    yield _denial(holder, OF_USER, user, before)
    if quarantine is None or _version(quarantine.arn) <= _version(quarantined_by(user) or ""):
        return
    change = AttachmentChange(
        holder=holder, policy_arn=quarantine.arn, before=False, after=True, document=quarantine.document
    )
    why = "what a thief does first (users, keys, instances, policies) is denied, whatever else the user has"
    yield Proposal(batches=((change,),), restricts=True, why=why)


def of_role(role: Role, before: datetime) -> Proposal:
    """All its sessions denied, whoever began them."""
    return _denial(IdentityRef("role", role.name, role.arn), OF_ROLE, role, before)


def _denial(holder: IdentityRef, name: str, of: User | Role, before: datetime) -> Proposal:
    there = next((one.document for one in of.inline_policies if one.name == name), None)
    change = InlinePolicyChange(holder=holder, name=name, before=there, after=denied_before(before))
    whose = f"sessions of {of.name}" if holder.kind == "user" else f"all sessions of the role {of.name}, of anybody,"
    why = f"{whose} that began before {before.astimezone(UTC):%H:%M} UTC can do nothing any more"
    return Proposal(batches=((change,),), restricts=True, why=why)


def quarantined_by(user: User) -> str | None:
    """ARN of the newest of AWS's quarantine policies that the user holds: AWS may have been faster. None: of none."""
    return max((arn for arn in user.attached_policies if _version(arn)), key=_version, default=None)


def _version(arn: str) -> int:
    """The first has none in its name: 1. What is no quarantine of AWS's: 0."""
    found = _OF_AWS.fullmatch(arn)
    return int(found["version"] or 1) if found else 0


def reachable_roles(account: Account, arn: str) -> tuple[ReachableRole, ...]:
    """The roles that the user may assume itself, those first of which it is sure. None where policies were not read."""
    power = proven_authority(account)
    if isinstance(power, Unknown):
        return ()
    reading = power.before_scps
    holder = reading.powers.by_arn.get(arn)
    if holder is None:
        return ()
    found = (
        ReachableRole(name=step.role.name, arn=step.role.arn, sure=step.answer is True)
        for step in reading.assumption.roles_of(holder)
    )
    return tuple(sorted(found, key=lambda one: (not one.sure, one.name)))
