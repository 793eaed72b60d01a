"""A user has two active access keys.

## What it checks
Each IAM user with two active access keys, outside a rotation. AWS allows two so that a key can be replaced without a
gap, so two are in order while that lasts: if the newer one was created within the last 14 days, the check passes and
says so. That is time enough to move a service and watch the old key fall silent; a rotation that takes longer has
usually been forgotten half-way. AWS names no number of days.

Creation is the report's "created or last changed" date, or with `--deep` the date of `ListAccessKeys`; see
`access-key-old` for what that means. Where the live list shows one of the two already inactive, it is newer than the
report and counts. A user whom the account lists and the report does not show (created after it) is judged by the live
list where it shows keys of theirs, and is unknown otherwise.

## Why it matters
A second key is a second way in that is watched half as well, and the slot is missing when a key must be replaced in a
hurry.

## How to fix it
See which of the two is in use (`aws iam get-access-key-last-used --access-key-id ID`), move what uses the older one,
then `aws iam update-access-key --user-name NAME --access-key-id ID --status Inactive`.

## How rootward fixes it
`rootward plan` reads the ids of the keys (`ListAccessKeys`) and proposes to switch off the key that is not in use,
where the other is: one was used within `recent_days` (30), and the other before that, or never. A key that is in use is
never switched off: what signs with it, a build pipeline for one, would be refused from then on. Where both are in use
only their owner can move what uses the one to the other, and where neither is, only their owner knows which may go:
these are guided steps.

The same holds it back as in `access-key-unused`: it is not certain which key of the list the report means, its owner
may send mail by it (SMTP), or is kept for emergencies. Just before the step its last use is looked up live
(`GetAccessKeyLastUsed`): a key that was used since the report is left alone. `rootward undo` switches the key on again.
A later plan for `access-key-unused` deletes it, longer than `grace_days` (30) after.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- CIS AWS Foundations Benchmark: 3.0 1.13 · 5.0 1.12 (7.0 dropped it)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rootward.checks.access_keys.active_key import ActiveKey, Creation, KeyList, active_keys
from rootward.checks.access_keys.idle_key import idle_of_two
from rootward.checks.access_keys.retirement import spared
from rootward.checks.check import Check
from rootward.checks.kept import Kept
from rootward.checks.remedy import Proposed, Refused, Remedy
from rootward.checks.report_row import row_of
from rootward.checks.report_users import UserWithoutRow, of_each_user, untold
from rootward.checks.verdict import Verdict, fails, passes, read, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.finding import Evidence, Finding
from rootward.model.unknown import Unknown

ROTATION_DAYS = 14
"""How long two active keys are a rotation in progress."""


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each IAM user."""
    listed = KeyList(account)
    yield from listed.said_once(
        of_each_user(
            account,
            lambda row: (_of_user(account, row, listed),),
            lambda user: (_without_row(account, user, listed),),
        )
    )


def _of_user(account: Account, row: ReportRow, listed: KeyList) -> Verdict:
    slots = tuple(active_keys(row))
    keys = tuple(key for key in slots if isinstance(key, ActiveKey))
    if len(slots) < len(row.keys):
        return passes(row.arn)
    if len(keys) < len(slots):
        return unknown(row.arn, *(slot for slot in slots if isinstance(slot, Unknown)))
    live = listed.active_of(row.user)
    if not isinstance(live, Unknown):
        if len(live) < len(keys):
            evidence = read(account, "access-keys", f"active keys of {row.user}", len(live))
            return passes(row.arn, f"{row.user} has {len(live)} active access key since the report was made", evidence)
        newest = max(key.created for key in live)
        return _told(account, row, newest, f"created {newest:%Y-%m-%d}", _slots(account))
    return _by_report(account, row, [listed.creation(key, ROTATION_DAYS) for key in keys])


def _by_report(account: Account, row: ReportRow, created: list[Creation | Unknown]) -> Verdict:
    known = [one for one in created if isinstance(one, Creation)]
    newest = max(known, key=lambda one: one.at, default=None)
    if newest and (len(known) == len(created) or (account.taken_at - newest.at).days <= ROTATION_DAYS):
        return _told(account, row, newest.at, newest.told, _slots(account))
    return unknown(row.arn, *dict.fromkeys(one for one in created if isinstance(one, Unknown)))


def _without_row(account: Account, user: UserWithoutRow, listed: KeyList) -> Verdict:
    live = listed.active_of(user.name)
    if isinstance(live, Unknown):
        return untold(user)
    evidence = read(account, "access-keys", f"active keys of {user.name}", len(live))
    if len(live) < 2:  # noqa: PLR2004 - two, as the check's title says
        return passes(user.arn, f"{user.name} has {len(live)} active access key", evidence)
    newest = max(key.created for key in live)
    return _told(account, user, newest, f"created {newest:%Y-%m-%d}", (evidence,))


def _slots(account: Account) -> tuple[Evidence, ...]:
    return tuple(reported(account, f"access_key_{slot}_active", value=True) for slot in (1, 2))


def _told(
    account: Account, owner: ReportRow | UserWithoutRow, newest: datetime, told: str, evidence: tuple[Evidence, ...]
) -> Verdict:
    days = (account.taken_at - newest).days
    name = owner.user if isinstance(owner, ReportRow) else owner.name
    if days <= ROTATION_DAYS:
        return passes(owner.arn, f"{name} is rotating: the newer of two active access keys was {told}", *evidence)
    message = f"{name} has two active access keys, the newer one {days} days old ({told})"
    return fails(owner.arn, message, *evidence)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """The key that is not in use switched off, where the other one is."""
    row = row_of(account, finding.resource)
    if isinstance(row, Unknown):
        yield Refused(row.detail or f"the credential report was not read: {row.reason}", lacks_facts=True)
        return
    if why := spared(row.user, row.arn, baseline):
        yield Refused(why)
        return
    found = tuple(_LISTS.of(account).active_keys(row))
    keys = tuple(key for key in found if isinstance(key, ActiveKey))
    if len(found) < len(row.keys):
        yield Refused(f"{row.user} has no two active access keys any more")
    elif len(keys) < len(found):
        unread = next(one for one in found if isinstance(one, Unknown))
        yield Refused(unread.detail or unread.reason, lacks_facts=True)
    else:
        yield idle_of_two(account, keys[0], keys[1], baseline)


_LISTS = Kept(KeyList)


CHECK = Check(
    id="access-key-second",
    practice="access_keys",
    severity="low",
    title="A user has two active access keys",
    holds="no IAM user has two active access keys outside a rotation",
    why="a second key is a second way in, and the slot is missing when a key must be replaced in a hurry",
    next_step="aws iam update-access-key --user-name {name} --status Inactive --access-key-id ID",
    facts=("credential_report", "identities", "access_keys"),
    controls={"cis-3.0": ("1.13",), "cis-5.0": ("1.12",)},
    judge=judge,
    fix="automatic",
    remedy=Remedy(propose=propose, operations=("UpdateAccessKey",)),
)
