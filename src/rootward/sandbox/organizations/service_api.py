"""Trusted access of services, and who administers them by delegation.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.administrator import administrator, register, shown_administrator
from rootward.sandbox.organizations.api import OrganizationsApi
from rootward.sandbox.organizations.constraint import ReasonedError, violation
from rootward.sandbox.organizations.service import require_delegable, require_known

if TYPE_CHECKING:
    from rootward.sandbox.organizations.administrator import Administrator


class ServiceApi(OrganizationsApi):
    """Trusted access and delegated administrators."""

    def enable_aws_service_access(self) -> EmptyResult:
        """Trust a service; again is once."""
        service = self._get_param("ServicePrincipal")
        require_known(service)
        self._require_features_for_services()
        self.organization.trust(service)
        return EmptyResult()

    def disable_aws_service_access(self) -> EmptyResult:
        """Trust a service no longer; what it was allowed is remembered, and does nothing."""
        service = self._get_param("ServicePrincipal")
        require_known(service)
        self._require_features_for_services()
        services = self.organization.services
        services[:] = [one for one in services if one["ServicePrincipal"] != service]
        return EmptyResult()

    def list_aws_service_access_for_organization(self) -> ActionResult:
        """The services that are trusted."""
        self._require_features_for_services()
        return ActionResult({"EnabledServicePrincipals": self.organization.services})

    def register_delegated_administrator(self) -> EmptyResult:
        """Let a member administer a service.

        Words: https://github.com/pepperize/cdk-organizations/issues/716,
        https://github.com/aws-samples/iam-identity-center-team/issues/355
        """
        account_id, service = self._get_param("AccountId"), self._get_param("ServicePrincipal")
        require_delegable(service)
        self._require_features_for_services()
        if account_id == self.organization.account_id:
            raise _management_account()
        account = self.organization.require_account(account_id)
        if account.state != "ACTIVE":
            message = "You cannot register a suspended account as a delegated administrator."
            raise violation("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR", message)
        if not self.organization.trusts(service):
            message = "You must enable service access before you register a delegated administrator."
            raise violation("SERVICE_ACCESS_NOT_ENABLED", message)
        if self.organization.is_delegated(account_id, service):
            message = "The provided account is already a delegated administrator for your organization."
            raise PracticeError("AccountAlreadyRegisteredException", message)
        register(self.organization, account, service)
        return EmptyResult()

    def deregister_delegated_administrator(self) -> EmptyResult:
        """Let a member administer a service no longer."""
        account_id, service = self._get_param("AccountId"), self._get_param("ServicePrincipal")
        require_delegable(service)
        self._require_features_for_services()
        if account_id == self.organization.account_id:
            raise _management_account()
        admin = self._administrator(account_id)
        if service not in admin.services:
            raise _not_registered()
        del admin.services[service]
        if not admin.services:
            self.organization.admins.remove(admin)
        return EmptyResult()

    def list_delegated_administrators(self) -> ActionResult:
        """The delegated administrators of a service, or of all."""
        self._require_features_for_services()
        service = self._get_param("ServicePrincipal")
        if service is not None:
            require_delegable(service)
        admins = self.organization.admins
        return ActionResult(
            {"DelegatedAdministrators": [one for one in admins if service is None or service in one.services]}
        )

    def list_delegated_services_for_account(self) -> ActionResult:
        """The services that a member administers."""
        self._require_features_for_services()
        admin = self._administrator(self._get_param("AccountId"))
        return ActionResult({"DelegatedServices": list(admin.services.values())})

    def present(self, name: str, item: Any) -> Any:  # noqa: ANN401 - moto's objects
        """Make what is shown of the administrators on this page only."""
        return shown_administrator(item) if name == "DelegatedAdministrators" else super().present(name, item)

    def _administrator(self, account_id: str) -> Administrator:
        self.organization.require_account(account_id)
        admin = administrator(self.organization, account_id)
        if admin is None:
            raise _not_registered()
        return admin

    def _require_features_for_services(self) -> None:
        if self.organization.organization.feature_set != "ALL":
            message = "You can perform this operation only in an organization that has all features enabled."
            raise violation("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", message)


def _management_account() -> ReasonedError:
    message = "You cannot register management account/yourself as delegated administrator for your organization."
    return violation("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", message)


def _not_registered() -> PracticeError:
    message = "The provided account is not a registered delegated administrator for your organization."
    return PracticeError("AccountNotRegisteredException", message)
