"""An access key of an IAM user: switched off, switched on again, or deleted for good."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import Edit, Risk
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.model.change import Change

KeyState = Literal["Active", "Inactive"]


class AccessKeyChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="access-key"):
    """Another state of a key; after None it is deleted. No change makes a key: only `keys rotate` does.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
    """

    user: str
    user_arn: str
    key_id: str
    before: KeyState
    after: KeyState | None
    last_used: datetime | None = None
    """The last use that the plan rests on; None: never. A key that was used since is left as it is."""
    in_use: bool = False
    """Whether it goes although it is in use, as a key that has leaked: a use since the plan changes nothing then."""

    @property
    def resource(self) -> str:
        """The key's owner."""
        return self.user_arn

    @property
    def target(self) -> tuple[str, ...]:
        """The key."""
        return ("access-key", self.key_id)

    @property
    def risk(self) -> Risk:
        """What a program signs with a key that is switched off is refused; a deleted one never comes back."""
        if self.after is None:
            return "irreversible"
        return "disruptive" if self.after == "Inactive" else "safe"

    @property
    def asks_for_rest(self) -> bool:
        """Whether a use of the key since the plan forbids it."""
        return self.after != "Active" and not self.in_use

    def calls(self) -> tuple[ApiCall, ...]:
        """UpdateAccessKey or DeleteAccessKey, by its exact id and with its owner's name."""
        named = {"UserName": self.user, "AccessKeyId": self.key_id}
        if self.after is None:
            return (ApiCall(operation="DeleteAccessKey", parameters=named, resource=self.user_arn),)
        return (
            ApiCall(operation="UpdateAccessKey", parameters={**named, "Status": self.after}, resource=self.user_arn),
        )

    def inverse(self) -> AccessKeyChange | None:
        """The state that was; None for a key that is deleted."""
        if self.after is None:
            return None
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def merged(self, other: Change) -> Change | None:
        """As both ask for; where one of them goes although it is in use, as a key that has leaked, it goes."""
        if not isinstance(other, AccessKeyChange):
            return None
        rest: dict[str, Any] = {"last_used": None, "in_use": False}
        if msgspec.structs.replace(self, **rest) != msgspec.structs.replace(other, **rest):
            return None
        used = max((one.last_used for one in (self, other) if one.last_used is not None), default=None)
        return msgspec.structs.replace(self, last_used=used, in_use=self.in_use or other.in_use)

    def state(self, account: Account) -> str | Unknown | None:
        """The key's status; None where the list of keys does not hold it."""
        listed = account.access_keys
        if isinstance(listed, Unknown):
            return listed
        return next((key.status for key in listed if key.id == self.key_id), None)

    def effect(self, account: Account) -> Account:
        """The account whose list of keys says so. Its credential report stays what it is: up to four hours old."""
        listed = account.access_keys
        if isinstance(listed, Unknown):
            return account
        after = self.after
        if after is None:
            kept = tuple(key for key in listed if key.id != self.key_id)
        else:
            kept = tuple(msgspec.structs.replace(key, status=after) if key.id == self.key_id else key for key in listed)
        return msgspec.structs.replace(account, access_keys=kept)
