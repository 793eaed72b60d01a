"""The operations that changes make, and those that take each of them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rootward.checks.check import Check

_PASSWORD_POLICY = ("UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy")

UNDONE_BY: Mapping[str, tuple[str, ...]] = {
    "UpdateAccountPasswordPolicy": _PASSWORD_POLICY,
    "DeleteAccountPasswordPolicy": _PASSWORD_POLICY[:1],
    "UpdateAccessKey": ("UpdateAccessKey",),
    "DeleteAccessKey": (),
    "CreateGroup": ("DeleteGroup",),
    "DeleteGroup": ("CreateGroup",),
    "AddUserToGroup": ("RemoveUserFromGroup",),
    "RemoveUserFromGroup": ("AddUserToGroup",),
    **{f"Attach{kind}Policy": (f"Detach{kind}Policy",) for kind in ("User", "Group", "Role")},
    **{f"Detach{kind}Policy": (f"Attach{kind}Policy",) for kind in ("User", "Group", "Role")},
    **{f"Put{kind}Policy": (f"Delete{kind}Policy",) for kind in ("User", "Group", "Role")},
    **{f"Delete{kind}Policy": (f"Put{kind}Policy",) for kind in ("User", "Group", "Role")},
}
"""Every operation that remedies make, and those that take it back: what was there before decides which.

An inline policy that was written is deleted, for no remedy writes one over another: a test holds them to it.
"""


def operations(checks: Iterable[Check]) -> tuple[str, ...]:
    """The operations that the remedies of these checks make, sorted."""
    return tuple(sorted({one for check in checks if check.remedy for one in check.remedy.operations}))


def undoing(made: Iterable[str]) -> tuple[str, ...]:
    """The operations that take these back, sorted. Nothing takes back what is deleted for good."""
    return tuple(sorted({inverse for operation in made for inverse in UNDONE_BY[operation]}))


def actions(made: Iterable[str]) -> tuple[str, ...]:
    """The IAM actions of the operations: each has one of its own name."""
    return tuple(f"iam:{operation}" for operation in made)
