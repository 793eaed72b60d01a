"""An access key with its secret, on its way from AWS to where it is kept."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from rootward.model.secret import Secret
from rootward.model.user_arn import user_in

_USER_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9]{12}")


class KeyPair(NamedTuple):
    """A long-lived key. Its repr shows no secret, for `Secret` shows none."""

    key_id: str
    secret: Secret


class KeyOwner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The IAM user whose keys are meant. It cannot be root.

    Without a user's name CreateAccessKey makes a key of the caller's, so there is no owner without one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
    """

    account: str
    user: str

    def __post_init__(self) -> None:
        """Raises ValueError for what is no user's name, or no account's number."""
        if not _USER_NAME.fullmatch(self.user):
            raise ValueError(f"{self.user[:64]!r} is no IAM user's name")
        if not _ACCOUNT.fullmatch(self.account):
            raise ValueError(f"{self.account[:40]!r} is no account number")

    def is_caller(self, arn: str) -> bool:
        """Whether that is who calls, by the ARN that GetCallerIdentity tells. No two names differ by their case alone.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        """
        return (user_in(arn) or "").lower() == self.user.lower() and arn.split(":", 5)[4] == self.account
