"""A password policy in the words of the IAM console.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rootward.model.credential import PasswordPolicy
from rootward.reports.plan.words import several


def difference(before: PasswordPolicy | None, after: PasswordPolicy | None) -> Iterator[str]:
    """A line for each rule that changes; all rules of the one policy where there is none on the other side."""
    if before is None:
        yield "before: the account has no policy of its own"
    for rule, shown in _RULES.items():
        was, becomes = (None if policy is None else shown(policy) for policy in (before, after))
        if was is None or becomes is None:
            yield f"{rule}: {was or becomes}"
        elif was != becomes:
            yield f"{rule}: {was} → {becomes}"
    if after is None:
        yield "after: the account has no policy of its own"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


_RULES: dict[str, Callable[[PasswordPolicy], str]] = {
    "Password minimum length": lambda policy: str(policy.minimum_length),
    "Require at least one uppercase letter": lambda policy: _yes(policy.require_uppercase),
    "Require at least one lowercase letter": lambda policy: _yes(policy.require_lowercase),
    "Require at least one number": lambda policy: _yes(policy.require_numbers),
    "Require at least one non-alphanumeric character": lambda policy: _yes(policy.require_symbols),
    "Password expiration": lambda policy: f"after {several(days, 'day')}" if (days := policy.max_age_days) else "off",
    "Password expiration requires administrator reset": lambda policy: _yes(policy.hard_expiry),
    "Allow users to change their own password": lambda policy: _yes(policy.allow_users_to_change),
    "Prevent password reuse": lambda policy: f"the last {n}" if (n := policy.reuse_prevention) else "off",
}
"""In the order of the console's page."""
