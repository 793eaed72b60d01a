"""IAM users and access keys with the dates that moto does not keep: when a password and a key were last changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.utils import utcnow
from moto.iam.models import AccessKey, User
from moto.iam.utils import generate_access_key_id_from_account_id

if TYPE_CHECKING:
    from datetime import datetime


class PracticeKey(AccessKey):
    """An access key that knows when it was created or last changed."""

    def __init__(self, user_name: str | None, prefix: str, account_id: str, status: str = "Active") -> None:
        super().__init__(user_name, prefix, account_id, status)
        self.last_changed: datetime = self.create_date


class PracticeUser(User):
    """An IAM user that knows when the password was last changed."""

    def __init__(self, account_id: str, region_name: str, name: str, path: str | None = None) -> None:
        super().__init__(account_id, region_name, name, path)
        self.id = generate_access_key_id_from_account_id(account_id, prefix="AIDA", total_length=21)
        self.password_last_changed: datetime | None = None

    def create_access_key(self, prefix: str, status: str = "Active") -> AccessKey:
        """As moto's, with a key that keeps its last change."""
        key = PracticeKey(self.name, prefix, self.account_id, status)  # type: ignore[abstract] # no stack makes it
        self.access_keys.append(key)
        return key

    def update_access_key(self, access_key_id: str, status: str | None = None) -> AccessKey:
        """As moto's; a change of the status is a change of the key."""
        key = super().update_access_key(access_key_id, status)
        if isinstance(key, PracticeKey):
            key.last_changed = utcnow()
        return key
