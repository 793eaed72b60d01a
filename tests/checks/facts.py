"""Literal facts for tests: an account in which nothing is wrong, and its parts, each cell to be set by name.

`account(**facts)` is a standalone commercial account of 2020, read on 2026-01-31 at noon, that passes what these
builders cover; a test says only what differs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rootward.model.account import Account
from rootward.model.credential import (
    AccessKey,
    AccountSummary,
    PasswordPolicy,
    RootAccessKey,
    RootCertificate,
    RootCredentials,
    ServiceCredential,
    SigningCertificate,
    SshPublicKey,
    VirtualMfaDevice,
)
from rootward.model.credential_report import ROOT_ROW, CertificateSlot, CredentialReport, KeySlot, ReportRow
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User
from rootward.model.leaked_key import KeyLeak, LeakedKey, LeakPlace
from rootward.model.machine_key import MachineKey
from rootward.model.service_access import GrantedService, ServiceAccess
from rootward.model.unknown import Absent, Unknown

ACCOUNT = "123456789012"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ROOT = f"arn:aws:iam::{ACCOUNT}:root"

NA = Absent("N/A")
NO_INFORMATION = Absent("no_information")
NOT_SUPPORTED = Absent("not_supported")


def ago(days: float) -> datetime:
    """The moment so many days before NOW."""
    return NOW - timedelta(days=days)


def denied(action: str) -> Unknown:
    """A fact whose read AWS denied."""
    return Unknown("denied", action, "access denied")


def arn(kind: str, name: str) -> str:
    """The ARN of an IAM resource of this account, as `arn("user", "mark")`."""
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def key(**cells: Any) -> KeySlot:
    """An access-key slot; without cells: no active key."""
    return KeySlot(**{"active": False, "last_rotated": NA, "last_used": NA, **cells})


def active_key(created: float, used: float | None = None, **cells: Any) -> KeySlot:
    """An active key created so many days ago, and used so many days ago (None: never)."""
    made = {"active": True, "last_rotated": ago(created), "last_used": NA if used is None else ago(used)}
    return key(**{**made, **cells})


def listed_key(owner: str, created: float, **fields: Any) -> AccessKey:
    """An active key of the user `owner` as ListAccessKeys shows it, created so many days ago."""
    return AccessKey(**{"id": f"key-of-{owner}", "user": owner, "status": "Active", "created": ago(created), **fields})


def machine_key(**fields: Any) -> MachineKey:
    """A key of this account's in the collecting machine's credentials file, for its owner's eyes alone."""
    place: dict[str, Any] = {"path": "/home/ann/.aws/credentials", "line": 2, "profile": "default", "mode": "0600"}
    return MachineKey(**{"id": "key-of-ann", "is_of_this_account": True, **place, **fields})


def leak_place(**fields: Any) -> LeakPlace:
    """A line of a file that a commit brought into a repository."""
    return LeakPlace(**{"root": "/home/ann/shop", "path": "deploy.sh", "line": 4, "commit": "0a1b2c3d" * 5, **fields})


def key_leak(owner: str, **fields: Any) -> KeyLeak:
    """That a scan found the key of the user `owner`, with its secret, in one place, the day before NOW."""
    found: dict[str, Any] = {
        "first_found": ago(9),
        "last_found": ago(1),
        "with_secret": True,
        "places": (leak_place(),),
    }
    return KeyLeak(**{"id": f"key-of-{owner}", "user": owner, **found, **fields})


def leaked_key(owner: str, *, leak: Mapping[str, Any] | None = None, **fields: Any) -> LeakedKey:
    """The leaked key of the user `owner`, switched on and never used. `leak`: cells of what was found."""
    found = key_leak(owner, **(leak or {}))
    return LeakedKey(**{"leak": found, "user": owner, "state": "Active", **fields})


def ssh_public_key(owner: str, uploaded: float, **fields: Any) -> SshPublicKey:
    """An active SSH public key of the user `owner`, uploaded so many days ago."""
    made = {"id": f"ssh-of-{owner}", "user": owner, "status": "Active", "uploaded": ago(uploaded)}
    return SshPublicKey(**{**made, **fields})


def signing_certificate(owner: str, uploaded: float, **fields: Any) -> SigningCertificate:
    """An active signing certificate of the user `owner`, uploaded so many days ago."""
    made = {"id": f"certificate-of-{owner}", "user": owner, "status": "Active", "uploaded": ago(uploaded)}
    return SigningCertificate(**{**made, **fields})


def root_key(created: float = 400, used: float | None = None, **fields: Any) -> RootAccessKey:
    """An active access key of root, created so many days ago, and used so many days ago (None: never)."""
    made: dict[str, Any] = {"id": "root-access-key-1", "status": "Active", "created": ago(created)}
    if used is not None:
        made |= {"last_used": ago(used), "service": "s3", "region": "eu-west-1"}
    return RootAccessKey(**{**made, **fields})


def root_certificate(uploaded: float = 400, **fields: Any) -> RootCertificate:
    """An active signing certificate of root, uploaded so many days ago."""
    made: dict[str, Any] = {"id": "root-signing-certificate-1", "status": "Active", "uploaded": ago(uploaded)}
    return RootCertificate(**{**made, **fields})


def of_root(*listed: RootAccessKey | RootCertificate) -> RootCredentials:
    """What a session of root's own is told."""
    return RootCredentials(
        access_keys=tuple(one for one in listed if isinstance(one, RootAccessKey)),
        certificates=tuple(one for one in listed if isinstance(one, RootCertificate)),
    )


