"""IAM's answers: moto's, paged as AWS pages, and those that moto lacks or gets wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from moto.core.responses import ActionResult
from moto.core.serialize import never_return, url_encode
from moto.iam.models import ManagedPolicy
from moto.iam.responses import IamResponse

from rootward.sandbox.iam import authorization_details as details
from rootward.sandbox.iam.access_key import AccessKeyApi
from rootward.sandbox.iam.account_alias import AccountAliasApi
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.attachment import AttachmentApi
from rootward.sandbox.iam.boundary import BoundaryApi, boundary_uses
from rootward.sandbox.iam.central_root_api import CentralRootApi
from rootward.sandbox.iam.certificate import validity_of
from rootward.sandbox.iam.customer_policy import CustomerPolicyApi
from rootward.sandbox.iam.delegation_request import DelegationRequestApi
from rootward.sandbox.iam.devices_api import DevicesApi, shown_virtual_device
from rootward.sandbox.iam.entity import EntityApi
from rootward.sandbox.iam.last_accessed import LastAccessedApi
from rootward.sandbox.iam.login_profile import LoginProfileApi
from rootward.sandbox.iam.password_policy import PasswordPolicyApi
from rootward.sandbox.iam.report_schedule import ReportApi
from rootward.sandbox.iam.saml_provider import SamlProviderApi
from rootward.sandbox.iam.service_credential import ServiceCredentialApi
from rootward.sandbox.iam.signing_certificate import SigningCertificateApi
from rootward.sandbox.iam.ssh_public_key import SshPublicKeyApi

if TYPE_CHECKING:
    from collections.abc import Callable

    from rootward.sandbox.iam.backend import PracticeCertificate

_ROLES = (
    "GetAccountAuthorizationDetailsResponse.RoleDetailList.RoleDetail.InstanceProfileList.InstanceProfile.Roles.Role",
    "GetInstanceProfileResponse.InstanceProfile.Roles.Role",
    "ListInstanceProfilesForRoleResponse.InstanceProfiles.InstanceProfile.Roles.Role",
    "ListInstanceProfilesResponse.InstanceProfiles.InstanceProfile.Roles.Role",
    "ListRolesResponse.Roles.Role",
    "UpdateRoleDescriptionResponse.Role",
)
_ELEMENTS = {
    "CreatePolicyVersionResponse.PolicyVersion.Document": never_return,
    "CreateRoleResponse.Role.MaxSessionDuration": never_return,
    "CreateRoleResponse.Role.RoleLastUsed": never_return,
    "GetGroupResponse.Users.User.PermissionsBoundary": never_return,
    "GetGroupResponse.Users.User.Tags": never_return,
    "GetPolicyVersionResponse.PolicyVersion.Document": url_encode,
    "ListPolicyVersionsResponse.Versions.PolicyVersion.Document": never_return,
    "ListUsersResponse.Users.User.PermissionsBoundary": never_return,
    **{f"{role}.AssumeRolePolicyDocument": url_encode for role in _ROLES},
}
"""Elements that moto shows and AWS does not, and documents that moto leaves as they are and AWS URL-encodes."""


class PracticeIam(
    AccessKeyApi,
    AccountAliasApi,
    AttachmentApi,
    BoundaryApi,
    CentralRootApi,
    CustomerPolicyApi,
    DelegationRequestApi,
    EntityApi,
    LastAccessedApi,
    ReportApi,
    SamlProviderApi,
    ServiceCredentialApi,
    SigningCertificateApi,
    SshPublicKeyApi,
    DevicesApi,
    LoginProfileApi,
    PasswordPolicyApi,
    IamApi,
):
    """The IAM API of a practice account."""

    RESPONSE_KEY_PATH_TO_TRANSFORMER = {**IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER, **_ELEMENTS}  # noqa: RUF012 - moto's

    def get_account_authorization_details(self) -> ActionResult:
        """Users, groups, roles and policies. AWS's own policies are there where they are attached."""
        backend = self.backend
        wanted = set(self._get_param("Filter", []))
        policies = [
            policy
            for policy in backend.policies_in_use()
            if not wanted or ("AWSManagedPolicy" if ":aws:policy/" in policy.arn else "LocalManagedPolicy") in wanted
        ]
        self._bounds = boundary_uses(backend)
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
        if name == "Policies" and isinstance(item, ManagedPolicy):
            return details.policy_detail(item, self._bounds[item.arn]) if "Details" in self._get_action() else item
        present: Callable[[Any], object] | None = _PRESENTED.get((self._get_action(), name))
        return present(item) if present else item

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
    ("ListServerCertificates", "ServerCertificateMetadataList"): _server_certificate,
    ("ListVirtualMFADevices", "VirtualMFADevices"): shown_virtual_device,
}
