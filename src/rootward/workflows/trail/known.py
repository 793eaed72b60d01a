"""What the facts of an account tell of judging its log: what it is to an organisation, and who could have done it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rootward.checks.power import proven_authority
from rootward.model.account import Account
from rootward.model.credential_report import CredentialReport
from rootward.model.identity import Identities
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from rootward.trail.classify.context import Administrator, Standing


def standings(account: Account) -> Mapping[str, Standing]:
    """By account number: of this one, and of the management account, where the facts name it."""
    organization = account.organization
    if isinstance(organization, Unknown):
        return {}
    if not isinstance(organization, Organization):
        return {account.id: "standalone"}
    return {account.id: "member", organization.management_account: "management"}


def administrators(account: Account) -> Mapping[str, tuple[Administrator, ...]]:
    """By account number; nothing where identities were not read. Root is none of them."""
    authority = proven_authority(account)
    if isinstance(authority, Unknown) or isinstance(account.identities, Unknown):
        return {}
    seen = _seen(account, account.identities)
    arns = sorted(arn for arn in authority.before_scps.administrator_by_arn if arn != account.root_arn)
    return {account.id: tuple(Administrator(arn=arn, seen=seen.get(arn, ())) for arn in arns)}


def _seen(account: Account, identities: Identities) -> dict[str, tuple[datetime, ...]]:
    """When each user signed in or used a key for the last time, by ARN; and each role was used."""
    moments: dict[str, tuple[datetime, ...]] = {}
    if isinstance(account.credential_report, CredentialReport):
        for row in account.credential_report.users:
            cells = (row.password_last_used, *(slot.last_used for slot in row.keys))
            moments[row.arn] = tuple(sorted(cell for cell in cells if isinstance(cell, datetime)))
    for role in identities.roles:
        if role.last_used is not None:
            moments[role.arn] = (role.last_used,)
    return moments
