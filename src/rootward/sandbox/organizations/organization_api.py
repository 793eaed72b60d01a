"""The organisation itself, its root and its units.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations import scp
from rootward.sandbox.organizations.account import open_account
from rootward.sandbox.organizations.api import OrganizationsApi
from rootward.sandbox.organizations.backend import PracticeOrganizations, organization_managed_by
from rootward.sandbox.organizations.membership import organization_of

if TYPE_CHECKING:
    from rootward.sandbox.organizations.backend import Place


class OrganizationApi(OrganizationsApi):
    """The organisation, its root and its units."""

    def create_organization(self) -> ActionResult:
        """Make an organisation, with the caller's account as its management account."""
        account_id = self.current_account
        if organization_of(account_id) is not None:
            message = "The provided account is already a member of an organization."
            raise PracticeError("AlreadyInOrganizationException", message)
        feature_set = self._get_param("FeatureSet", "ALL")
        organization = organization_managed_by(account_id)
        aliases = open_account(account_id).account_aliases
        name = str(aliases[0]) if aliases else account_id
        organization.found(feature_set, name, f"{name}@example.com", utcnow())
        if feature_set == "ALL":
            organization.enable_service_control_policies()
        return ActionResult({"Organization": _shown(organization)})

    def describe_organization(self) -> ActionResult:
        """The caller's organisation."""
        return ActionResult({"Organization": _shown(self.organization)})

    def delete_organization(self) -> EmptyResult:
        """Delete the organisation, if only the management account is left."""
        if len(self.organization.accounts) > 1:
            message = "To delete an organization you must first remove all member accounts (except the master)."
            raise PracticeError("OrganizationNotEmptyException", message)
        self.organization.dissolve()
        return EmptyResult()

    def list_roots(self) -> ActionResult:
        """The only root."""
        root = self.organization.root
        shown = {"Id": root.id, "Arn": root.arn, "Name": root.name, "PolicyTypes": root.policy_types}
        return ActionResult({"Roots": [shown]})

    def create_organizational_unit(self) -> ActionResult:
        """Make a unit."""
        parent = self.organization.require_parent(self._get_param("ParentId"))
        tags = self._tags()
        unit = self.organization.add_unit(parent, self._get_param("Name"))
        unit.tags = tags
        return ActionResult({"OrganizationalUnit": self._shown_unit(unit)})

    def describe_organizational_unit(self) -> ActionResult:
        """One unit."""
        unit = self.organization.require_unit(self._get_param("OrganizationalUnitId"))
        return ActionResult({"OrganizationalUnit": self._shown_unit(unit)})

    def update_organizational_unit(self) -> ActionResult:
        """Give a unit another name."""
        unit = self.organization.require_unit(self._get_param("OrganizationalUnitId"))
        name = self._get_param("Name")
        if name not in (None, unit.name):
            self.organization.require_free_name(str(unit.parent_id), name)
            unit.name = name
        return ActionResult({"OrganizationalUnit": self._shown_unit(unit)})

    def delete_organizational_unit(self) -> EmptyResult:
        """Delete a unit in which nothing lies."""
        unit = self.organization.require_unit(self._get_param("OrganizationalUnitId"))
        if self.organization.units_in(unit.id) or self.organization.accounts_in(unit.id):
            message = "You specified an organizational unit that is not empty."
            raise PracticeError("OrganizationalUnitNotEmptyException", message)
        for policy in unit.attached_policies:
            policy.attachments.remove(unit)
        self.organization.ou.remove(unit)
        return EmptyResult()

    def list_organizational_units_for_parent(self) -> ActionResult:
        """The units right under a root or unit."""
        parent = self.organization.require_parent(self._get_param("ParentId"))
        return ActionResult({"OrganizationalUnits": self.organization.units_in(parent.id)})

    def list_children(self) -> ActionResult:
        """The units, or the accounts, right under a root or unit."""
        parent = self.organization.require_parent(self._get_param("ParentId"))
        kind = self._get_param("ChildType")
        found: list[Any] = [
            *(self.organization.accounts_in if kind == "ACCOUNT" else self.organization.units_in)(parent.id)
        ]
        return ActionResult({"Children": [{"Id": one.id, "Type": kind} for one in found]})

    def list_parents(self) -> ActionResult:
        """The root or unit in which an account or a unit lies."""
        child_id = self._get_param("ChildId")
        child: Any = self.organization.place(child_id) or self.organization.account(child_id)
        if child is None:
            raise PracticeError("ChildNotFoundException", "You specified a child that doesn't exist.")
        parent = self.organization.require_unit(child.parent_id)
        return ActionResult({"Parents": [{"Id": parent.id, "Type": parent.type}]})

    def present(self, name: str, item: Any) -> Any:  # noqa: ANN401 - moto's objects
        """Make what is shown of the units on this page only."""
        return self._shown_unit(item) if name == "OrganizationalUnits" else super().present(name, item)

    def _shown_unit(self, unit: Place) -> dict[str, object]:
        return {"Id": unit.id, "Arn": unit.arn, "Name": unit.name, "Path": self.organization.path(unit.id)}


def _shown(organization: PracticeOrganizations) -> dict[str, object]:
    known = organization.organization
    return {
        "Id": known.id,
        "Arn": known.arn,
        "FeatureSet": known.feature_set,
        "MasterAccountArn": known.master_account_arn,
        "MasterAccountId": known.master_account_id,
        "MasterAccountEmail": known.master_account_email,
        "AvailablePolicyTypes": [{"Type": scp.TYPE, "Status": "ENABLED"}] if known.feature_set == "ALL" else [],
    }
