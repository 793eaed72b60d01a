"""An IAM user, made or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import Edit, Risk
from rootward.model.credential_report import CertificateSlot, KeySlot, ReportRow
from rootward.model.identity import User
from rootward.model.unknown import Absent, Unknown


class UserChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="user"):
    """A user who is there after and was not before, or the other way round. AWS deletes none who holds anything.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
    """

    name: str
    arn: str
    path: str = "/"
    before: bool
    after: bool

    @property
    def resource(self) -> str:
        """The user."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """A user's name is unique in its account, in small and capital letters alike."""
        return ("user", self.name.lower())

    @property
    def risk(self) -> Risk:
        """Whoever is deleted can do nothing any more."""
        return "safe" if self.after else "disruptive"

    @property
    def makes(self) -> str | None:
        """The user."""
        return self.arn if self.after else None

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateUser or DeleteUser."""
        parameters: dict[str, Parameter] = {"UserName": self.name}
        if not self.after:
            return (ApiCall(operation="DeleteUser", parameters=parameters, resource=self.arn),)
        if self.path != "/":
            parameters["Path"] = self.path
        return (ApiCall(operation="CreateUser", parameters=parameters, resource=self.arn),)

    def inverse(self) -> UserChange:
        """The user deleted, or made again."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown:
        """Whether the user is there."""
        if isinstance(account.identities, Unknown):
            return account.identities
        return any(user.name.lower() == self.name.lower() for user in account.identities.users)

    def effect(self, account: Account) -> Account:
        """The account with the user, who has no credential yet, or without it."""
        found = account.identities
        if isinstance(found, Unknown) or self.state(account) == self.after:
            return account
        users = tuple(user for user in found.users if user.name.lower() != self.name.lower())
        if self.after:
            users = (*users, User(name=self.name, arn=self.arn, path=self.path, created=account.taken_at))
        account = msgspec.structs.replace(account, identities=msgspec.structs.replace(found, users=users))
        report = account.credential_report
        if isinstance(report, Unknown):
            return account
        rows = tuple(row for row in report.rows if row.user.lower() != self.name.lower())
        if self.after:
            rows = (*rows, self._row(account))
        return msgspec.structs.replace(account, credential_report=msgspec.structs.replace(report, rows=rows))

    def _row(self, account: Account) -> ReportRow:
        """What the credential report will say of somebody who has nothing."""
        none = Absent("N/A")
        key = KeySlot(active=False, last_rotated=none, last_used=none)
        certificate = CertificateSlot(active=False, last_rotated=none)
        return ReportRow(
            user=self.name,
            arn=self.arn,
            created=account.taken_at,
            password_enabled=False,
            password_last_used=none,
            password_last_changed=none,
            mfa_active=False,
            keys=(key, key),
            certificates=(certificate, certificate),
        )
