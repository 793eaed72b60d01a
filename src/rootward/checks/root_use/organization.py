"""What an account can see of its organisation: the management account sees all, a member next to nothing.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html
"""

from __future__ import annotations

from rootward.checks.verdict import Verdict, not_applicable, unknown
from rootward.model.account import Account
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown

NO_ORGANIZATION = "the account belongs to no organisation"


def outside(account: Account) -> Verdict | None:
    """The verdict where an organisation's root question does not arise or cannot be asked; None where it can."""
    if account.partition == "aws-cn":
        return not_applicable(account.resource, "root has no credentials in the China regions")
    if isinstance(account.organization, Unknown):
        return unknown(account.resource, account.organization)
    if account.organization is None:
        return not_applicable(account.resource, NO_ORGANIZATION)
    return None


def hidden_from_member(organization: Organization, what: str) -> Unknown:
    """`what` is seen by the management account and by delegated administrators alone."""
    whose = f"management account {organization.management_account} or a delegated administrator"
    return Unknown("not_observable", None, f"{what}: only {whose} of the organisation can see it")


def not_yet(account: Account, what: str, action: str) -> Verdict:
    """The verdict on a question of the organisation whose facts this version does not collect."""
    if (verdict := outside(account)) is not None:
        return verdict
    organization = account.organization
    if isinstance(organization, Organization) and not account.is_management:
        return unknown(account.resource, hidden_from_member(organization, what))
    return unknown(account.resource, Unknown("not_collected", action, f"{what}: this version does not read it yet"))
