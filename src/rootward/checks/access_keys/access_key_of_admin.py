"""An administrator has a long-lived access key.

## What it checks
Each active access key of an IAM user: whether its owner is an administrator, that is, controls IAM over everything by
its own policies, by its groups, or by roles that it may assume one after the other.

Service control policies that bind a member account are not read: who is an administrator is judged before them, and
the finding says so. Conditions, such as one that asks for MFA, take nobody off the list: what a key may do without MFA
is the question of `mfa-not-enforced`. Whose policies could not be read may be an administrator, and is unknown.

A key that `ListAccessKeys` (`--deep`) shows switched off or deleted since the credential report is none any more. A
user whom the account lists and the report does not show (created after it) is judged by that list where it was read,
and is unknown otherwise. Root's keys belong to `root-access-key-present`.

## Why it matters
The key works from everywhere, for ever, and without a second factor of its own. Once it lies in a repository, a log or
on a lost laptop, the account is somebody else's.

## How to fix it
Let people sign in with `aws login` or IAM Identity Center, which give keys that expire. Let programs run with a role.
Take the power away from the user, or the key: `aws iam update-access-key --user-name NAME --access-key-id ID --status
Inactive`, and later `aws iam delete-access-key`.

## How rootward fixes it
It does not: whether the key or the power is in the wrong place, only you know.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>
- <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.access_keys.active_key import ActiveKey, KeyList
from rootward.checks.authority import Authority
from rootward.checks.check import Check
from rootward.checks.power import in_order, proven_authority, unread_policies
from rootward.checks.report_users import UserWithoutRow, of_each_user, untold
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, reported, unknown
from rootward.iam_policy.administrators import Administrator
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.finding import Evidence
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each IAM user."""
    power = proven_authority(account)
    if isinstance(power, Unknown):
        yield unknown(account.resource, power)
        return
    listed = KeyList(account)
    if isinstance(account.credential_report, Unknown):
        yield from _without_report(account, power, listed)
    yield from of_each_user(
        account,
        lambda row: (_of_row(account, power, listed, row),),
        lambda user: (_without_row(account, power, listed, user),),
    )


def _of_row(account: Account, power: Authority, listed: KeyList, row: ReportRow) -> Verdict:
    reading = power.before_scps
    keys = tuple(listed.active_keys(row))
    if not keys:
        return passes(row.arn, f"{row.user} has no active access key")
    if row.arn not in reading.powers.by_arn:
        return not_applicable(row.arn, f"{row.user} is not among the account's users any more")
    administrator = reading.administrator_by_arn.get(row.arn)
    if administrator is None:
        return passes(row.arn, f"{row.user} is no administrator{power.caveat}")
    active = [key for key in keys if isinstance(key, ActiveKey)]
    if not active:
        return unknown(row.arn, *(key for key in keys if isinstance(key, Unknown)))
    evidence = (reported(account, f"access_key_{key.slot}_active", value=True) for key in active)
    return _judged(account, power, administrator, *evidence)


def _judged(account: Account, power: Authority, administrator: Administrator, *evidence: Evidence) -> Verdict:
    holder = administrator.holder
    if not administrator.is_proved:
        reasons = unread_policies(account, (holder, *administrator.through))
        message = f"cannot tell: {holder.name} has an active access key, and policies that could not be read"
        return unknown(holder.arn, *reasons, message=message)
    by = f" by role {administrator.through[-1].name}" if administrator.through else ""
    message = f"{holder.name} is an administrator{by} and has an active access key{power.caveat}"
    told = read(account, "authorization-details", "administrator", value=True)
    return fails(holder.arn, message, told, *evidence)


def _without_row(account: Account, power: Authority, listed: KeyList, user: UserWithoutRow) -> Verdict:
    administrator = power.before_scps.administrator_by_arn.get(user.arn)
    if administrator is None:
        return passes(user.arn, f"{user.name} is no administrator{power.caveat}")
    keys = listed.active_of(user.name)
    if isinstance(keys, Unknown):
        return untold(user)
    if not keys:
        return passes(user.arn, f"{user.name} has no active access key")
    evidence = (read(account, "access-keys", f"{key.id} Status", key.status) for key in keys)
    return _judged(account, power, administrator, *evidence)


def _without_report(account: Account, power: Authority, listed: KeyList) -> Iterator[Verdict]:
    """The administrators whose keys ListAccessKeys alone proves."""
    for administrator in in_order(power.before_scps.administrators):
        keys = listed.active_of(administrator.holder.name) if administrator.holder.kind == "user" else ()
        if administrator.is_proved and not isinstance(keys, Unknown) and keys:
            evidence = (read(account, "access-keys", f"{key.id} Status", key.status) for key in keys)
            yield _judged(account, power, administrator, *evidence)


CHECK = Check(
    id="access-key-of-admin",
    practice="access_keys",
    severity="medium",
    title="An administrator has a long-lived access key",
    holds="no administrator has an active access key",
    why="such a key is the whole account in one line of text, from everywhere and for ever",
    next_step="aws iam list-access-keys --user-name {name}",
    facts=("credential_report", "identities", "organization", "access_keys"),
    no_controls="the CIS benchmark and Security Hub judge a key by its age and use, and not by what it may do",
    judge=judge,
    fix="none",
)
