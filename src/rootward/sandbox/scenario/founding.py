"""Founding a practice account: from a scenario to the state of moto's backends, identities first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import NAMESPACE_URL, uuid5

from moto.iam.models import AccessKeyLastUsed, MFADevice, SigningCertificate, iam_backends
from moto.iam.utils import generate_access_key_id_from_account_id, random_alphanumeric
from moto.moto_api._internal import mock_random

from rootward.errors import InternalError
from rootward.sandbox.backends import ACCOUNT_ID, Backends
from rootward.sandbox.iam.backend import PracticeIamBackend
from rootward.sandbox.iam.certificate import Validity, self_signed
from rootward.sandbox.iam.delegation_request import DelegationRequest
from rootward.sandbox.iam.devices import delivered_serial
from rootward.sandbox.iam.granted_service import grants, namespaces
from rootward.sandbox.iam.last_accessed import Access
from rootward.sandbox.iam.managed_policy import aws_managed_arn
from rootward.sandbox.iam.root_user import RootUser
from rootward.sandbox.iam.service_credential import ServiceSpecificCredential
from rootward.sandbox.iam.signing_certificate import certificate_id
from rootward.sandbox.iam.user import PracticeKey, PracticeUser
from rootward.sandbox.scenario import founding_watch
from rootward.sandbox.scenario.founding_organization import found_organization
from rootward.sandbox.services.table import open_service

if TYPE_CHECKING:
    from moto.iam.models import Role

    from rootward.sandbox.scenario import tables as plan
    from rootward.sandbox.scenario.table import DaysAgo
    from rootward.sandbox.scenario.tables import Account, Scenario
    from rootward.sandbox.sts.responses import Caller

_CERTIFICATE_LIFE = timedelta(days=3650)


def found(scenario: Scenario, backends: Backends, now: datetime) -> Caller:
    """Fill the backends, which are in place, with what the scenario says; return who calls.

    `now`: UTC without a zone, as all of moto's dates; every date of the scenario counts back from it.
    """
    # The same scenario has the same ids at every start: what was seen once is seen again.
    mock_random.seed(scenario.alias or scenario.title)
    found_account(ACCOUNT_ID, scenario, backends, now)
    for member in scenario.members:
        found_account(member.id, member, backends, now)
    if scenario.organization:
        found_organization(scenario, scenario.organization, now)
    return _caller(scenario.caller, cast("PracticeIamBackend", iam_backends[ACCOUNT_ID]["aws"]))


def found_account(account_id: str, holds: Account, backends: Backends, now: datetime) -> None:
    """Fill the state of one account."""
    for service in ("iam", "sts", "account"):
        open_service(service, backends, account_id)
    _Founder(cast("PracticeIamBackend", iam_backends[account_id]["aws"]), now).found(holds)
    founding_watch.found_contacts(account_id, holds)
    founding_watch.found_watch(account_id, holds, backends, now)


class _Founder:
    """Puts identities and their credentials into an IAM backend."""

    def __init__(self, iam: PracticeIamBackend, now: datetime) -> None:
        self.iam = iam
        self.account_id = iam.account_id
        self.now = now

    def found(self, holds: Account) -> None:
        self.found_policies_and_groups(holds)
        self.found_root(holds.root)
        for user in holds.users:
            self.found_user(user)
        for role in holds.roles:
            self.found_role(role)
        self.found_account_settings(holds)

    def ago(self, days: DaysAgo) -> datetime:
        return self.now - timedelta(days=days)

    def ago_or_never(self, days: DaysAgo | None) -> datetime | None:
        return None if days is None else self.ago(days)

    def found_policies_and_groups(self, holds: Account) -> None:
        for policy in holds.policies:
            made = self.iam.create_policy(policy.description, "/", policy.document, policy.name, [])
            made.create_date = made.update_date = made.versions[0].create_date = self.ago(policy.created)
        for group in holds.groups:
            self.iam.create_group(group.name).create_date = self.ago(group.created)
            for name in group.policies:
                self.iam.attach_group_policy(self.policy_arn(name), group.name)
            for name, document in group.inline.items():
                self.iam.put_group_policy(group.name, name, document)

    def policy_arn(self, name: str) -> str:
        """The ARN of the scenario's own policy of that name, else of AWS's."""
        own = f"arn:aws:iam::{self.account_id}:policy/{name}"
        arn = own if own in self.iam.managed_policies else aws_managed_arn(name)
        if arn is None:
            message = f"a scenario names the policy '{name}', which neither it nor AWS has"
            raise InternalError(message)
        return arn

    def found_root(self, root: plan.Root) -> None:
        user = RootUser(self.account_id, create_date=self.ago(root.created))
        if root.password:
            user.password = random_alphanumeric(32)
            user.password_last_changed = self.ago(root.password.changed)
            user.password_last_used = self.ago_or_never(root.password.used)
        user.access_keys = [self.key(key, None) for key in root.keys]
        self.iam.access_keys |= {key.access_key_id: key for key in user.access_keys}
        self.found_certificates(user, root.certificates)
        self.found_devices(user, root.mfa)
        self.iam.root = user

    def found_user(self, user: plan.User) -> None:
        made = cast("PracticeUser", self.iam.create_user("us-east-1", user.name, user.path))
        made.create_date = self.ago(user.created)
        if user.password:
            made.password = random_alphanumeric(32)
            made.password_last_changed = self.ago(user.password.changed)
            made.password_last_used = self.ago_or_never(user.password.used)
        for key in user.keys:
            access_key = self.key(key, user.name)
            made.access_keys.append(access_key)
            self.iam.access_keys[access_key.access_key_id] = access_key
        for group in user.groups:
            self.iam.add_user_to_group(group, user.name)
        for name in user.policies:
            self.iam.attach_user_policy(self.policy_arn(name), user.name)
        for name, document in user.inline.items():
            self.iam.put_user_policy(user.name, name, document)
        self.found_certificates(made, user.certificates)
        self.found_devices(made, user.mfa)
        self.iam.service_specific_credentials += [
            self.service_credential(c, user.name) for c in user.service_credentials
        ]
        self.found_accesses(made, user.accessed)
        for key in user.keys:
            if key.used:
                self.found_access(made.arn, key.used.service, key.used.at, key.used.region)

    def found_accesses(self, holder: PracticeUser | Role, accessed: dict[str, DaysAgo]) -> None:
        """The last attempts to use services; after its policies, which say what `*` stands for."""
        for service, days in accessed.items():
            granted = (namespaces(grant.document) for grant in grants(self.iam, holder)) if service == "*" else ()
            for namespace in {service, *(one for each in granted for one in each)} - {"*"}:
                self.found_access(holder.arn, namespace, days)

    def found_access(self, arn: str, namespace: str, days: DaysAgo, region: str = "us-east-1") -> None:
        """An attempt to use a service, unless a later one is known."""
        known = self.iam.last_accessed.setdefault(arn, {})
        access = Access(self.ago(days), region, arn)
        known[namespace] = max(access, known.get(namespace, access))

    def key(self, key: plan.Key, user_name: str | None) -> PracticeKey:
        status = "Active" if key.active else "Inactive"
        made = PracticeKey(user_name, "AKIA", self.account_id, status)
        made.create_date = self.ago(key.created)
        made.last_changed = self.ago(key.created if key.changed is None else key.changed)
        if key.used:
            made.last_used = AccessKeyLastUsed(self.ago(key.used.at), key.used.service, key.used.region)
        return made

    def found_certificates(self, owner: RootUser | PracticeUser, certificates: tuple[plan.Certificate, ...]) -> None:
        for certificate in certificates:
            uploaded = self.ago(certificate.uploaded)
            body = self_signed(owner.name, Validity(uploaded, uploaded + _CERTIFICATE_LIFE))
            made = SigningCertificate(certificate_id(), owner.name, body)
            made.upload_date = uploaded
            made.status = "Active" if certificate.active else "Inactive"
            owner.signing_certificates[made.id] = made

    def found_devices(self, owner: RootUser | PracticeUser, devices: tuple[plan.Mfa, ...]) -> None:
        for device in devices:
            if device.kind == "virtual":
                virtual: Any = self.iam.create_virtual_mfa_device(device.name, "/")
                virtual.user, virtual.enable_date = owner, self.ago(device.enabled or 0)
                serial = virtual.serial_number
            else:
                serial = delivered_serial(device.kind, device.name, owner)
            enabled = MFADevice(serial, "", "")
            enabled.enable_date = self.ago(device.enabled or 0)
            owner.mfa_devices[serial] = enabled

    def service_credential(self, credential: plan.ServiceCredential, user_name: str) -> ServiceSpecificCredential:
        return ServiceSpecificCredential(
            user_name=user_name,
            service_name=credential.service,
            service_user_name=f"{user_name}-at-{self.account_id}",
            service_specific_credential_id=generate_access_key_id_from_account_id(
                self.account_id, "ACCA", total_length=21
            ),
            status="Active" if credential.active else "Inactive",
            create_date=self.ago(credential.created),
            expiration_date=self.ago_or_never(credential.expires),
        )

    def found_role(self, role: plan.Role) -> None:
        made = self.iam.create_role(
            role_name=role.name,
            assume_role_policy_document=role.trust,
            path=role.path,
            permissions_boundary=None,
            description=role.description,
            tags=[],
            max_session_duration="3600",
        )
        made.create_date = self.ago(role.created)
        made.last_used = self.ago_or_never(role.used)
        made.last_used_region = "us-east-1" if made.last_used else None  # type: ignore[assignment] # moto types it None
        for name in role.policies:
            self.iam.attach_role_policy(self.policy_arn(name), role.name)
        for name, document in role.inline.items():
            self.iam.put_role_policy(role.name, name, document)
        self.found_accesses(made, role.accessed)

    def found_account_settings(self, holds: Account) -> None:
        if holds.alias:
            self.iam.create_account_alias(holds.alias)
        for name in holds.unassigned_devices:
            self.iam.create_virtual_mfa_device(name, "/")
        for name in holds.saml_providers:
            # A scenario gives providers no age: they are half as old as the account.
            self.iam.create_saml_provider(name, "<EntityDescriptor/>").create_date = self.ago(holds.root.created / 2)
        for provider in holds.oidc_providers:
            self.iam.create_open_id_connect_provider(provider.url, [], list(provider.audiences), [])
        for certificate in holds.server_certificates:
            self.found_server_certificate(certificate)
        for request in holds.delegation_requests:
            self.iam.delegation_requests.append(self.delegation_request(request))
        policy = holds.password_policy
        if policy:
            self.iam.update_account_password_policy(
                allow_change_password=policy.users_may_change,
                hard_expiry=False,
                max_password_age=policy.max_age_days or 0,
                minimum_password_length=policy.minimum_length,
                password_reuse_prevention=policy.reuse_prevention,
                require_lowercase_characters=policy.lowercase,
                require_numbers=policy.numbers,
                require_symbols=policy.symbols,
                require_uppercase_characters=policy.uppercase,
            )

    def found_server_certificate(self, certificate: plan.ServerCertificate) -> None:
        uploaded = self.ago(certificate.uploaded)
        body = self_signed(certificate.name, Validity(uploaded, self.now + timedelta(days=certificate.expires)))
        self.iam.upload_server_certificate(certificate.name, body, "", path=certificate.path).upload_date = uploaded

    def delegation_request(self, request: plan.DelegationRequest) -> DelegationRequest:
        return DelegationRequest(
            delegation_request_id=str(uuid5(NAMESPACE_URL, f"delegation {request.requestor} {request.created}")),
            owner_account_id=self.account_id,
            requestor_id=request.requestor_account,
            requestor_name=request.requestor,
            request_message=request.message,
            state=request.state,
            create_date=self.ago(request.created),
        )


def _caller(caller: plan.Caller, iam: PracticeIamBackend) -> Caller:
    from moto.sts.models import sts_backends

    sts: Any = sts_backends[ACCOUNT_ID]["aws"]
    if caller.role:
        made: Caller = sts.call_as_role(iam, caller.role, caller.session)
    elif caller.root:
        made = sts.call_as_root()
    else:
        made = sts.call_as_user(iam, caller.user)
    return made
