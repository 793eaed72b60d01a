"""All rules."""

from __future__ import annotations

from rootward.trail.classify.detections import (
    account,
    central_root,
    identities,
    policies,
    protections,
    root_credentials,
    sign_in,
)
from rootward.trail.classify.detections.rule import Rule

RULES: tuple[Rule, ...] = (
    *sign_in.RULES,
    *root_credentials.RULES,
    *central_root.RULES,
    *account.RULES,
    *policies.RULES,
    *identities.RULES,
    *protections.RULES,
)
"""Every rule, family by family."""
