"""All rules."""

from __future__ import annotations

from collections.abc import Mapping

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

FAMILIES: Mapping[str, tuple[Rule, ...]] = {
    "Sign-ins": sign_in.RULES,
    "Root's own credentials": root_credentials.RULES,
    "Sessions of root": central_root.RULES,
    "The account itself": account.RULES,
    "Policies": policies.RULES,
    "Who can come in": identities.RULES,
    "What watches, and what holds": protections.RULES,
}
"""By the heading of each family."""

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES.values() for rule in family)
"""Every rule, family by family."""
