"""The console password of an IAM user: a first one, for one sign-in, or none any more."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, OneTimePassword
from rootward.model.change.edit import Edit, Missing, Risk
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Absent, Unknown


class LoginProfileChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="login-profile"):
    """A user who may sign in to the console after and might not before, or the other way round.

    No password is in it: whoever makes the call chooses one, which must be changed at the first sign-in.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html
    """

    user: str
    user_arn: str
    before: bool
    after: bool
    chosen_by: Literal["rootward", "owner"] = "rootward"
    """Whose password it is: one for one sign-in, of which rootward can make another, or one that its owner chose."""
    last_used: datetime | None = None
    """Of a password that is taken away: the last use that the plan rests on; None: never. One used since stays."""

    @property
    def resource(self) -> str:
        """The user."""
        return self.user_arn

    @property
    def target(self) -> tuple[str, ...]:
        """A user has one."""
        return ("login-profile", self.user)

    @property
    def risk(self) -> Risk:
        """A password that is deleted does not come back. One that rootward made is as good as the next."""
        if self.after:
            return "safe"
        return "irreversible" if self.chosen_by == "owner" else "disruptive"

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateLoginProfile or DeleteLoginProfile."""
        if not self.after:
            named = {"UserName": self.user}
            return (ApiCall(operation="DeleteLoginProfile", parameters=named, resource=self.user_arn),)
        return (
            ApiCall(
                operation="CreateLoginProfile",
                parameters={
                    "UserName": self.user,
                    "Password": OneTimePassword(self.user),
                    "PasswordResetRequired": True,
                },
                resource=self.user_arn,
            ),
        )

    def inverse(self) -> LoginProfileChange | None:
        """The other way; None for a password that only its owner knew."""
        if self.chosen_by == "owner":
            return None
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown | Missing:
        """Whether the user has a password, by the credential report."""
        row = self._row(account)
        if isinstance(row, Unknown | Missing):
            return row
        if isinstance(row.password_enabled, bool):
            return row.password_enabled
        return Unknown("failed", detail=f"the credential report does not say whether {self.user} has a password")

    def effect(self, account: Account) -> Account:
        """The account whose report says so. A device, if there is one, stays."""
        report = account.credential_report
        if isinstance(report, Unknown) or self.state(account) is not (not self.after):
            return account
        rows = tuple(self._replaced(row, account) if row.user == self.user else row for row in report.rows)
        return msgspec.structs.replace(account, credential_report=msgspec.structs.replace(report, rows=rows))

    def _row(self, account: Account) -> ReportRow | Unknown | Missing:
        report = account.credential_report
        if isinstance(report, Unknown):
            return report
        row = next((row for row in report.users if row.user == self.user), None)
        if row is not None:
            return row
        found = account.identities
        if not isinstance(found, Unknown) and all(user.name != self.user for user in found.users):
            return Missing(self.user_arn)
        return Unknown("failed", detail=f"the credential report does not show {self.user}")

    def _replaced(self, row: ReportRow, account: Account) -> ReportRow:
        return msgspec.structs.replace(
            row,
            password_enabled=self.after,
            password_last_used=Absent("no_information" if self.after else "N/A"),
            password_last_changed=account.taken_at if self.after else Absent("N/A"),
        )
