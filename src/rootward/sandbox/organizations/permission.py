"""Which accounts may call which operation of Organizations.

https://docs.aws.amazon.com/organizations/latest/APIReference/action-reference.html
The words are those of reports: https://github.com/awslabs/aws-innovation-sandbox/issues/6,
https://github.com/prowler-cloud/prowler/pull/2133
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.membership import organization_of

if TYPE_CHECKING:
    from rootward.sandbox.organizations.backend import PracticeOrganizations

FOR_ANY_ACCOUNT = frozenset({"CreateOrganization"})
"""Asked by an account that is in no organisation."""

FOR_EVERY_MEMBER = frozenset({"DescribeOrganization", "LeaveOrganization"})

FOR_DELEGATED_ADMINISTRATORS = frozenset(
    {
        "DescribeAccount",
        "DescribeCreateAccountStatus",
        "DescribeOrganizationalUnit",
        "DescribePolicy",
        "ListAWSServiceAccessForOrganization",
        "ListAccounts",
        "ListAccountsForParent",
        "ListChildren",
        "ListCreateAccountStatus",
        "ListDelegatedAdministrators",
        "ListDelegatedServicesForAccount",
        "ListOrganizationalUnitsForParent",
        "ListParents",
        "ListPolicies",
        "ListPoliciesForTarget",
        "ListRoots",
        "ListTagsForResource",
        "ListTargetsForPolicy",
    }
)
"""Reads. Policies can be written by a member too, if a resource policy of the organisation says so; there is none here.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
"""


def organization_for(operation: str, account_id: str) -> PracticeOrganizations:
    """The organisation that the account's call is about.

    Raises:
        PracticeError: AWSOrganizationsNotInUseException: the account is in none; AccessDeniedException: it may not.

    """
    organization = organization_of(account_id)
    if organization is None:
        message = "Your account is not a member of an organization."
        raise PracticeError("AWSOrganizationsNotInUseException", message)
    if (
        operation in FOR_EVERY_MEMBER
        or account_id == organization.account_id
        or (operation in FOR_DELEGATED_ADMINISTRATORS and organization.is_delegated(account_id))
    ):
        return organization
    raise PracticeError("AccessDeniedException", "You don't have permissions to access this resource.")
