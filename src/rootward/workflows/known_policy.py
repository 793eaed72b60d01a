"""The account's password policy, where the facts tell of it."""

from __future__ import annotations

from rootward.errors import IncompleteError, SnapshotError
from rootward.model.account import Account
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown


def known_policy(account: Account, *, without_it: str = "") -> PasswordPolicy | None:
    """The policy; None where the account has none. `without_it`: what else can be done where it may not be read.

    Raises SnapshotError where a file does not hold the policy, IncompleteError where AWS did not give it.
    """
    policy = account.password_policy
    if not isinstance(policy, Unknown):
        return policy
    if policy.reason == "not_collected":
        raise SnapshotError(
            "the facts hold no password policy", advice="collect it: rootward collect -o FILE --only passwords"
        )
    advice = "try again, or give it longer with --deadline"
    if policy.reason == "denied" and policy.action:
        advice = f"allow {policy.action}"
        advice += f", or {without_it}" if without_it else ""
    raise IncompleteError(f"the account's password policy could not be read: {policy.detail}", advice=advice)
