"""The root user of the practice account: it has credentials, but no entry among the IAM users.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.iam.user import PracticeUser

if TYPE_CHECKING:
    from datetime import datetime

    from moto.iam.models import AccessKey

ROOT = "<root_account>"
"""Root's name in the credential report; no user can have it."""


class RootUser(PracticeUser):
    """Root's credentials: those of a user, but with the account's ARN and number. It has no policies and no groups."""

    def __init__(self, account_id: str, create_date: datetime) -> None:
        super().__init__(account_id, "us-east-1", ROOT)
        self.id = account_id
        self.create_date = create_date

    @property
    def arn(self) -> str:
        """Root's ARN, which is the account's."""
        return f"arn:aws:iam::{self.account_id}:root"

    def create_access_key(self, prefix: str, status: str = "Active") -> AccessKey:
        """A key that names no user, as root's do not."""
        key = super().create_access_key(prefix, status)
        key.user_name = None
        return key
