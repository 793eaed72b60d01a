"""Passwords for one sign-in: chosen when they are needed, told before they are set, and kept nowhere.

A password that is told before it is set is never lost: a run that is cut off in between leaves somebody with a password
that they know, or with none at all, and then the next run chooses and tells another.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import NamedTuple

from rootward.engine.password.generation import LENGTH, generated
from rootward.model.account import Account
from rootward.model.change import OneTimePassword
from rootward.model.credential import PasswordPolicy


class FirstPassword(NamedTuple):
    """What a user needs for the first sign-in."""

    user: str
    password: str
    sign_in: str
    """The address of the account's sign-in page."""

    def __repr__(self) -> str:
        return f"FirstPassword(user={self.user!r})"


Tell = Callable[[FirstPassword], None]
"""Shows it, or keeps it. Raises OutputError where it cannot: then no password is set."""

Withdraw = Callable[[FirstPassword], None]
"""Says that one that was told was not set, and keeps it no more. Raises OutputError where it stands there still."""


def _leave(_told: FirstPassword) -> None:
    """What was told stands."""


class Passwords:
    """Chooses one for each user, once. Safe to use from several threads."""

    def __init__(self, tell: Tell, account: Account, *, minimum: int = 0, withdraw: Withdraw = _leave) -> None:
        """`minimum`: the length that the run itself is to ask for, whatever the account asks for by now."""
        policy = account.password_policy
        asked = policy.minimum_length if isinstance(policy, PasswordPolicy) else 0
        self._length = max(LENGTH, asked, minimum)
        self._sign_in = sign_in_page(account.id, account.partition)
        self._tell = tell
        self._withdraw = withdraw
        self._chosen: dict[str, str] = {}
        self._one_at_a_time = threading.Lock()

    def __call__(self, wanted: OneTimePassword) -> str:
        """The user's password, which was told."""
        with self._one_at_a_time:
            if wanted.user not in self._chosen:
                password = generated(self._length, secrets.randbelow).reveal()
                self._tell(FirstPassword(wanted.user, password, self._sign_in))
                self._chosen[wanted.user] = password
            return self._chosen[wanted.user]

    def withdraw(self, user: str) -> bool:
        """Take back what was told for the user, for AWS refused to set it; whether there was any. Raises OutputError.

        Whoever asks for one again gets another.
        """
        with self._one_at_a_time:
            password = self._chosen.pop(user, None)
            if password is not None:
                self._withdraw(FirstPassword(user, password, self._sign_in))
            return password is not None

    def __repr__(self) -> str:
        return "Passwords()"


def sign_in_page(account: str, partition: str) -> str:
    """The address at which the account's IAM users sign in.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/console.html
    """
    hosts = {"aws-cn": "signin.amazonaws.cn", "aws-us-gov": "signin.amazonaws-us-gov.com"}
    return f"https://{account}.{hosts.get(partition, 'signin.aws.amazon.com')}/console"
