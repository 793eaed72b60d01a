"""All cases."""

from __future__ import annotations

from tests.trail.classify.detections.cases import (
    account,
    central_root,
    identities,
    policies,
    protections,
    root_credentials,
    sign_in,
)
from tests.trail.classify.detections.events import Case

CASES: tuple[Case, ...] = (
    *sign_in.CASES,
    *root_credentials.CASES,
    *central_root.CASES,
    *account.CASES,
    *policies.CASES,
    *identities.CASES,
    *protections.CASES,
)
FIRING = [raw for case in CASES for raw in case.fires]
