"""The accounts of an organisation: made, moved, closed, let go.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.organizations.utils import make_random_account_id, make_random_create_account_status_id

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.account import ACCESS_ROLE, describe, furnish
from rootward.sandbox.organizations.api import OrganizationsApi
from rootward.sandbox.organizations.constraint import violation
from rootward.sandbox.organizations.creation import CREATING_TAKES, Creation

if TYPE_CHECKING:
    from rootward.sandbox.organizations.account import PracticeAccountOfOrganization


class AccountApi(OrganizationsApi):
    """The accounts of an organisation."""

    def create_account(self) -> ActionResult:
        """Make an account: the request is IN_PROGRESS at first. Its root user has no credentials."""
        email, tags = self._get_param("Email"), self._tags()
        known: dict[str, Any] = {"failure_reason": "EMAIL_ALREADY_EXISTS"}
        if not any(account.email.lower() == email.lower() for account in self.organization.accounts):
            known = {"account_id": self._new_account(email, tags)}
        creation = Creation(
            id=make_random_create_account_status_id(),
            account_name=self._get_param("AccountName"),
            requested=utcnow(),
            **known,
        )
        self.organization.creations.append(creation)
        return ActionResult({"CreateAccountStatus": creation.describe()})

    def _new_account(self, email: str, tags: dict[str, str]) -> str:
        account_id = make_random_account_id()
        joined = utcnow() + CREATING_TAKES
        account = self.organization.join(account_id, self._get_param("AccountName"), email, joined, "CREATED")
        account.tags = tags
        furnish(account_id, self.organization.account_id, joined, self._get_param("RoleName", ACCESS_ROLE))
        return account_id

    def describe_create_account_status(self) -> ActionResult:
        """How far a request to make an account is."""
        wanted = self._get_param("CreateAccountRequestId")
        creation = next((creation for creation in self.organization.creations if creation.id == wanted), None)
        if creation is None:
            message = "You specified a create account request that doesn't exist."
            raise PracticeError("CreateAccountStatusNotFoundException", message)
        return ActionResult({"CreateAccountStatus": creation.describe()})

    def list_create_account_status(self) -> ActionResult:
        """The requests to make an account, in the states asked for."""
        wanted = self._get_param("States", [])
        found = [one.describe() for one in self.organization.creations if not wanted or one.state in wanted]
        return ActionResult({"CreateAccountStatuses": found})

    def describe_account(self) -> ActionResult:
        """One account."""
        account = self.organization.require_account(self._get_param("AccountId"))
        return ActionResult({"Account": self._shown_account(account)})

    def list_accounts(self) -> ActionResult:
        """Every account, the management account included; those that are being made are not there yet."""
        return ActionResult({"Accounts": self._made(self.organization.accounts)})

    def list_accounts_for_parent(self) -> ActionResult:
        """The accounts right under a root or unit."""
        parent = self.organization.require_parent(self._get_param("ParentId"))
        return ActionResult({"Accounts": self._made(self.organization.accounts_in(parent.id))})

    def move_account(self) -> EmptyResult:
        """Move an account from one root or unit to another."""
        account = self.organization.require_account(self._get_param("AccountId"))
        source = self.organization.require_parent(self._get_param("SourceParentId"), "SourceParentNotFoundException")
        target = self.organization.require_parent(
            self._get_param("DestinationParentId"), "DestinationParentNotFoundException"
        )
        if account.parent_id == target.id:
            message = "That account is already present in the specified destination."
            raise PracticeError("DuplicateAccountException", message)
        if account.parent_id != source.id:
            raise PracticeError("SourceParentNotFoundException", "You specified parent that doesn't exist.")
        account.parent_id = target.id
        return EmptyResult()

    def close_account(self) -> EmptyResult:
        """Close a member: it is PENDING_CLOSURE at first."""
        account = self.organization.require_account(self._get_param("AccountId"))
        if account.id == self.organization.account_id:
            raise violation("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account.")
        if self.organization.organization.feature_set != "ALL":
            message = "You can close an account only when all features are enabled."
            raise violation("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", message)
        if account.state in ("CLOSED", "SUSPENDED"):
            raise PracticeError("AccountAlreadyClosedException", "The provided account is already closed.")
        if account.state == "PENDING_CLOSURE":
            raise PracticeError("ConflictException", "The provided account is already being closed.")
        account.start_closing()
        return EmptyResult()

    def remove_account_from_organization(self) -> EmptyResult:
        """Let a member go."""
        self._let_go(self.organization.require_account(self._get_param("AccountId")))
        return EmptyResult()

    def leave_organization(self) -> EmptyResult:
        """Leave, as a member."""
        self._let_go(self.organization.require_account(self.current_account))
        return EmptyResult()

    def _let_go(self, account: PracticeAccountOfOrganization) -> None:
        if account.id == self.organization.account_id:
            message = "You can't remove the management account from an organization."
            raise PracticeError("MasterCannotLeaveOrganizationException", message)
        if self.organization.is_delegated(account.id):
            message = "You can't remove an account that is a delegated administrator of your organization."
            raise violation("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG", message)
        self.organization.let_go(account)

    def present(self, name: str, item: Any) -> Any:  # noqa: ANN401 - moto's objects
        """Make what is shown of the accounts on this page only."""
        return self._shown_account(item) if name == "Accounts" else super().present(name, item)

    @staticmethod
    def _made(accounts: list[PracticeAccountOfOrganization]) -> list[PracticeAccountOfOrganization]:
        now = utcnow()
        return [account for account in accounts if account.create_time <= now]

    def _shown_account(self, account: PracticeAccountOfOrganization) -> dict[str, object]:
        return {**describe(account), "Paths": [f"{self.organization.path(account.parent_id)}{account.id}/"]}
