"""The account's password policy, written as a whole: AWS knows no other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.model.change import Change


_NEVER = 1 << 31
"""Days after which a password expires that does not."""


class PasswordPolicyChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="password-policy"):
    """Another password policy, the first one, or (after None) none.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
    """

    account: str
    """The account number."""
    before: PasswordPolicy | None
    after: PasswordPolicy | None

    @property
    def resource(self) -> str:
        """The account."""
        return f"AWS::::Account:{self.account}"

    @property
    def target(self) -> tuple[str, ...]:
        """The account has one."""
        return ("password-policy", self.account)

    @property
    def risk(self) -> Risk:
        """Passwords are held to it when they are changed. Expiry alone reaches those that are in use.

        Without a policy nobody may change their own password.
        """
        before, after = self.before or PasswordPolicy(), self.after or PasswordPolicy()
        expires = after.max_age_days is not None and after.max_age_days < (before.max_age_days or _NEVER)
        forbids = before.allow_users_to_change and not after.allow_users_to_change
        return "disruptive" if expires or forbids else "safe"

    def calls(self) -> tuple[ApiCall, ...]:
        """One. What a call leaves out AWS sets back to its weakest value, so none leaves anything out."""
        policy = self.after
        if policy is None:
            return (ApiCall(operation="DeleteAccountPasswordPolicy", parameters={}),)
        parameters: dict[str, Parameter] = {
            "MinimumPasswordLength": policy.minimum_length,
            "RequireSymbols": policy.require_symbols,
            "RequireNumbers": policy.require_numbers,
            "RequireUppercaseCharacters": policy.require_uppercase,
            "RequireLowercaseCharacters": policy.require_lowercase,
            "AllowUsersToChangePassword": policy.allow_users_to_change,
            "HardExpiry": policy.hard_expiry,
        }
        # AWS takes no 0 for these two: left out, nothing expires and nothing is remembered.
        if policy.max_age_days:
            parameters["MaxPasswordAge"] = policy.max_age_days
        if policy.reuse_prevention:
            parameters["PasswordReusePrevention"] = policy.reuse_prevention
        return (ApiCall(operation="UpdateAccountPasswordPolicy", parameters=parameters),)

    def inverse(self) -> PasswordPolicyChange:
        """The policy that was."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> PasswordPolicy | Unknown | None:
        """The policy of the account."""
        return account.password_policy

    def effect(self, account: Account) -> Account:
        """The account with the policy."""
        if isinstance(account.password_policy, Unknown):
            return account
        return msgspec.structs.replace(account, password_policy=self.after)

    def merged(self, other: Change) -> PasswordPolicyChange | None:
        """One write of both: of each field the value that differs from what was."""
        if self == other:
            return self
        if not isinstance(other, PasswordPolicyChange) or other.before != self.before or self.before is None:
            return None
        if self.after is None or other.after is None:
            return None
        together: dict[str, Any] = {}
        for field in PasswordPolicy.__struct_fields__:
            was, one, two = (getattr(policy, field) for policy in (self.before, self.after, other.after))
            if was not in (one, two) and one != two:
                return None
            together[field] = one if two == was else two
        return msgspec.structs.replace(self, after=PasswordPolicy(**together))
