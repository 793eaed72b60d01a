"""The organisation of a scenario: its features, its units, its policies, and who administers what.

What its accounts hold is in the tables of the accounts: the practice account itself is one, and each of `members` is
another. A unit is named by its path, `Workloads/Production`; "" is the root of the organisation.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from rootward.sandbox.scenario.table import DaysAgo, Document, Table

AccountNumber = Annotated[str, msgspec.Meta(pattern=r"^\d{12}$")]


class Place(Table, frozen=True):
    """The practice account itself, as its organisation knows it."""

    name: str
    email: str
    joined: DaysAgo
    unit: str = ""


class ServiceControlPolicy(Table, frozen=True):
    """A service control policy, and what it is attached to beside FullAWSAccess."""

    name: str
    document: Document
    description: str = ""
    targets: tuple[str, ...] = ()
    """Paths of units, "" for the root, or numbers of accounts."""


class DelegatedAdministrator(Table, frozen=True):
    """A member that administers a service for the organisation."""

    account: AccountNumber
    service: str
    """Its service principal, as `iam.amazonaws.com`. The organisation trusts it."""
    since: DaysAgo


class Organization(Table, frozen=True):
    """An organisation."""

    founded: DaysAgo
    this_account: Place
    role: Literal["management", "member"] = "management"
    """What the practice account is in it."""
    management_account: AccountNumber | None = None
    """One of `members`, where the practice account is a member."""
    feature_set: Literal["ALL", "CONSOLIDATED_BILLING"] = "ALL"
    root_features: tuple[Literal["RootCredentialsManagement", "RootSessions"], ...] = ()
    """Of central root access, those that are on."""
    trusted_services: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """Paths, each after the one that it lies in."""
    service_control_policies: tuple[ServiceControlPolicy, ...] = ()
    delegated_administrators: tuple[DelegatedAdministrator, ...] = ()

    def documents(self) -> dict[str, Document]:
        """Every policy document, by the place where it stands."""
        return {f"service control policy {one.name}": one.document for one in self.service_control_policies}
