"""Calls that were denied for want of a permission.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html (CIS's filter: AccessDenied* and
*UnauthorizedOperation)
"""

from __future__ import annotations

from rootward.trail.actions.call import REFUSED
from rootward.trail.record import Record

REFUSALS = frozenset(REFUSED)
"""How error codes begin that say that the caller may not. `AccessDeniedException` is one."""


def is_refused(record: Record) -> bool:
    """Whether the call was denied for want of a permission."""
    return record.error.startswith(REFUSED)
