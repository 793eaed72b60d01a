"""IAM's state: moto's backend, with a root user, and with what moto has no place for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from moto.core.utils import utcnow
from moto.iam.exceptions import EntityAlreadyExists, ReportNotPresentException
from moto.iam.models import AccountPasswordPolicy, AWSManagedPolicy, Certificate, IAMBackend, ManagedPolicy, User
from moto.iam.utils import generate_access_key_id_from_account_id

from rootward.sandbox.iam.account_summary import PracticeSummary
from rootward.sandbox.iam.credential_report import credential_report
from rootward.sandbox.iam.managed_policy import all_arns, aws_managed_policy, is_aws_managed
from rootward.sandbox.iam.root_user import RootUser
from rootward.sandbox.iam.user import PracticeUser

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceSpecificCredential:
    """A service-specific credential; moto has none.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredentialMetadata.html
    """

    user_name: str
    service_name: str
    service_user_name: str
    service_specific_credential_id: str
    status: str
    create_date: datetime
    expiration_date: datetime | None


@dataclass(frozen=True, slots=True)
class DelegationRequest:
    """A request for temporary delegated access; moto has none.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DelegationRequest.html
    """

    delegation_request_id: str
    owner_account_id: str
    requestor_id: str
    requestor_name: str
    request_message: str
    state: str
    create_date: datetime


class PracticeCertificate(Certificate):
    """A TLS certificate stored in IAM that knows its id and when it was uploaded."""

    certificate_id: str
    upload_date: datetime


class PracticeIamBackend(IAMBackend):
    """The IAM of one practice account."""

    users: dict[str, PracticeUser]  # type: ignore[assignment]

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.root = RootUser(account_id, create_date=utcnow())
        self.account_summary = PracticeSummary(self)
        self.service_specific_credentials: list[ServiceSpecificCredential] = []
        self.delegation_requests: list[DelegationRequest] = []

    def create_user(
        self, region_name: str, user_name: str, path: str = "/", tags: list[dict[str, str]] | None = None
    ) -> User:
        """As moto's, with a user that keeps more dates."""
        if user_name in self.users:
            message = f"User with name {user_name} already exists."
            raise EntityAlreadyExists(message)
        user = PracticeUser(self.account_id, region_name, user_name, path)  # type: ignore[abstract] # no stack makes it
        self.tagger.tag_resource(user.arn, tags or [])
        self.users[user_name] = user
        return user

    def create_login_profile(self, user_name: str, password: str) -> User:
        """As moto's; keeps when the password was set."""
        user = super().create_login_profile(user_name, password)
        self.users[user_name].password_last_changed = utcnow()
        return user

    def update_login_profile(self, user_name: str, password: str, password_reset_required: bool) -> User:
        """As moto's, but leaves the password where none is given, and keeps when it was set."""
        user = self.users.get(user_name)
        new_password = password or (user.password if user else None) or ""
        updated = super().update_login_profile(user_name, new_password, password_reset_required)
        if password:
            self.users[user_name].password_last_changed = utcnow()
        return updated

    def get_account_password_policy(self) -> AccountPasswordPolicy:
        """As moto's, but passwords that never expire have no maximum age, where moto says 0."""
        policy: Any = super().get_account_password_policy()
        policy.max_password_age = policy.max_password_age or None
        return cast("AccountPasswordPolicy", policy)

    def upload_server_certificate(
        self,
        cert_name: str,
        cert_body: str,
        private_key: str,  # noqa: ARG002 - moto's signature
        cert_chain: str | None = None,
        path: str | None = None,
    ) -> PracticeCertificate:
        """As moto's, with an id and a date. The private key is not kept."""
        certificate = PracticeCertificate(
            self.account_id, self.region_name, cert_name, cert_body, "", cert_chain=cert_chain, path=path
        )
        certificate.certificate_id = generate_access_key_id_from_account_id(self.account_id, "ASCA", total_length=21)
        certificate.upload_date = utcnow()
        self.certificates[certificate.certificate_id] = certificate
        return certificate

    def get_credential_report(self) -> str:
        """The report as it would be if it were generated now.

        Raises:
            ReportNotPresentException: none was ever generated.

        """
        if not self.report_generated():
            message = "Credential report not present"
            raise ReportNotPresentException(message)
        policy = self.account_password_policy
        return credential_report(self.root, self.users.values(), policy.max_password_age if policy else None)

    def get_policy(self, policy_arn: str) -> ManagedPolicy:
        """As moto's, AWS's own policies included."""
        self.adopt(policy_arn)
        return super().get_policy(policy_arn)

    def attach_user_policy(self, policy_arn: str, user_name: str) -> None:
        """As moto's, AWS's own policies included; attaching twice is attaching once."""
        self.adopt(policy_arn)
        if policy_arn not in self.get_user(user_name).managed_policies:
            super().attach_user_policy(policy_arn, user_name)

    def attach_group_policy(self, policy_arn: str, group_name: str) -> None:
        """As moto's, AWS's own policies included."""
        self.adopt(policy_arn)
        super().attach_group_policy(policy_arn, group_name)

    def attach_role_policy(self, policy_arn: str, role_name: str) -> None:
        """As moto's, AWS's own policies included; attaching twice is attaching once."""
        self.adopt(policy_arn)
        if policy_arn not in self.get_role(role_name).managed_policies:
            super().attach_role_policy(policy_arn, role_name)

    def list_policies(
        self, marker: str | None, max_items: int, only_attached: bool, path_prefix: str, scope: str
    ) -> tuple[Iterable[ManagedPolicy], str | None]:
        """As moto's, AWS's own policies included."""
        if scope != "Local" and not only_attached:
            for arn in all_arns():
                self.adopt(arn)
        return super().list_policies(marker, max_items, only_attached, path_prefix, scope)

    def policies_in_use(self) -> list[ManagedPolicy]:
        """The account's own policies, and AWS's that are attached to something."""
        return [
            policy
            for policy in self.managed_policies.values()
            if policy.attachment_count or not isinstance(policy, AWSManagedPolicy)
        ]

    def adopt(self, policy_arn: str) -> None:
        """Make AWS's policy of that ARN known, if it is one."""
        if is_aws_managed(policy_arn) and policy_arn not in self.managed_policies:
            policy = aws_managed_policy(policy_arn, self.account_id)
            if policy is not None:
                self.managed_policies[policy_arn] = policy

    def _init_aws_policies(self) -> list[ManagedPolicy]:
        return []
