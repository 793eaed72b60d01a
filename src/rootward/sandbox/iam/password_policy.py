"""The account's password policy, whole or not at all: an update replaces all of it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
What an answer leaves out, and the messages, as recorded from AWS by LocalStack's validated tests:
https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_account_password_policy.snapshot.json
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import AccountPasswordPolicy, IAMBackend

from rootward.sandbox.iam.api import IamApi

LEAST_LENGTH = 6
"""The minimum length of a policy that says none."""


class PasswordPolicyBackend(IAMBackend):
    """The password policy of an account."""

    def update_account_password_policy(  # type: ignore[override] # noqa: PLR0917 - moto's, and what was not said
        self,
        allow_change_password: bool,
        hard_expiry: bool | None,
        max_password_age: int | None,
        minimum_password_length: int,
        password_reuse_prevention: int | None,
        require_lowercase_characters: bool,
        require_numbers: bool,
        require_symbols: bool,
        require_uppercase_characters: bool,
    ) -> None:
        """Replace the policy. Of hard expiry, age and reuse None says that nothing was said."""
        policy: Any = AccountPasswordPolicy(
            allow_change_password,
            bool(hard_expiry),
            max_password_age or 0,
            minimum_password_length,
            password_reuse_prevention or 0,
            require_lowercase_characters,
            require_numbers,
            require_symbols,
            require_uppercase_characters,
        )
        # moto says false and 0 where AWS says nothing.
        policy.hard_expiry = hard_expiry
        policy.max_password_age = max_password_age or None
        policy.password_reuse_prevention = password_reuse_prevention or None
        self.account_password_policy = policy


class PasswordPolicyApi(IamApi):
    """The operations on the password policy."""

    def update_account_password_policy(self) -> ActionResult:
        """Replace the policy: what is not given is as AWS has it by default.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
        """
        length = self._get_int_param("MinimumPasswordLength", LEAST_LENGTH)
        reuse = self._get_int_param("PasswordReusePrevention")
        age = self._get_int_param("MaxPasswordAge")
        self.backend.update_account_password_policy(
            allow_change_password=self._flag("AllowUsersToChangePassword"),
            hard_expiry=self._get_bool_param("HardExpiry"),
            max_password_age=age,
            minimum_password_length=length,
            password_reuse_prevention=reuse,
            require_lowercase_characters=self._flag("RequireLowercaseCharacters"),
            require_numbers=self._flag("RequireNumbers"),
            require_symbols=self._flag("RequireSymbols"),
            require_uppercase_characters=self._flag("RequireUppercaseCharacters"),
        )
        return EmptyResult()

    def _flag(self, name: str) -> bool:
        return bool(self._get_bool_param(name))
