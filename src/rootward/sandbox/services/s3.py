"""S3, without moto's own judgement of bucket policies: it looks at neither principals nor conditions.

Where the practice account enforces policies, its own evaluator has asked the bucket's before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from rootward.sandbox.clock import Clock


@cache
def ask_no_policy() -> None:
    """Keep moto from judging by the bucket policies of practice accounts. Once is enough."""
    motos = FakeBucket.get_permission

    def get_permission(self: FakeBucket, action: str, resource: str) -> Any:  # noqa: ANN401 - moto's
        return motos(self, action, resource) if Clock.shown is None else PermissionResult.NEUTRAL

    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
