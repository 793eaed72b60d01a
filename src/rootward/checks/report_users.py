"""The IAM users by the rows of the credential report, and those whom it does not show.

The report is up to four hours old, and a file of it may be older or cut short: a user who is listed by
GetAccountAuthorizationDetails and has no row is there all the same, and nothing is proved of them (a collection asks
the newest of them what a row would say: `rootward.aws.readers.newcomers`). Where that list was denied or failed, such
users may be out of sight, so the rows alone prove nothing of the account. Where it was never asked for (a report alone,
as a file), the rows are all that there is to judge.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec

from rootward.checks.verdict import Verdict, passes, unknown
from rootward.model.account import Account
from rootward.model.credential_report import CredentialReport, ReportRow
from rootward.model.identity import User
from rootward.model.unknown import Unknown


class UserWithoutRow(msgspec.Struct, frozen=True):
    """A user who is in the account and not in its credential report."""

    name: str
    arn: str
    why: Unknown


def untold(user: UserWithoutRow) -> Verdict:
    """What can be said of a user without a row, where nothing else tells of them."""
    return unknown(user.arn, user.why, message=f"cannot tell: {user.why.detail}")


def of_each_user(
    account: Account,
    judged: Callable[[ReportRow], Iterable[Verdict]],
    without_row: Callable[[UserWithoutRow], Iterable[Verdict]] = lambda user: (untold(user),),
) -> Iterator[Verdict]:
    """What `judged` says of each row, and `without_row` of each user without one.

    One unknown of the account for a report that could not be read, and one beside the rows' answers where users may
    be out of sight. A pass of the account where there are no users.
    """
    report = account.credential_report
    if isinstance(report, Unknown):
        yield unknown(account.resource, report)
        return
    missing, unlisted = users_without_row(account, report), _unlisted(account)
    if not report.users and not missing and unlisted is None:
        yield passes(account.resource, "there are no IAM users")
    for row in report.users:
        yield from judged(row)
    for user in missing:
        yield from without_row(user)
    if unlisted is not None:
        yield unknown(account.resource, unlisted)


def out_of_sight(account: Account, report: CredentialReport) -> tuple[Unknown, ...]:
    """Why the report's rows may not be all users; nothing where they are."""
    unlisted = _unlisted(account)
    missing = tuple(user.why for user in users_without_row(account, report))
    return missing if unlisted is None else (unlisted,)


def users_without_row(account: Account, report: CredentialReport) -> tuple[UserWithoutRow, ...]:
    """The listed users without a row of their own, by name."""
    if isinstance(account.identities, Unknown):
        return ()
    rows = {row.user: row for row in report.users}
    return tuple(
        UserWithoutRow(user.name, user.arn, _why(user, report))
        for user in sorted(account.identities.users, key=lambda user: user.name)
        if user.name not in rows or _recreated(user, rows[user.name], report)
    )


def _recreated(user: User, row: ReportRow, report: CredentialReport) -> bool:
    """Whether the row is that of an earlier user of the same name, deleted since the report."""
    if not isinstance(row.created, datetime) or user.created <= report.generated_at:
        return False
    # The report and the authorization details may round the same moment differently.
    return abs((user.created - row.created).total_seconds()) > 1


def _why(user: User, report: CredentialReport) -> Unknown:
    of = f"the credential report of {report.generated_at:%Y-%m-%d %H:%M} UTC"
    if user.created > report.generated_at:
        return Unknown("failed", detail=f"{user.name} was created after {of}")
    return Unknown("failed", detail=f"{user.name} is not in {of} (created after it?)")


def _unlisted(account: Account) -> Unknown | None:
    """Why the account's users could not be listed, though that was asked for."""
    listed = account.identities
    return listed if isinstance(listed, Unknown) and listed.reason != "not_collected" else None
