"""IAM's quotas: how many, and how long.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
IAM does not count white space when it measures a policy. Quotas that AWS raises on request stand at their default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sized

PER_ACCOUNT: Final = {"Users": 5000, "Groups": 300, "Roles": 1000, "Policies": 1500}
GROUPS_PER_USER: Final = 10
ATTACHED_POLICIES: Final = 10
"""Of a user, a role, a group each."""
MANAGED_POLICY: Final = 6144
TRUST_POLICY: Final = 2048
INLINE_POLICIES: Final = {"user": 2048, "group": 5120, "role": 10240}
"""Characters of all inline policies of one user, group, role together."""


def enforce(quota: str, limit: int, present: Sized) -> None:
    """Refuse one more, if there are as many as there may be.

    Raises:
        PracticeError: LimitExceeded.

    """
    if len(present) >= limit:
        raise exceeded(quota, limit)


def enforce_size(quota: str, limit: int, document: str) -> None:
    """Refuse a policy document that is too long.

    Raises:
        PracticeError: LimitExceeded.

    """
    if size(document) > limit:
        raise exceeded(quota, limit)


def enforce_inline(kind: str, holder: str, present: Mapping[str, str], name: str, document: str) -> None:
    """Refuse an inline policy with which all of the holder's would be too long. `kind`: user, group or role.

    Raises:
        PracticeError: LimitExceeded.

    """
    limit = INLINE_POLICIES[kind]
    if sum(size(text) for text in {**present, name: document}.values()) > limit:
        message = f"Maximum policy size of {limit} bytes exceeded for {kind} {holder}"
        raise PracticeError("LimitExceeded", message)


def size(document: str) -> int:
    """The length of a policy without its white space."""
    return len("".join(document.split()))


def exceeded(quota: str, limit: int) -> PracticeError:
    """As IAM words it."""
    return PracticeError("LimitExceeded", f"Cannot exceed quota for {quota}: {limit}")
