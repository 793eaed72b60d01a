"""An access key or a signing certificate of root: switched off, switched on again, or deleted for good."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import Edit, Risk
from rootward.model.credential import AccountSummary, RootAccessKey, RootCertificate, RootCredentials
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.model.change import Change

RootCredentialKind = Literal["access-key", "signing-certificate"]
RootCredentialState = Literal["Active", "Inactive"]

_OPERATIONS: dict[RootCredentialKind, tuple[str, str]] = {
    "access-key": ("AccessKey", "AccessKeyId"),
    "signing-certificate": ("SigningCertificate", "CertificateId"),
}
"""What the operations are called after `Update` and `Delete`, and the parameter that takes the id."""


Listed = TypeVar("Listed", RootAccessKey, RootCertificate)


class RootCredentialChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="root-credential"):
    """Another state of a key or certificate of root; after None it is deleted. No change makes one.

    Its calls name no user: then AWS takes the one who signs them. Root has no user name, so only root can make them;
    whoever else did would be told that there is no such key.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html
    """

    credential: RootCredentialKind
    root_arn: str
    id: str
    before: RootCredentialState
    after: RootCredentialState | None
    last_used: datetime | None = None
    """Of a key: the last use that the plan rests on; None: never. A key that was used since is left as it is."""
    in_use: bool = False
    """Of a key: whether it goes although it is in use, as one that has leaked."""

    @property
    def resource(self) -> str:
        """Root."""
        return self.root_arn

    @property
    def target(self) -> tuple[str, ...]:
        """The key or certificate."""
        return (f"root-{self.credential}", self.id)

    @property
    def risk(self) -> Risk:
        """What is signed with one that is switched off is refused; a deleted one never comes back."""
        if self.after is None:
            return "irreversible"
        return "disruptive" if self.after == "Inactive" else "safe"

    @property
    def asks_for_rest(self) -> bool:
        """Whether a use since the plan forbids it. Of certificates AWS records none."""
        return self.credential == "access-key" and self.after != "Active" and not self.in_use

    def calls(self) -> tuple[ApiCall, ...]:
        """One, by its exact id and without a user's name."""
        what, named = _OPERATIONS[self.credential]
        if self.after is None:
            return (ApiCall(operation=f"Delete{what}", parameters={named: self.id}, resource=self.root_arn),)
        parameters = {named: self.id, "Status": self.after}
        return (ApiCall(operation=f"Update{what}", parameters=parameters, resource=self.root_arn),)

    def inverse(self) -> RootCredentialChange | None:
        """The state that was; None for what is deleted."""
        if self.after is None:
            return None
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def merged(self, other: Change) -> Change | None:
        """As both ask for; where one of them goes although it is in use, as a key that has leaked, it goes."""
        if not isinstance(other, RootCredentialChange):
            return None
        rest: dict[str, Any] = {"last_used": None, "in_use": False}
        if msgspec.structs.replace(self, **rest) != msgspec.structs.replace(other, **rest):
            return None
        used = max((one.last_used for one in (self, other) if one.last_used is not None), default=None)
        return msgspec.structs.replace(self, last_used=used, in_use=self.in_use or other.in_use)

    def state(self, account: Account) -> str | Unknown | None:
        """Its status; None where root does not have it."""
        own = account.root_credentials
        if isinstance(own, Unknown):
            return own
        return next((one.status for one in self._listed(own) if one.id == self.id), None)

    def effect(self, account: Account) -> Account:
        """The account whose list says so, and whose summary says that root has none once the last one is deleted."""
        own = account.root_credentials
        if isinstance(own, Unknown) or self.state(account) is None:
            return account
        if self.credential == "access-key":
            after = msgspec.structs.replace(own, access_keys=self._changed(own.access_keys))
        else:
            after = msgspec.structs.replace(own, certificates=self._changed(own.certificates))
        changed = msgspec.structs.replace(account, root_credentials=after)
        return changed if self._listed(after) else self._without_any(changed)

    def _listed(self, own: RootCredentials) -> tuple[RootAccessKey | RootCertificate, ...]:
        return own.access_keys if self.credential == "access-key" else own.certificates

    def _changed(self, listed: tuple[Listed, ...]) -> tuple[Listed, ...]:
        status = self.after
        if status is None:
            return tuple(one for one in listed if one.id != self.id)
        return tuple(msgspec.structs.replace(one, status=status) if one.id == self.id else one for one in listed)

    def _without_any(self, account: Account) -> Account:
        summary = account.summary
        if not isinstance(summary, AccountSummary):
            return account
        if self.credential == "access-key":
            summary = msgspec.structs.replace(summary, access_keys_present=False)
        else:
            summary = msgspec.structs.replace(summary, signing_certificates_present=False)
        return msgspec.structs.replace(account, summary=summary)
