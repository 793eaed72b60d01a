"""Practice 1, identities: people and programs work as IAM identities, not as root."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.identities import (
    access_analyzer_missing,
    admin_identity_missing,
    assume_role_any,
    cloudshell_full_access,
    delegation_request_open,
    full_admin_policy,
    policy_attached_to_user,
    privilege_escalation_path,
    role_trust_too_open,
    server_certificate_expired,
    support_role_missing,
    too_many_admins,
    unused_permissions,
    users_not_federated,
)

CHECKS: tuple[Check, ...] = (
    admin_identity_missing.CHECK,
    policy_attached_to_user.CHECK,
    full_admin_policy.CHECK,
    too_many_admins.CHECK,
    privilege_escalation_path.CHECK,
    role_trust_too_open.CHECK,
    assume_role_any.CHECK,
    support_role_missing.CHECK,
    users_not_federated.CHECK,
    access_analyzer_missing.CHECK,
    unused_permissions.CHECK,
    cloudshell_full_access.CHECK,
    server_certificate_expired.CHECK,
    delegation_request_open.CHECK,
)
