"""IAM's state: moto's backend, with a root user, and with what moto has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from moto.core.utils import utcnow
from moto.iam.exceptions import EntityAlreadyExists, NotFoundException
from moto.iam.models import AWSManagedPolicy, Certificate, Group, IAMBackend, ManagedPolicy, Role, User
from moto.iam.utils import generate_access_key_id_from_account_id

from rootward.sandbox.iam.account_summary import PracticeSummary
from rootward.sandbox.iam.boundary import boundary_uses
from rootward.sandbox.iam.certificate_use import require_unused_certificate
from rootward.sandbox.iam.credential_report import credential_report
from rootward.sandbox.iam.deletion import require_bare_group, require_bare_user, require_unused_policy
from rootward.sandbox.iam.devices import DeviceBackend
from rootward.sandbox.iam.last_accessed import Access
from rootward.sandbox.iam.login_profile import LoginProfileBackend
from rootward.sandbox.iam.managed_policy import all_arns, aws_managed_policy, is_aws_managed
from rootward.sandbox.iam.password_policy import PasswordPolicyBackend
from rootward.sandbox.iam.root_user import ROOT, RootUser
from rootward.sandbox.iam.user import PracticeUser

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rootward.sandbox.iam.delegation_request import DelegationRequest
    from rootward.sandbox.iam.last_accessed import Job
    from rootward.sandbox.iam.report_schedule import CredentialReport
    from rootward.sandbox.iam.service_credential import ServiceSpecificCredential


class PracticeCertificate(Certificate):
    """A TLS certificate stored in IAM that knows its id and when it was uploaded."""

    certificate_id: str
    upload_date: datetime


class PracticeIamBackend(DeviceBackend, LoginProfileBackend, PasswordPolicyBackend, IAMBackend):
    """The IAM of one practice account."""

    users: dict[str, PracticeUser]  # type: ignore[assignment] # moto: of its own User

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.root = RootUser(account_id, create_date=utcnow())
        self.account_summary = PracticeSummary(self)
        self.service_specific_credentials: list[ServiceSpecificCredential] = []
        self.delegation_requests: list[DelegationRequest] = []
        self.report: CredentialReport | None = None
        self.last_accessed: dict[str, dict[str, Access]] = {}
        """By the ARN of a user, a role or root, then by the service's namespace."""
        self.last_accessed_jobs: dict[str, Job] = {}

    def create_user(
        self, region_name: str, user_name: str, path: str = "/", tags: list[dict[str, str]] | None = None
    ) -> User:
        """As moto's, with a user that keeps more dates."""
        if user_name in self.users:
            message = f"User with name {user_name} already exists."
            raise EntityAlreadyExists(message)
        user = PracticeUser(self.account_id, region_name, user_name, path)
        self.tagger.tag_resource(user.arn, tags or [])
        self.users[user_name] = user
        return user

    def get_user(self, name: str) -> PracticeUser:
        """As moto's, and root by the name `<root_account>`."""
        return self.root if name == ROOT else cast("PracticeUser", super().get_user(name))

    def get_role(self, role_name: str) -> Role:
        """As moto's, in IAM's words."""
        return _named("role", role_name, self.roles.values())

    def create_group(self, group_name: str, path: str = "/") -> Group:
        """As moto's, with an id of AWS's form."""
        group = super().create_group(group_name, path)
        group.id = generate_access_key_id_from_account_id(self.account_id, "AGPA", total_length=21)
        return group

    def get_group(self, group_name: str) -> Group:
        """As moto's, in IAM's words."""
        return _named("group", group_name, self.groups.values())

    def update_user(self, user_name: str, new_path: str | None = None, new_user_name: str | None = None) -> None:
        """As moto's; what the user has goes by the new name."""
        user = self.get_user(user_name)
        old_arn = user.arn
        tags = self.tagger.list_tags_for_resource(user.arn)["Tags"]
        self.tagger.delete_all_tags_for_resource(user.arn)
        super().update_user(user_name, new_path, new_user_name)
        self.tagger.tag_resource(user.arn, tags)
        self._move_last_accessed(old_arn, user.arn)
        user.own(one for one in self.service_specific_credentials if one.user_name == user_name)

    def note_access(self, entity_arn: str, namespace: str, region: str) -> None:
        """Keep that an identity tried to use a service just now, allowed or not."""
        self.last_accessed.setdefault(entity_arn, {})[namespace] = Access(utcnow(), region, entity_arn)

    def _move_last_accessed(self, old_arn: str, new_arn: str) -> None:
        accesses = self.last_accessed.pop(old_arn, {})
        if accesses:
            self.last_accessed[new_arn] = {name: one._replace(arn=new_arn) for name, one in accesses.items()}

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

    def delete_server_certificate(self, name: str) -> None:
        """As moto's, unless something uses the certificate."""
        certificate = next((one for one in self.certificates.values() if one.cert_name == name), None)
        if certificate is not None:
            require_unused_certificate(cast("PracticeCertificate", certificate))
        super().delete_server_certificate(name)

    def current_report(self) -> str:
        """The credential report as it would be if it were generated now."""
        policy = self.account_password_policy
        return credential_report(self.root, self.users.values(), policy.max_password_age if policy else None)

    def get_policy(self, policy_arn: str) -> ManagedPolicy:
        """As moto's, AWS's own policies included."""
        self.adopt(policy_arn)
        policy = self.managed_policies.get(policy_arn)
        if policy is None:
            raise NotFoundException(f"Policy {policy_arn} was not found.")
        return policy

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

    def delete_access_key(self, access_key_id: str, user_name: str) -> None:
        """As moto's, root's keys too."""
        self.get_user(user_name).delete_access_key(access_key_id)
        del self.access_keys[access_key_id]

    def delete_user(self, user_name: str) -> None:
        """Delete a user that has nothing left."""
        user = self.get_user(user_name)
        has_credentials = any(one.user_name == user_name for one in self.service_specific_credentials)
        require_bare_user(user, self.get_groups_for_user(user_name), has_service_credentials=has_credentials)
        super().delete_user(user_name)
        self.last_accessed.pop(user.arn, None)

    def delete_role(self, role_name: str) -> None:
        """As moto's; a later role of the same name knows nothing of what this one used."""
        arn = self.get_role(role_name).arn
        super().delete_role(role_name)
        self.last_accessed.pop(arn, None)

    def delete_group(self, group_name: str) -> None:
        """Delete a group that has no members and no policies."""
        require_bare_group(self.get_group(group_name))
        super().delete_group(group_name)

    def delete_policy(self, policy_arn: str) -> None:
        """Delete a policy that is used nowhere and has one version."""
        require_unused_policy(self.get_policy(policy_arn), boundary_uses(self)[policy_arn])
        super().delete_policy(policy_arn)

    def policies_in_use(self) -> list[ManagedPolicy]:
        """The account's own policies, and AWS's that are attached to something."""
        return [
            policy
            for policy in self.managed_policies.values()
            if policy.attachment_count or not isinstance(policy, AWSManagedPolicy)
        ]

    def adopt_all(self) -> None:
        """Make all of AWS's policies known."""
        for arn in all_arns():
            self.adopt(arn)

    def adopt(self, policy_arn: str) -> None:
        """Make AWS's policy of that ARN known, if it is one."""
        if is_aws_managed(policy_arn) and policy_arn not in self.managed_policies:
            policy = aws_managed_policy(policy_arn, self.account_id)
            if policy is not None:
                self.managed_policies[policy_arn] = policy

    def _init_aws_policies(self) -> list[ManagedPolicy]:
        return []


_Named = TypeVar("_Named", Role, Group)


def _named(kind: str, name: str, among: Iterable[_Named]) -> _Named:
    for one in among:
        if one.name == name:
            return one
    raise NotFoundException(f"The {kind} with name {name} cannot be found.")  # moto catches this one in places
