"""Login profiles: the passwords with which users, and root, sign in to the console.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html
Messages as recorded from AWS by LocalStack's validated tests
(https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_users.snapshot.json); the operations file
says which ones no source confirms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam.models import IAMBackend, User
from moto.iam.utils import random_alphanumeric

from rootward.sandbox.authorization.context import of_caller, of_request
from rootward.sandbox.door.call import Call
from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import password as passwords
from rootward.sandbox.iam.addressee import addressee
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.constraint import Constraints
from rootward.sandbox.iam.own_password import ACTION, why_not_own_password
from rootward.sandbox.iam.root_user import ROOT

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.iam.user import PracticeUser


class LoginProfileBackend(IAMBackend):
    """The passwords of an account's users and of its root."""

    def create_login_profile(self, user_name: str, password: str, password_reset_required: bool | None = None) -> User:
        """Give a user a first password.

        Raises:
            PracticeError: NoSuchEntity; EntityAlreadyExists; PasswordPolicyViolation.

        """
        user = cast("PracticeUser", self.get_user(user_name))
        if user.password:
            raise PracticeError("EntityAlreadyExists", f"Login Profile for user {_shown(user_name)} already exists.")
        self.require_by_policy(password)
        self.set_password(user, password)
        user.password_reset_required = bool(password_reset_required)
        return user

    def let_root_recover(self) -> User:
        """Give root a password that nobody knows: its owner can now ask for a new one by e-mail.

        Raises:
            PracticeError: EntityAlreadyExists: root has one.

        """
        # The account's policy is for users only, and this one is never typed by anybody.
        root = cast("PracticeUser", self.get_user(ROOT))
        if root.password:
            raise PracticeError("EntityAlreadyExists", f"Login Profile for user {_shown(ROOT)} already exists.")
        self.set_password(root, random_alphanumeric(32))
        root.password_reset_required = False
        return root

    def get_login_profile(self, user_name: str) -> PracticeUser:
        """The user, who has a password.

        Raises:
            PracticeError: NoSuchEntity: there is no such user, or no password.

        """
        user = cast("PracticeUser", self.get_user(user_name))
        if not user.password:
            raise PracticeError("NoSuchEntity", f"Login Profile for User {_shown(user_name)} cannot be found.")
        return user

    def update_login_profile(
        self, user_name: str, password: str | None, password_reset_required: bool | None
    ) -> PracticeUser:
        """Give a user another password, or say that the user must choose one at the next sign-in. None: as it was.

        A new password about which nothing is said need not be changed.

        Raises:
            PracticeError: NoSuchEntity; PasswordPolicyViolation.

        """
        user = self.get_login_profile(user_name)
        if password is not None:
            self.require_by_policy(password)
            self.set_password(user, password)
            user.password_reset_required = False
        if password_reset_required is not None:
            user.password_reset_required = password_reset_required
        return user

    def delete_login_profile(self, user_name: str) -> None:
        """Take the password from a user, or from root.

        Raises:
            PracticeError: NoSuchEntity.

        """
        user = self.get_login_profile(user_name)
        user.password = user.login_profile_created = user.password_last_changed = None
        user.password_reset_required = False

    def change_password(self, user: PracticeUser, old: str, new: str) -> None:
        """Let a user choose another password.

        Raises:
            PracticeError: NoSuchEntity: the user has none; AccessDenied: the old one is wrong; PasswordPolicyViolation.

        """
        present = self.get_login_profile(user.name).password
        if present is None or not passwords.is_same(old, present):
            raise PracticeError("AccessDenied", "The old password was incorrect.")
        self.require_by_policy(new)
        policy = self.account_password_policy
        forbidden = policy.password_reuse_prevention if policy else 0
        if forbidden and passwords.fingerprint(new) in user.password_history[-forbidden:]:
            raise PracticeError(
                "PasswordPolicyViolation",
                "Policy constraint violation with password reuse prevention during password change.",
            )
        self.set_password(user, new)
        user.password_reset_required = False

    def require_by_policy(self, password: str) -> None:
        """A password that the account takes from its users. Raises PracticeError: PasswordPolicyViolation."""
        passwords.require_by_policy(password, self.account_password_policy, self.account_aliases)

    def set_password(self, user: PracticeUser, password: str) -> None:
        """Make it the user's password, and remember those before it."""
        if user.password and not user.password_history:
            user.password_history.append(passwords.fingerprint(user.password))
        user.login_profile_created = _created(user) if user.password else utcnow()
        user.password = password
        user.password_last_changed = utcnow()
        user.password_history.append(passwords.fingerprint(password))
        del user.password_history[: -passwords.REMEMBERED]


class LoginProfileApi(IamApi):
    """The operations on passwords."""

    def create_login_profile(self) -> ActionResult:
        """Give a user a password; in a session of AssumeRoot, with no arguments, let root's owner recover one.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
        """
        user_name, password = addressee(self), self._get_param("Password")
        if user_name == ROOT:
            if password is not None:
                raise PracticeError("ValidationError", "Password must be omitted in an AssumeRoot session.")
            return _login_profile(self.backend.let_root_recover())
        constraints = Constraints()
        constraints.text("password", password, most=128)
        constraints.enforce()
        reset = self._get_bool_param("PasswordResetRequired")
        return _login_profile(self.backend.create_login_profile(user_name, password, reset))

    def get_login_profile(self) -> ActionResult:
        """Whether a user, or root, has a password, and since when.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
        """
        return _login_profile(self.backend.get_login_profile(addressee(self)))

    def update_login_profile(self) -> ActionResult:
        """Give a user another password.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html
        """
        user_name, password = self._get_param("UserName"), self._get_param("Password")
        self.backend.update_login_profile(user_name, password, self._get_bool_param("PasswordResetRequired"))
        return EmptyResult()

    def delete_login_profile(self) -> ActionResult:
        """Take the password from a user, or from root.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html
        """
        self.backend.delete_login_profile(addressee(self))
        return EmptyResult()

    def change_password(self) -> ActionResult:
        """Let the calling user choose another password.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
        """
        old, new = self._get_param("OldPassword"), self._get_param("NewPassword")
        calling = caller()
        if calling.kind != "user" or calling.user_name is None:
            raise PracticeError("InvalidUserType", "Only IAM Users can change their own password.")
        user = self.backend.get_user(calling.user_name)
        keys = {**of_request(Call("iam", "ChangePassword", self.region), self.normalized_request), **of_caller(calling)}
        reason = why_not_own_password(self.backend, calling, keys)
        if reason is not None:
            denial = f"User: {user.arn} is not authorized to perform: {ACTION} on resource: user {user.name} {reason}"
            raise PracticeError("AccessDenied", denial)
        self.backend.change_password(user, old, new)
        return EmptyResult()


def _login_profile(user: User) -> ActionResult:
    known = cast("PracticeUser", user)
    shown: dict[str, object] = {
        "CreateDate": _created(known),
        "PasswordResetRequired": known.password_reset_required,
    }
    if user.name != ROOT:
        shown["UserName"] = user.name
    return ActionResult({"LoginProfile": shown})


def _created(user: PracticeUser) -> datetime:
    """When the user's first password was created."""
    return user.login_profile_created or user.password_last_changed or user.create_date


def _shown(user_name: str) -> str:
    return "root" if user_name == ROOT else user_name
