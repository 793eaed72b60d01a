"""The account's password policy, live."""

from __future__ import annotations

from rootward.aws.looks.look import Look
from rootward.aws.readers.settings import GET_PASSWORD_POLICY, read_password_policy
from rootward.aws.reading import Reading
from rootward.model.change import PasswordPolicyChange
from rootward.model.credential import PasswordPolicy


def read_policy(reading: Reading, _change: PasswordPolicyChange) -> PasswordPolicy | None:
    """The policy of the session's account; None where it has none."""
    return read_password_policy(reading)


LOOK = Look(
    calls=dict.fromkeys(("UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy"), (GET_PASSWORD_POLICY,)),
    read=read_policy,
)
