"""Practice 1, identities: people and programs work as IAM identities, not as root."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.identities import (
    access_analyzer_missing,
    assume_role_any,
    cloudshell_full_access,
    delegation_request_open,
    policy_attached_to_user,
    role_trust_too_open,
    server_certificate_expired,
    support_role_missing,
    users_not_federated,
)

CHECKS: tuple[Check, ...] = (
    policy_attached_to_user.CHECK,
    role_trust_too_open.CHECK,
    assume_role_any.CHECK,
    support_role_missing.CHECK,
    users_not_federated.CHECK,
    access_analyzer_missing.CHECK,
    cloudshell_full_access.CHECK,
    server_certificate_expired.CHECK,
    delegation_request_open.CHECK,
)
