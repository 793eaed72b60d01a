"""The state of an organisation: moto's, with what moto lacks. It lies with the management account."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.organizations import utils
from moto.organizations.models import (
    FakeOrganization,
    FakeOrganizationalUnit,
    FakePolicy,
    FakeRoot,
    OrganizationsBackend,
    organizations_backends,
)

from rootward.sandbox.backends import Backends
from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations import scp
from rootward.sandbox.organizations.account import PracticeAccountOfOrganization
from rootward.sandbox.organizations.constraint import violation
from rootward.sandbox.organizations.creation import Creation

if TYPE_CHECKING:
    from rootward.model.root_task import Feature

FULL_ACCESS_ID = utils.DEFAULT_SCP_POLICY_ID

_DEEPEST = 5
"""Levels of units under a root: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"""

Place = FakeOrganizationalUnit
"""A root or a unit: what accounts and units lie in."""
Target = FakeOrganizationalUnit | PracticeAccountOfOrganization
"""What a policy can be attached to."""


class PracticeOrganizations(OrganizationsBackend):
    """An organisation, where the account manages one; else it is empty."""

    accounts: list[PracticeAccountOfOrganization]  # type: ignore[assignment]

    def _reset(self) -> None:
        super()._reset()
        self.root_features: set[Feature] = set()
        """Of central root access, those that are on."""
        self.creations: list[Creation] = []

    @property
    def organization(self) -> FakeOrganization:
        """The organisation itself, which must be there."""
        assert self.org is not None  # noqa: S101 - organization_of gives no other
        return self.org

    @property
    def root(self) -> FakeRoot:
        """Its only root."""
        return cast("FakeRoot", self.ou[0])

    def found(
        self,
        feature_set: str,
        name: str,
        email: str,
        joined: datetime,
    ) -> None:
        """Make the organisation, with this account as its management account.

        Service control policies must be enabled first, as with CreateOrganization.
        """
        self.org = FakeOrganization(self.account_id, region_name="us-east-1", feature_set=feature_set)
        self.org.master_account_email = email
        self.ou.append(FakeRoot(self.org))
        self.policies.append(self._full_access())
        self.join(self.account_id, name, email, joined, "INVITED")

    def join(
        self,
        account_id: str,
        name: str,
        email: str,
        joined: datetime,
        joined_method: Literal["CREATED", "INVITED"],
    ) -> PracticeAccountOfOrganization:
        """Take an account in; it lies in the root."""
        account = PracticeAccountOfOrganization(self.organization, account_id, name, email, joined, joined_method)
        self.accounts.append(account)
        if account_id != self.account_id:
            organizations_backends.master_accounts[account_id] = (self.account_id, "aws")
        if self.is_enabled(scp.TYPE):
            self.attach(self.policy(FULL_ACCESS_ID), account)
        return account

    def let_go(self, account: PracticeAccountOfOrganization) -> None:
        """Let an account leave."""
        for policy in account.attached_policies:
            policy.attachments.remove(account)
        self.accounts.remove(account)
        organizations_backends.master_accounts.pop(account.id, None)

    def dissolve(self) -> None:
        """Delete the organisation."""
        self._reset()

    # ---- what is in it

    def account(self, account_id: str) -> PracticeAccountOfOrganization | None:
        """The account with that number, or None."""
        return next((account for account in self.accounts if account.id == account_id), None)

    def require_account(self, account_id: str) -> PracticeAccountOfOrganization:
        """The account with that number. Raises AccountNotFoundException."""
        account = self.account(account_id)
        if account is None:
            raise PracticeError("AccountNotFoundException", "You specified an account that doesn't exist.")
        return account

    def place(self, place_id: str) -> Place | None:
        """The root or unit with that id, or None."""
        return next((place for place in self.ou if place.id == place_id), None)

    def require_parent(self, place_id: str, code: str = "ParentNotFoundException") -> Place:
        """The root or unit with that id. `code`: of the error if there is none."""
        place = self.place(place_id)
        if place is None:
            raise PracticeError(code, "You specified parent that doesn't exist.")
        return place

    def require_unit(self, unit_id: str) -> Place:
        """The unit with that id. Raises OrganizationalUnitNotFoundException."""
        unit = self.place(unit_id)
        if unit is None:
            message = "You specified an organizational unit that doesn't exist."
            raise PracticeError("OrganizationalUnitNotFoundException", message)
        return unit

    def require_target(self, target_id: str) -> Target:
        """The root, unit or account with that id. Raises TargetNotFoundException."""
        target: Target | None = self.place(target_id) or self.account(target_id)
        if target is None:
            raise PracticeError("TargetNotFoundException", "You specified a target that doesn't exist.")
        return target

    def targets(self) -> list[Target]:
        """Everything that a policy can be attached to."""
        return [*self.ou, *self.accounts]

    def units_in(self, place_id: str) -> list[Place]:
        """The units right under a root or unit."""
        return [unit for unit in self.ou if unit.parent_id == place_id]

    def accounts_in(self, place_id: str) -> list[PracticeAccountOfOrganization]:
        """The accounts right under a root or unit."""
        return [account for account in self.accounts if account.parent_id == place_id]

    def path(self, place_id: str) -> str:
        """`o-…/r-…/ou-…/`, down to a root or unit.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html
        """
        place = self.require_unit(place_id)
        above = f"{self.organization.id}/" if place.parent_id is None else self.path(place.parent_id)
        return f"{above}{place.id}/"

    # ---- units

    def add_unit(self, parent: Place, name: str) -> Place:
        """Make a unit.

        Raises:
            PracticeError: DuplicateOrganizationalUnitException.
            ReasonedError: ConstraintViolationException: the tree is too deep.

        """
        self.require_free_name(parent.id, name)
        if self.path(parent.id).count("/ou-") >= _DEEPEST:
            raise violation("OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the maximum depth of organizational units.")
        unit = FakeOrganizationalUnit(self.organization, Name=name, ParentId=parent.id)
        self.ou.append(unit)
        if self.is_enabled(scp.TYPE):
            self.attach(self.policy(FULL_ACCESS_ID), unit)
        return unit

    def require_free_name(self, parent_id: str, name: str) -> None:
        """Raise DuplicateOrganizationalUnitException if a unit has the name already. Only siblings count."""
        if any(unit.name == name for unit in self.units_in(parent_id)):
            raise PracticeError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")

    # ---- policies

    def is_enabled(self, policy_type: str) -> bool:
        """Whether policies of the type can be attached in the root."""
        return any(one["Type"] == policy_type for one in self.root.policy_types)

    def policy(self, policy_id: str) -> FakePolicy:
        """The policy with that id. Raises PolicyNotFoundException."""
        found = next((policy for policy in self.policies if policy.id == policy_id), None)
        if found is None:
            raise PracticeError("PolicyNotFoundException", "You specified a policy that doesn't exist.")
        return found

    @staticmethod
    def attach(policy: FakePolicy, target: Target) -> None:
        """Attach a policy; nothing is asked."""
        target.attached_policies.append(policy)
        policy.attachments.append(target)

    @staticmethod
    def detach(policy: FakePolicy, target: Target) -> None:
        """Detach a policy; nothing is asked."""
        target.attached_policies.remove(policy)
        policy.attachments.remove(target)

    def enable_service_control_policies(self) -> None:
        """Enable the type; FullAWSAccess is attached to everything.

        https://docs.aws.amazon.com/organizations/latest/userguide/enable-policy-type.html
        """
        self.root.policy_types.append({"Type": scp.TYPE, "Status": "ENABLED"})
        full_access = self.policy(FULL_ACCESS_ID)
        for target in self.targets():
            self.attach(full_access, target)

    def service_control_policies(self, account_id: str) -> tuple[tuple[str, ...], ...]:
        """The documents that limit a member, level by level from the root down to the account; none: the type is off.

        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
        """
        account = self.account(account_id)
        if account is None or not self.is_enabled(scp.TYPE):
            return ()
        levels: list[Target] = [account]
        place = self.place(account.parent_id)
        while place is not None:
            levels.append(place)
            place = self.place(place.parent_id) if place.parent_id else None
        return tuple(
            tuple(str(policy.content) for policy in level.attached_policies if policy.type == scp.TYPE)
            for level in reversed(levels)
        )

    def add_policy(self, name: str, description: str, content: str) -> FakePolicy:
        """Make a service control policy; nothing is asked."""
        policy = FakePolicy(self.organization, Name=name, Description=description, Content=content, Type=scp.TYPE)
        # moto's ids have eight characters, AWS's ten: API_PolicySummary's pattern of ARNs.
        policy.id += "".join(mock_random.choice(utils.CHARSET) for _ in range(2))
        self.policies.append(policy)
        return policy

    def _full_access(self) -> FakePolicy:
        policy = FakePolicy(
            self.organization,
            Name="FullAWSAccess",
            Description="Allows access to every operation",
            Type=scp.TYPE,
            Content=scp.FULL_ACCESS,
        )
        policy.id = FULL_ACCESS_ID
        policy.aws_managed = True
        return policy

    # ---- services

    def trusts(self, service: str) -> bool:
        """Whether trusted access is enabled for a service, by its service principal."""
        return any(one["ServicePrincipal"] == service for one in self.services)

    def trust(self, service: str, since: datetime | None = None) -> None:
        """Enable trusted access; again is once."""
        if not self.trusts(service):
            self.services.append({"ServicePrincipal": service, "DateEnabled": since or utcnow()})

    def is_delegated(self, account_id: str, service: str | None = None) -> bool:
        """Whether the account is a delegated administrator: for the service, or for any."""
        return any(
            admin.account.id == account_id and (service is None or service in admin.services) for admin in self.admins
        )

    def administers(self, account_id: str, service: str) -> bool:
        """Whether a service takes the account for its administrator in this organisation."""
        return self.trusts(service) and (account_id == self.account_id or self.is_delegated(account_id, service))


def organization_managed_by(account_id: str) -> PracticeOrganizations:
    """The account's own state of Organizations, empty or not. The state must be in place."""
    from rootward.sandbox.services.table import open_service

    open_service("organizations", Backends.placed(), account_id)
    return cast("PracticeOrganizations", organizations_backends[account_id]["aws"])