def service_credential(owner: str, created: float, **fields: Any) -> ServiceCredential:
    """An active CodeCommit credential of the user `owner`, created so many days ago."""
    made = {
        "id": f"credential-of-{owner}",
        "user": owner,
        "service": "codecommit.amazonaws.com",
        "status": "Active",
        "created": ago(created),
    }
    return ServiceCredential(**{**made, **fields})


def certificate(**cells: Any) -> CertificateSlot:
    """A signing-certificate slot; without cells: no active certificate."""
    return CertificateSlot(**{"active": False, "last_rotated": NA, **cells})


def user_row(name: str, **cells: Any) -> ReportRow:
    """A user's row; without cells: no password, no MFA, no keys, created 400 days ago."""
    row: dict[str, Any] = {
        "user": name,
        "arn": arn("user", name),
        "created": ago(400),
        "password_enabled": False,
        "password_last_used": NA,
        "password_last_changed": NA,
        "mfa_active": False,
        "keys": (key(), key()),
        "certificates": (certificate(), certificate()),
    }
    return ReportRow(**{**row, **cells})


def root_row(**cells: Any) -> ReportRow:
    """Root's row; without cells: a password last used a year ago, MFA, no keys, an account of 2020."""
    row: dict[str, Any] = {
        "arn": ROOT,
        "created": datetime(2020, 1, 1, tzinfo=UTC),
        "password_enabled": True,
        "password_last_used": ago(365),
        "password_last_changed": NOT_SUPPORTED,
        "mfa_active": True,
    }
    return user_row(ROOT_ROW, **{**row, **cells})


def report(*rows: ReportRow, **fields: Any) -> CredentialReport:
    """A credential report of one hour ago; without rows: root's alone."""
    return CredentialReport(**{"generated_at": NOW - timedelta(hours=1), "rows": rows or (root_row(),), **fields})


def summary(**values: Any) -> AccountSummary:
    """The account summary; without values: root has a password and MFA, no key and no certificate."""
    live = {
        "mfa_enabled": True,
        "access_keys_present": False,
        "password_present": True,
        "signing_certificates_present": False,
    }
    return AccountSummary(**{**live, **values})


def password_policy(**values: Any) -> PasswordPolicy:
    """A password policy that meets the default baseline."""
    strict = {
        "minimum_length": 14,
        "require_symbols": True,
        "require_numbers": True,
        "require_uppercase": True,
        "require_lowercase": True,
        "allow_users_to_change": True,
        "reuse_prevention": 24,
    }
    return PasswordPolicy(**{**strict, **values})


def virtual_device(owner: str | None, **fields: Any) -> VirtualMfaDevice:
    """A virtual device of the ARN `owner` (None: unassigned)."""
    name = "unassigned" if owner is None else owner.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    made = {"serial": arn("mfa", name), "user_arn": owner, "enabled_at": None if owner is None else ago(300)}
    return VirtualMfaDevice(**{**made, **fields})


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> str:
    """A policy document as JSON text."""
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(action: str | list[str], resource: str | list[str] = "*", **rest: Any) -> dict[str, Any]:
    """An Allow statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **rest}


def trust(principal: Any, action: str = "sts:AssumeRole", **rest: Any) -> str:
    """A trust policy of one Allow statement."""
    return policy({"Effect": "Allow", "Principal": principal, "Action": action, **rest})


def user(name: str, **fields: Any) -> User:
    """An IAM user created 400 days ago, in no group and with no policies."""
    return User(**{"name": name, "arn": arn("user", name), "created": ago(400), **fields})


def group(name: str, **fields: Any) -> Group:
    """An IAM group with no policies."""
    return Group(**{"name": name, "arn": arn("group", name), **fields})


def role(name: str, **fields: Any) -> Role:
    """An IAM role that EC2 may assume, created 400 days ago."""
    made = {
        "name": name,
        "arn": arn("role", name),
        "created": ago(400),
        "trust_policy": trust({"Service": "ec2.amazonaws.com"}),
    }
    return Role(**{**made, **fields})


def service_access(holder: str, services: Mapping[str, float | None] | Unknown) -> ServiceAccess:
    """What the identity of that ARN was granted: namespaces, each with the days since its last attempt; None: never."""
    if isinstance(services, Unknown):
        return ServiceAccess(arn=holder, services=services)
    granted = (
        GrantedService(namespace=namespace, name=namespace.upper(), last_attempt=None if days is None else ago(days))
        for namespace, days in services.items()
    )
    return ServiceAccess(arn=holder, services=tuple(granted))


def managed(name: str, document: str | Unknown, **fields: Any) -> ManagedPolicy:
    """A customer managed policy, attached once."""
    made = {"name": name, "arn": arn("policy", name), "document": document, "attachment_count": 1}
    return ManagedPolicy(**{**made, **fields})


def inline(name: str, document: str) -> InlinePolicy:
    """An inline policy."""
    return InlinePolicy(name=name, document=document)


def identities(**lists: Any) -> Identities:
    """Users, groups, roles and policies, each a tuple."""
    return Identities(**lists)


def account(**facts: Any) -> Account:
    """A standalone commercial account whose root is protected and where nobody else is; each fact by name."""
    sound: dict[str, Any] = {
        "taken_at": NOW,
        "id": ACCOUNT,
        "caller": arn("user", "auditor"),
        "alias": "acme",
        "identities": identities(),
        "credential_report": report(),
        "summary": summary(),
        "password_policy": password_policy(),
        "virtual_mfa_devices": (),
        "server_certificates": (),
        "saml_providers": (),
        "oidc_providers": (),
        "service_credentials": (),
        "delegation_requests": (),
        "service_access": (),
        "organization": None,
        "machine_keys": (),
        "leaked_keys": (),
        "regions": ("eu-west-1", "us-east-1"),
    }
    return Account(**{**sound, **facts})
