"""Central root access: IAM's calls that turn its features on and off for an organisation.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.organizations.central_root import CREDENTIALS_MANAGEMENT, SERVICE, SESSIONS
from rootward.sandbox.organizations.membership import organization_of

if TYPE_CHECKING:
    from rootward.sandbox.organizations.backend import PracticeOrganizations


class CentralRootApi(IamApi):
    """The features of central root access."""

    def list_organizations_features(self) -> ActionResult:
        """The features that are on."""
        return _shown(self._administered())

    def enable_organizations_root_credentials_management(self) -> ActionResult:
        """Let members' root credentials be managed; those that are there stay until they are deleted."""
        organization = self._managed()
        organization.root_features.add(CREDENTIALS_MANAGEMENT)
        return _shown(organization)

    def enable_organizations_root_sessions(self) -> ActionResult:
        """Let members' locked buckets and queues be opened."""
        organization = self._managed()
        organization.root_features.add(SESSIONS)
        return _shown(organization)

    def disable_organizations_root_credentials_management(self) -> ActionResult:
        """Let members' root credentials no longer be managed."""
        organization = self._administered()
        organization.root_features.discard(CREDENTIALS_MANAGEMENT)
        return _shown(organization)

    def disable_organizations_root_sessions(self) -> ActionResult:
        """Let members' buckets and queues no longer be opened."""
        organization = self._administered()
        organization.root_features.discard(SESSIONS)
        return _shown(organization)

    def _administered(self) -> PracticeOrganizations:
        """The organisation, for its management account and for IAM's delegated administrators.

        Words: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html. In which order
        AWS asks is not documented; the caller's place is asked before trusted access, so that a member learns nothing.

        Raises:
            PracticeError: one of the four errors of that page.

        """
        organization = organization_of(self.current_account)
        if organization is None:
            message = "The request was rejected because no organization is associated with your account."
            raise PracticeError("OrganizationNotFoundException", message)
        account_id = self.current_account
        if account_id != organization.account_id and not organization.is_delegated(account_id, SERVICE):
            message = (
                "The request was rejected because the account making the request is not the management account or "
                "delegated administrator account for centralized root access."
            )
            raise PracticeError("AccountNotManagementOrDelegatedAdministratorException", message)
        if organization.organization.feature_set != "ALL":
            message = "The request was rejected because your organization does not have All features enabled."
            raise PracticeError("OrganizationNotInAllFeaturesModeException", message)
        if not organization.trusts(SERVICE):
            message = (
                "The request was rejected because trusted access is not enabled for IAM in AWS Organizations. "
                "For details, see IAM and AWS Organizations in the AWS Organizations User Guide."
            )
            raise PracticeError("ServiceAccessNotEnabledException", message)
        return organization

    def _managed(self) -> PracticeOrganizations:
        """The organisation, for its management account alone."""
        organization = self._administered()
        if self.current_account != organization.account_id:
            message = (
                "The request was rejected because the account making the request is not the management account "
                "for the organization."
            )
            raise PracticeError("CallerIsNotManagementAccountException", message)
        return organization


def _shown(organization: PracticeOrganizations) -> ActionResult:
    return ActionResult(
        {"OrganizationId": organization.organization.id, "EnabledFeatures": sorted(organization.root_features)}
    )
