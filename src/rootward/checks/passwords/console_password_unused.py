"""A console password is not used.

## What it checks
Each IAM user with a console password: whether its last use lies more than `unused_days` (45) back. A password that was
never used (`no_information`, or not since AWS began to record sign-ins on 20 October 2014; `N/A` beside an enabled
password is read the same way) counts from the day it was set, or where the report has no such day, from the user's
creation. So a password set last week and not used yet passes, and one set two years ago and never used fails.

A password that was used long ago and reset yesterday fails until it is used: CIS counts the last use.

A user whom the account lists and the report does not show (created after it) is unknown.

Break-glass users are not asked: their passwords are meant to lie still.

## Why it matters
A sign-in that nobody uses is missed by nobody when somebody else does.

## How to fix it
Ask its owner. Then `aws iam delete-login-profile --user-name NAME`: the user and its keys stay, only the console
sign-in goes. The password cannot be brought back; a new one can be set.

## How rootward fixes it
`rootward plan` proposes to take the password away (`DeleteLoginProfile`). The user, its keys, its MFA devices and its
policies stay. No undo brings a password back that only its owner knew: the step takes `--allow-irreversible`, and the
account's alias or number typed. Whoever needs the console again is given a new password for one sign-in.

Just before the step the last use is looked up live (`GetUser`): a password that was used since the credential report is
left alone. It is held back where the report does not say beyond doubt that there is a password, and when it was used.
Break-glass users are never touched; nor, without any, are the last two administrators with MFA, and whoever acts as the
user by a console sign-in. A user with no other credential can do nothing any more: the plan says so.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22>
- CIS AWS Foundations Benchmark: 3.0 1.12 · 5.0 1.11 · 7.0 2.11; Security Hub IAM.8 (90 days), IAM.22 (45 days)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rootward.checks.check import Check, Limit
from rootward.checks.passwords.password_removal import removal
from rootward.checks.remedy import Proposed, Refused, Remedy
from rootward.checks.report_cell import unclear
from rootward.checks.report_row import row_of
from rootward.checks.report_users import UserWithoutRow, of_each_user, untold
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.finding import Finding
from rootward.model.unknown import Absent, Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each IAM user."""
    yield from of_each_user(
        account, lambda row: (_judged(account, row, baseline),), lambda user: (_without_row(user, baseline),)
    )


def _without_row(user: UserWithoutRow, baseline: Baseline) -> Verdict:
    if baseline.is_break_glass(user.arn):
        return not_applicable(user.arn, f"{user.name} is kept for emergencies (break_glass)")
    return untold(user)


def _judged(account: Account, row: ReportRow, baseline: Baseline) -> Verdict:
    if row.password_enabled is False:
        return passes(row.arn, f"{row.user} has no console password")
    if baseline.is_break_glass(row.arn):
        return not_applicable(row.arn, f"{row.user} is kept for emergencies (break_glass)")
    if row.password_enabled is not True:
        return unknown(row.arn, unclear(row, "password_enabled", row.password_enabled))
    match row.password_last_used:
        case datetime():
            return _used(account, row, row.password_last_used, baseline.unused_days)
        case Absent(cell="no_information" | "N/A"):
            return _never_used(account, row, baseline.unused_days)
        case _:
            return unknown(row.arn, unclear(row, "password_last_used", row.password_last_used))


def _used(account: Account, row: ReportRow, last: datetime, limit: int) -> Verdict:
    days = (account.taken_at - last).days
    message = f"the console password of {row.user} was last used {days} days ago ({last:%Y-%m-%d})"
    verdict = fails if days > limit else passes
    return verdict(row.arn, message, reported(account, "password_last_used", last))


def _never_used(account: Account, row: ReportRow, limit: int) -> Verdict:
    column, at = "password_last_changed", row.password_last_changed
    if isinstance(at, Absent):
        column, at = "user_creation_time", row.created
    if not isinstance(at, datetime):
        return unknown(row.arn, unclear(row, column, at))
    days = (account.taken_at - at).days
    since = "set" if column == "password_last_changed" else "user created"
    message = f"the console password of {row.user} was never used in {days} days ({since} {at:%Y-%m-%d})"
    verdict = fails if days > limit else passes
    evidence = (reported(account, "password_last_used", row.password_last_used), reported(account, column, at))
    return verdict(row.arn, message, *evidence)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """The password taken away, where it is beyond doubt that there is one, and that nobody uses it."""
    row = row_of(account, finding.resource)
    if isinstance(row, Unknown):
        yield Refused(row.detail or f"the credential report was not read: {row.reason}", lacks_facts=True)
        return
    verdict = _judged(account, row, baseline)
    if verdict.status == "fail":
        yield removal(account, row, verdict.message)
    else:
        told = verdict.message or next((one.detail for one in verdict.unknowns if one.detail), "it could not be judged")
        yield Refused(told, lacks_facts=verdict.status == "unknown")


def _within_45(baseline: Baseline) -> bool:
    return baseline.unused_days <= 45  # noqa: PLR2004 - CIS's and IAM.22's own number


def _within_90(baseline: Baseline) -> bool:
    return baseline.unused_days <= 90  # noqa: PLR2004 - IAM.8's own number


CHECK = Check(
    id="console-password-unused",
    practice="passwords",
    severity="medium",
    title="A console password is not used",
    holds="every IAM user's console password is in use, or new",
    why="a sign-in that nobody uses is missed by nobody when somebody else does",
    next_step="aws iam delete-login-profile --user-name {name}",
    facts=("credential_report", "identities"),
    controls={
        "cis-3.0": ("1.12",),
        "cis-5.0": ("1.11",),
        "cis-7.0": ("2.11",),
        "security-hub": ("IAM.8", "IAM.22"),
    },
    limits=(
        Limit(framework="cis-3.0", control="1.12", asks="unused at most 45 days", strict_enough=_within_45),
        Limit(framework="cis-5.0", control="1.11", asks="unused at most 45 days", strict_enough=_within_45),
        Limit(framework="cis-7.0", control="2.11", asks="unused at most 45 days", strict_enough=_within_45),
        Limit(framework="security-hub", control="IAM.22", asks="unused at most 45 days", strict_enough=_within_45),
        Limit(framework="security-hub", control="IAM.8", asks="unused at most 90 days", strict_enough=_within_90),
    ),
    judge=judge,
    fix="irreversible",
    remedy=Remedy(propose=propose, operations=("DeleteLoginProfile",), facts=("access_keys",)),
)
