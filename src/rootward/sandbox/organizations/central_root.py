"""Central root access as the rest of the sandbox asks for it: which features an account has in its hands, over whom.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.organizations.membership import organization_of

if TYPE_CHECKING:
    from rootward.model.root_task import Feature

CREDENTIALS_MANAGEMENT: Feature = "RootCredentialsManagement"
SESSIONS: Feature = "RootSessions"

SERVICE = "iam.amazonaws.com"
"""IAM as Organizations knows it: trusted access and delegated administrators have this service principal."""


def root_features(account_id: str) -> frozenset[Feature]:
    """The features that are on in the organisation that this account manages, or administers for IAM by delegation.

    None for any other account. The state must be in place.
    """
    organization = organization_of(account_id)
    if organization is None or not organization.administers(account_id, SERVICE):
        return frozenset()
    return frozenset(organization.root_features)


def is_member(managing_account_id: str, account_id: str) -> bool:
    """Whether an account is a member of the organisation that the other one manages or administers for IAM.

    The management account is no member: nobody has central access to its root. The state must be in place.
    """
    organization = organization_of(managing_account_id)
    return (
        organization is not None
        and organization.administers(managing_account_id, SERVICE)
        and account_id != organization.account_id
        and organization.account(account_id) is not None
    )
