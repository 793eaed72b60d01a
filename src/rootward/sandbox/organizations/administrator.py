"""Delegated administrators of an organisation: members that administer a service for all of it.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.utils import utcnow
from moto.organizations.models import FakeDelegatedAdministrator

from rootward.sandbox.organizations.account import PracticeAccountOfOrganization, describe

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.organizations.backend import PracticeOrganizations


class Administrator(FakeDelegatedAdministrator):
    """A delegated administrator, for every service that has such."""

    account: PracticeAccountOfOrganization

    def __init__(self, account: PracticeAccountOfOrganization, since: datetime) -> None:
        super().__init__(account)
        self.enabled_date = since

    def take(self, service: str, since: datetime) -> None:
        """Let it administer a service too."""
        self.services[service] = {"ServicePrincipal": service, "DelegationEnabledDate": since}


def register(
    organization: PracticeOrganizations,
    account: PracticeAccountOfOrganization,
    service: str,
    since: datetime | None = None,
) -> None:
    """Let a member administer a service; nothing is asked."""
    since = since or utcnow()
    admin = administrator(organization, account.id)
    if admin is None:
        admin = Administrator(account, since)
        organization.admins.append(admin)
    admin.take(service, since)


def administrator(organization: PracticeOrganizations, account_id: str) -> Administrator | None:
    """The account as a delegated administrator, or None if it is none."""
    for admin in organization.admins:
        if isinstance(admin, Administrator) and admin.account.id == account_id:
            return admin
    return None


def shown_administrator(admin: Administrator) -> dict[str, object]:
    """The administrator as ListDelegatedAdministrators shows it."""
    return {**describe(admin.account), "DelegationEnabledDate": admin.enabled_date}
