"""An access key is too old.

## What it checks
Each active access key of an IAM user: whether it is older than `max_key_age_days` (90). Root's keys belong to
`root-access-key-present`.

The credential report's date is "created or last changed". The key is at least as old as that, so a date beyond the
limit proves it old. A later date passes *by the report's date*: a key that was switched off and on again looks younger
than it is. With `--deep`, `ListAccessKeys` tells the creation dates, and they decide; where several keys of a user
could be the one in question and would be judged differently, that key is unknown. If `--deep` was asked for and the
list was denied, a later date proves nothing, and the account is unknown. A key that the list shows switched off or
deleted since the report is not asked about.

A user whom the account lists and the report does not show (created after it) is judged by `ListAccessKeys` where it
shows keys of theirs, and is unknown otherwise.

## Why it matters
The longer a key lives, the more copies of it lie in backups, old laptops and former colleagues' files.

## How to fix it
Replace it without a gap: create the second key, move what uses the first, watch its last use, deactivate it, and
delete it later: `aws iam create-access-key --user-name NAME`, then
`aws iam update-access-key --user-name NAME --access-key-id ID --status Inactive`. Better still is a role, which needs
no key.

## How rootward fixes it
This version reports it only. Only the key's owner can put the new key where the old one is used.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3>
- CIS AWS Foundations Benchmark: 3.0 1.14 · 5.0 1.13 · 7.0 2.12; Security Hub IAM.3
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rootward.checks.access_keys.active_key import ActiveKey, KeyList, if_active
from rootward.checks.access_keys.owner import Owners
from rootward.checks.check import Check, Limit
from rootward.checks.report_users import UserWithoutRow, of_each_user, untold
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import AccessKey
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each active key, and for each user without one."""
    listed = KeyList(account)
    limit = baseline.max_key_age_days
    if isinstance(account.credential_report, Unknown):
        yield from _without_report(account, limit)
    yield from listed.said_once(
        of_each_user(
            account,
            lambda row: _of_user(row, listed, account.taken_at, limit),
            lambda user: _without_row(account, user, listed, limit),
        )
    )


def _of_user(row: ReportRow, listed: KeyList, now: datetime, limit: int) -> Iterator[Verdict]:
    keys = tuple(listed.active_keys(row))
    if not keys:
        yield passes(row.arn, f"{row.user} has no active access key")
    for key in keys:
        yield (unknown(row.arn, key) if isinstance(key, Unknown) else if_active(key, _of_key(key, listed, now, limit)))


def _of_key(key: ActiveKey, listed: KeyList, now: datetime, limit: int) -> Verdict:
    created = listed.creation(key, limit)
    if isinstance(created, Unknown):
        return unknown(key.row.arn, created)
    days = (now - created.at).days
    verdict = fails if days > limit else passes
    return verdict(key.row.arn, f"{key.name} is {days} days old ({created.told})", created.evidence)


def _without_row(account: Account, user: UserWithoutRow, listed: KeyList, limit: int) -> Iterator[Verdict]:
    keys = listed.active_of(user.name)
    if isinstance(keys, Unknown):
        yield untold(user)
    elif not keys:
        yield passes(user.arn, f"{user.name} has no active access key")
    else:
        for key in keys:
            yield _by_list(account, key, user.arn, limit)


def _without_report(account: Account, limit: int) -> Iterator[Verdict]:
    """The keys that ListAccessKeys alone proves old."""
    listed, owners = account.access_keys, Owners(account)
    for key in () if isinstance(listed, Unknown) else listed:
        if key.status == "Active":
            verdict = _by_list(account, key, owners.arn(key.user), limit)
            if verdict.status == "fail":
                yield verdict


def _by_list(account: Account, key: AccessKey, owner: str, limit: int) -> Verdict:
    days = (account.taken_at - key.created).days
    verdict = fails if days > limit else passes
    message = f"access key {key.id} of {key.user} is {days} days old (created {key.created:%Y-%m-%d})"
    return verdict(owner, message, read(account, "access-keys", f"{key.id} CreateDate", key.created))


def _strict_enough(baseline: Baseline) -> bool:
    return baseline.max_key_age_days <= 90  # noqa: PLR2004 - the controls' own number


CHECK = Check(
    id="access-key-old",
    practice="access_keys",
    severity="medium",
    title="An access key is too old",
    holds="every active access key of an IAM user is young enough",
    why="the longer a key lives, the more copies of it lie in backups, old laptops and former colleagues' files",
    next_step="aws iam list-access-keys --user-name {name}",
    facts=("credential_report", "identities", "access_keys"),
    controls={
        "cis-3.0": ("1.14",),
        "cis-5.0": ("1.13",),
        "cis-7.0": ("2.12",),
        "security-hub": ("IAM.3",),
    },
    limits=tuple(
        Limit(framework=framework, control=control, asks="keys at most 90 days old", strict_enough=_strict_enough)
        for framework, control in (
            ("cis-3.0", "1.14"),
            ("cis-5.0", "1.13"),
            ("cis-7.0", "2.12"),
            ("security-hub", "IAM.3"),
        )
    ),
    judge=judge,
    fix="guided",
)
