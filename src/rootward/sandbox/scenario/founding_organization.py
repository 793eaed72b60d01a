"""Founding the organisation of a scenario, once its accounts are founded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rootward.sandbox.backends import ACCOUNT_ID

if TYPE_CHECKING:
    from rootward.sandbox.organizations.backend import PracticeOrganizations, Target
    from rootward.sandbox.scenario import organization as plan
    from rootward.sandbox.scenario.tables import Member, Scenario


def found_organization(scenario: Scenario, planned: plan.Organization, now: datetime) -> None:
    """Fill the state of Organizations, which is in place. `now`: as for `found`."""
    from rootward.sandbox.organizations.backend import organization_managed_by

    organization = organization_managed_by(planned.management_account or ACCOUNT_ID)
    founder = _Founder(organization, now)
    founder.found_accounts(planned, scenario.members)
    founder.found_policies(planned)
    founder.found_services(planned)
    organization.root_features.update(planned.root_features)


class _Founder:
    """Puts accounts, units and policies into an organisation."""

    def __init__(self, organization: PracticeOrganizations, now: datetime) -> None:
        self.organization = organization
        self.now = now
        self.units: dict[str, str] = {}
        """The id of each unit, and of the root, by its path."""

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def found_accounts(self, planned: plan.Organization, members: tuple[Member, ...]) -> None:
        from rootward.sandbox.organizations.account import furnish

        own = planned.this_account
        entries = {member.id: member for member in members}
        management = entries.get(self.organization.account_id, own)
        self.organization.found(planned.feature_set, management.name, management.email, self.ago(planned.founded))
        if planned.feature_set == "ALL":
            self.organization.enable_service_control_policies()
        self.found_units(planned.units)
        if planned.management_account is not None:
            self.organization.join(ACCOUNT_ID, own.name, own.email, self.ago(own.joined), "CREATED")
        for member in members:
            if member.id != self.organization.account_id:
                joined = self.ago(member.joined)
                account = self.organization.join(member.id, member.name, member.email, joined, member.joined_method)
                account.state = member.state
                if member.joined_method == "CREATED":
                    furnish(member.id, self.organization.account_id, joined)
        for account_id, unit in ((ACCOUNT_ID, own.unit), *((member.id, member.unit) for member in members)):
            self.organization.require_account(account_id).parent_id = self.units[unit]

    def found_units(self, paths: tuple[str, ...]) -> None:
        self.units[""] = self.organization.root.id
        for path in paths:
            parent, _, name = path.rpartition("/")
            self.units[path] = self.organization.add_unit(self.organization.require_unit(self.units[parent]), name).id

    def found_policies(self, planned: plan.Organization) -> None:
        for policy in planned.service_control_policies:
            made = self.organization.add_policy(policy.name, policy.description, policy.document)
            for target in policy.targets:
                self.organization.attach(made, self.target(target))

    def target(self, named: str) -> Target:
        return self.organization.require_target(self.units.get(named, named))

    def found_services(self, planned: plan.Organization) -> None:
        from rootward.sandbox.organizations.administrator import register

        for service in planned.trusted_services:
            self.organization.trust(service, self.ago(planned.founded))
        for admin in planned.delegated_administrators:
            account = self.organization.require_account(admin.account)
            register(self.organization, account, admin.service, self.ago(admin.since))
