"""IAM users and access keys with the dates that moto does not keep: when a password and a key were last changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow
from moto.iam.models import AccessKey, User
from moto.iam.utils import generate_access_key_id_from_account_id

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class PracticeKey(AccessKey):
    """An access key that knows when it was created or last changed."""

    def __init__(self, user_name: str | None, prefix: str, account_id: str, status: str = "Active") -> None:
        super().__init__(user_name, prefix, account_id, status)
        self.last_changed: datetime = self.create_date
        self.switched: tuple[datetime, str] | None = None
        """When it was switched on or off, and the state before."""

    def is_created(self) -> bool:
        """Whether a stack made the key: none does here."""
        return True


class PracticeUser(User):
    """An IAM user that knows when the password was last changed."""

    password_last_used: datetime | None  # type: ignore[assignment] # moto types it None

    def __init__(self, account_id: str, region_name: str, name: str, path: str | None = None) -> None:
        super().__init__(account_id, region_name, name, path)
        self.id = generate_access_key_id_from_account_id(account_id, prefix="AIDA", total_length=21)
        self.password_last_changed: datetime | None = None
        self.permissions_boundary_arn: str | None = None
        self.login_profile_created: datetime | None = None
        self.password_history: list[str] = []

    @property
    def permissions_boundary(self) -> dict[str, str] | None:
        """The boundary as IAM shows it."""
        arn = self.permissions_boundary_arn
        shown = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn or ""}
        return shown if arn else None

    def own(self, others: Iterable[Any]) -> None:
        """Write the user's present name on all that names its owner: what the user holds, and others."""
        held: tuple[Any, ...] = (*self.access_keys, *self.ssh_public_keys, *self.signing_certificates.values())
        for one in (*held, *others):
            one.user_name = self.name

    def is_created(self) -> bool:
        """Whether a stack made the user: none does here."""
        return True

    def create_access_key(self, prefix: str, status: str = "Active") -> AccessKey:
        """As moto's, with a key that keeps its last change."""
        key = PracticeKey(self.name, prefix, self.account_id, status)
        self.access_keys.append(key)
        return key

    def get_access_key_by_id(self, access_key_id: str) -> AccessKey:
        """As moto's, in IAM's words."""
        for key in self.access_keys:
            if key.access_key_id == access_key_id:
                return key
        raise PracticeError("NoSuchEntity", f"The Access Key with id {access_key_id} cannot be found.")

    def update_access_key(self, access_key_id: str, status: str | None = None) -> AccessKey:
        """As moto's; a change of the status is a change of the key."""
        before = self.get_access_key_by_id(access_key_id).status
        key = super().update_access_key(access_key_id, status)
        if isinstance(key, PracticeKey):
            key.last_changed = utcnow()
            if key.status != before:
                key.switched = key.last_changed, before
        return key
