"""Which account a call to Account Management is about: the caller's own, or a member of its organisation.

https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html (AccountId)
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-api-modes-of-operation.html
Words: https://github.com/awslabs/aws-deployment-framework/issues/764,
https://github.com/aws-samples/data-perimeter-helper/issues/8
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.membership import organization_of

if TYPE_CHECKING:
    from moto.organizations.models import OrganizationsBackend

SERVICE = "account.amazonaws.com"

_STANDALONE = "The management account can only be managed using the standalone context from the management account"
_NO_TRUST = "Your organization must first enable trusted access with AWS Account Management."


def subject(operation: str, named: str | None) -> str:
    """The account's number. `named`: the parameter AccountId.

    Raises:
        PracticeError: AccessDeniedException: the caller may not name an account, or not that one.

    """
    own = caller().account_id
    if not named:
        return own
    organization = organization_of(own)
    if organization is None:
        raise _denied(operation, "")
    management = organization.account_id
    if not _trusted(organization):
        raise _denied(operation, _NO_TRUST if own == management else "")
    if own != management and not _delegated(organization, own):
        raise _denied(operation, "")
    if named == management:
        raise _denied(operation, _STANDALONE)
    if member_of(organization, named) is None:
        raise _denied(operation, "")
    return named


def member_of(organization: OrganizationsBackend, account_id: str) -> Any | None:  # noqa: ANN401 - moto's account
    """The account as its organisation knows it, or None."""
    return next((account for account in organization.accounts if account.id == account_id), None)


def _trusted(organization: OrganizationsBackend) -> bool:
    has_all_features = organization.org is not None and organization.org.feature_set == "ALL"
    return has_all_features and any(one["ServicePrincipal"] == SERVICE for one in organization.services)


def _delegated(organization: OrganizationsBackend, account_id: str) -> bool:
    return any(
        admin.account.id == account_id
        and SERVICE in {service["ServicePrincipal"] for service in admin.services.values()}
        for admin in organization.admins
    )


def _denied(operation: str, reason: str) -> PracticeError:
    message = f"User: {caller().arn} is not authorized to perform: account:{operation}"
    return PracticeError("AccessDeniedException", f"{message} ({reason})" if reason else message)
