"""IAM's answers: moto's, paged as AWS pages, and those that moto lacks or gets wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam.models import VirtualMfaDevice, iam_backends
from moto.iam.responses import IamResponse

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import authorization_details as details
from rootward.sandbox.iam.certificate import validity_of
from rootward.sandbox.iam.root_user import RootUser
from rootward.sandbox.paging import PagedResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from rootward.sandbox.iam.backend import PracticeCertificate, PracticeIamBackend

_HIDDEN_FROM_MOTO = {"Marker": None, "MaxItems": 1_000_000}
"""moto pages some lists by itself, and not as AWS does: it is made to give all, and PagedResponse cuts the pages."""


class PracticeIam(PagedResponse, IamResponse):
    """The IAM API of a practice account."""

    @property
    def backend(self) -> PracticeIamBackend:
        """The account's IAM."""
        return cast("PracticeIamBackend", iam_backends[self.current_account][self.partition])

    def _get_param(self, param_name: str, if_none: Any = None) -> Any:  # noqa: ANN401 - moto's signature
        if param_name in _HIDDEN_FROM_MOTO:
            return _HIDDEN_FROM_MOTO[param_name] or if_none
        return super()._get_param(param_name, if_none)

    def get_credential_report(self) -> ActionResult:
        """The report, with the time at which it was made."""
        content = self.backend.get_credential_report()
        return ActionResult({"Content": content, "ReportFormat": "text/csv", "GeneratedTime": utcnow()})

    def get_account_authorization_details(self) -> ActionResult:
        """Users, groups, roles and policies. AWS's own policies are there where they are attached."""
        backend = self.backend
        wanted = set(self._get_param("Filter", []))
        policies = [
            policy
            for policy in backend.policies_in_use()
            if not wanted or ("AWSManagedPolicy" if ":aws:policy/" in policy.arn else "LocalManagedPolicy") in wanted
        ]
        self._group_names = details.group_names_by_user(backend.groups.values())
        return ActionResult(
            {
                "UserDetailList": backend.users.values() if not wanted or "User" in wanted else [],
                "GroupDetailList": backend.groups.values() if not wanted or "Group" in wanted else [],
                "RoleDetailList": backend.roles.values() if not wanted or "Role" in wanted else [],
                "Policies": policies,
            }
        )

    def present(self, name: str, item: Any) -> Any:  # noqa: ANN401 - moto's objects
        """Make the details of the entities on this page only."""
        if name == "UserDetailList":
            return details.user_detail(item, self._group_names)
        present: Callable[[Any], object] | None = _PRESENTED.get((self._get_action(), name))
        return present(item) if present else item

    def list_virtual_mfa_devices(self) -> ActionResult:
        """The devices with their owners, and without their seeds."""
        status = self._get_param("AssignmentStatus", "Any")
        devices, _ = self.backend.list_virtual_mfa_devices(status, None, 1_000_000)
        return ActionResult({"VirtualMFADevices": devices})

    def upload_server_certificate(self) -> ActionResult:
        """As moto's, with the certificate's own dates."""
        certificate = self.backend.upload_server_certificate(
            self._get_param("ServerCertificateName"),
            self._get_param("CertificateBody"),
            self._get_param("PrivateKey"),
            cert_chain=self._get_param("CertificateChain"),
            path=self._get_param("Path"),
        )
        return ActionResult({"ServerCertificateMetadata": _server_certificate(certificate)})

    def list_server_certificates(self) -> ActionResult:
        """The certificates with their own dates."""
        prefix = self._get_param("PathPrefix", "/")
        certificates = [c for c in self.backend.list_server_certificates() if c.path.startswith(prefix)]
        return ActionResult({"ServerCertificateMetadataList": certificates})

    def get_server_certificate(self) -> ActionResult:
        """One certificate with its own dates."""
        certificate = cast(
            "PracticeCertificate", self.backend.get_server_certificate(self._get_param("ServerCertificateName"))
        )
        answer = {
            "ServerCertificateMetadata": _server_certificate(certificate),
            "CertificateBody": certificate.cert_body,
            "CertificateChain": certificate.cert_chain,
        }
        return ActionResult({"ServerCertificate": answer})

    def list_service_specific_credentials(self) -> ActionResult:
        """Service-specific credentials of one user, or of all (AllUsers)."""
        user_name, service = self._get_param("UserName"), self._get_param("ServiceName")
        everybody = self._get_param("AllUsers", False)  # noqa: FBT003 - moto's signature
        if everybody and user_name:
            message = "AllUsers and UserName cannot be given together."
            raise PracticeError("ValidationError", message)
        if not everybody:
            owner = self.backend.get_user(user_name) if user_name else self._calling_user()
            user_name = owner.name
        found = [
            credential
            for credential in self.backend.service_specific_credentials
            if user_name in (None, credential.user_name) and service in (None, credential.service_name)
        ]
        return ActionResult({"ServiceSpecificCredentials": found})

    def list_delegation_requests(self) -> ActionResult:
        """Requests for temporary delegated access to this account."""
        return ActionResult({"DelegationRequests": self.backend.delegation_requests})

    def list_organizations_features(self) -> ActionResult:
        """Whether root credentials of member accounts are managed centrally.

        No feature can be enabled here yet, because moto refuses trusted access for IAM.
        """
        from moto.organizations.models import organizations_backends

        organization = organizations_backends[self.current_account][self.partition].org
        if organization is None:
            message = "The request was rejected because your account is not a member of an organization."
            raise PracticeError("OrganizationNotFoundException", message)
        message = "The request was rejected because trusted access is not enabled for IAM in your organization."
        raise PracticeError("ServiceAccessNotEnabledException", message)

    def _calling_user(self) -> Any:  # noqa: ANN401 - moto's user
        user = self.backend.get_user_from_access_key_id(self.get_access_key())
        if user is None:
            message = "Must specify userName when calling with non-User credentials"
            raise PracticeError("ValidationError", message)
        return user


def _virtual_device(device: VirtualMfaDevice) -> dict[str, object]:
    owner: Any = device.user
    shown: dict[str, object] = {"SerialNumber": device.serial_number, "EnableDate": device.enable_date}
    if isinstance(owner, RootUser):
        # Of root AWS shows no user name and no path, and the account number as the id.
        shown["User"] = {"UserId": owner.account_id, "Arn": owner.arn, "CreateDate": owner.create_date}
    elif owner is not None:
        shown["User"] = owner
    return shown


def _server_certificate(certificate: PracticeCertificate) -> dict[str, object]:
    validity = validity_of(certificate.cert_body)
    return {
        "ServerCertificateName": certificate.cert_name,
        "ServerCertificateId": certificate.certificate_id,
        "Path": certificate.path,
        "Arn": certificate.arn,
        "UploadDate": certificate.upload_date,
        "Expiration": validity and validity.ends,
    }


_PRESENTED: dict[tuple[str, str], Callable[[Any], object]] = {
    ("GetAccountAuthorizationDetails", "GroupDetailList"): details.group_detail,
    ("GetAccountAuthorizationDetails", "RoleDetailList"): details.role_detail,
    ("GetAccountAuthorizationDetails", "Policies"): details.policy_detail,
    ("ListServerCertificates", "ServerCertificateMetadataList"): _server_certificate,
    ("ListVirtualMFADevices", "VirtualMFADevices"): _virtual_device,
}
