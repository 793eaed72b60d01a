"""Accounts of an organisation, and how one that Organizations creates is furnished.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from moto.core.utils import utcnow
from moto.organizations.models import FakeAccount, FakeOrganization, FakePolicy

from rootward.sandbox.backends import Backends

if TYPE_CHECKING:
    from rootward.sandbox.door.principal import Session
    from rootward.sandbox.iam.backend import PracticeIamBackend

AccountState = Literal["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"]

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""The role that Organizations makes in accounts that it creates, unless the caller names another."""

CLOSING_TAKES = timedelta(minutes=3)
"""How long an account is PENDING_CLOSURE. AWS: "a few minutes"."""

_AN_HOUR = 3600

_STATUSES = {"PENDING_CLOSURE": "PENDING_CLOSURE", "SUSPENDED": "SUSPENDED", "CLOSED": "SUSPENDED"}
"""The older Status of a State; any other is ACTIVE."""


class PracticeAccountOfOrganization(FakeAccount):
    """moto's account of an organisation, with a number that can be chosen, and that is closed little by little."""

    def __init__(  # noqa: PLR0917 - all that there is to an account
        self,
        organization: FakeOrganization,
        account_id: str,
        name: str,
        email: str,
        joined: datetime,
        joined_method: Literal["CREATED", "INVITED"] = "CREATED",
    ) -> None:
        # moto's own would make IAM's state of the account, as moto knows IAM.
        self.type = "ACCOUNT"
        self.region = organization.region
        self.organization_id = organization.id
        self.master_account_id = organization.master_account_id
        self.id = account_id
        self.name = name
        self.email = email
        self.create_time = joined
        self.joined_method = joined_method
        self.parent_id = organization.root_id
        self.attached_policies: list[FakePolicy] = []
        self.tags: dict[str, str] = {}
        self._state: AccountState = "ACTIVE"
        self._closing_since: datetime | None = None

    @property  # type: ignore[override] # moto's never changes by itself
    def state(self) -> AccountState:
        """Where in its life the account is."""
        if self._closing_since is not None and utcnow() - self._closing_since >= CLOSING_TAKES:
            return "CLOSED"
        return self._state

    @state.setter
    def state(self, state: AccountState) -> None:
        self._state = state
        self._closing_since = None

    @property
    def status(self) -> str:  # type: ignore[override]
        """The state as AWS told it before 2025."""
        return _STATUSES.get(self.state, "ACTIVE")

    def start_closing(self) -> None:
        """Begin to close the account."""
        self._state = "PENDING_CLOSURE"
        self._closing_since = utcnow()


def describe(account: PracticeAccountOfOrganization) -> dict[str, object]:
    """The account as ListAccounts shows it."""
    return {
        "Id": account.id,
        "Arn": account.arn,
        "Email": account.email,
        "Name": account.name,
        "Status": account.status,
        "State": account.state,
        "JoinedMethod": account.joined_method,
        "JoinedTimestamp": account.create_time,
    }


def open_account(account_id: str) -> PracticeIamBackend:
    """Make IAM, STS and contacts of an account ready; its root user has no credentials. The state must be in place."""
    from moto.iam.models import iam_backends

    from rootward.sandbox.services.table import open_service

    for service in ("iam", "sts", "account"):
        open_service(service, Backends.placed(), account_id)
    return cast("PracticeIamBackend", iam_backends[account_id]["aws"])


def furnish(account_id: str, management_account_id: str, made: datetime, role_name: str = ACCESS_ROLE) -> None:
    """Give an account what Organizations gives those that it creates: a role for the management account, and no more.

    Root of such an account has no credentials:
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
    """
    iam = open_account(account_id)
    if any(role.name == role_name for role in iam.roles.values()):
        return
    role = iam.create_role(
        role_name=role_name,
        assume_role_policy_document=_trust(management_account_id),
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
    )
    role.create_date = made
    iam.attach_role_policy("arn:aws:iam::aws:policy/AdministratorAccess", role_name)


def access(account_id: str) -> Session:
    """A session of an account's OrganizationAccountAccessRole. Raises LookupError where it has none."""
    from rootward.sandbox.sts.role import open_role_session

    role = next((role for role in open_account(account_id).roles.values() if role.name == ACCESS_ROLE), None)
    if role is None:
        message = f"account {account_id} has no role {ACCESS_ROLE}"
        raise LookupError(message)
    return open_role_session(role, "rootward", _AN_HOUR)


def _trust(management_account_id: str) -> str:
    principal = {"AWS": f"arn:aws:iam::{management_account_id}:root"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
