"""The removal of a console password that nobody uses: the user stays, only the sign-in goes.

It ends no other way in. "Deleting a user's password does not prevent a user from accessing AWS through the command line
interface or the API": https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html
"""

from __future__ import annotations

from datetime import datetime

from rootward.checks.remedy import Proposal
from rootward.model.account import Account
from rootward.model.change import LoginProfileChange
from rootward.model.credential_report import ReportRow
from rootward.model.key_slots import slots


def removal(account: Account, row: ReportRow, told: str) -> Proposal:
    """The password taken away. `told`: its use in words, as `the console password of ann was never used in 90 days`."""
    change = LoginProfileChange(
        user=row.user,
        user_arn=row.arn,
        before=True,
        after=False,
        chosen_by="owner",
        last_used=row.password_last_used if isinstance(row.password_last_used, datetime) else None,
    )
    return Proposal(batches=((change,),), restricts=True, why=f"{told}; {_what_is_left(account, row)}")


def _what_is_left(account: Account, row: ReportRow) -> str:
    keys = slots(account, row)
    if any(key.active is True for key in keys):
        return f"{row.user} can sign in no more, and keeps what this plan leaves of its access keys"
    if any(key.active is not False for key in keys):
        return f"{row.user} can sign in no more, and whether an access key is left is not known"
    return f"{row.user} has no active access key either: ask first, for without the password {row.user} can do nothing"
