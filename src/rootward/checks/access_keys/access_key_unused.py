"""An access key is not used.

## What it checks
Each active access key of an IAM user: whether its last use lies more than `unused_days` (45) back. A key that was
never used (`N/A` in the report, or not since AWS began to record use on 22 April 2015) counts from its creation, so a
key made last week and not used yet passes, and one made two years ago and never used fails. Each of the two keys is
judged by itself.

Creation is the report's "created or last changed" date, or with `--deep` the date of `ListAccessKeys`; see
`access-key-old` for what that means.

A user whom the account lists and the report does not show (created after it) is unknown: no other list
tells of the use of all keys.

Not asked of:
- users that Amazon SES made for sending mail (`ses-smtp-user*`): the report records when a key last *signed an AWS
  API request*, and mail over SMTP signs none, so a key in daily use may look idle;
- break-glass users: their keys are meant to lie still.

## Why it matters
A key that nobody uses is missed by nobody when somebody else does.

## How to fix it
Ask its owner, and think of jobs that run once a quarter. Then
`aws iam update-access-key --user-name NAME --access-key-id ID --status Inactive`, which can be taken back, and delete
it some weeks later.

## How rootward fixes it
`rootward plan` reads the ids of the keys (`ListAccessKeys`) and proposes to switch the unused one off
(`UpdateAccessKey`, by its exact id). It is held back where the list does not show beyond doubt which key the report
means, and where the key is inactive already. Just before the step its last use is looked up live
(`GetAccessKeyLastUsed`): a key that was used since the report is left alone. Keys of break-glass users and of
`ses-smtp-user*` are never touched.

A user of any other name may send mail over SMTP too: the password is made of its secret key. So the plan holds back
where a policy of the user or of its groups allows `ses:SendRawEmail` and names SES for that (`ses:SendRawEmail`,
`ses:Send*`, `ses:*`), or was not read. Conditions and denials are not asked. `*` is no such policy, nor is
PowerUserAccess: whoever sends mail by one of these loses it with the key.

Whatever signs with the key from then on is refused: a job that runs once a quarter shows it only then. `rootward undo`
switches the key on again.

A key that rootward switched off longer than `grace_days` (30) ago, and that nobody switched on since, a later plan
deletes, after the same look. No undo brings it back: the step takes `--allow-irreversible`, and the account's alias or
number typed.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html>
- <https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22>
- CIS AWS Foundations Benchmark: 3.0 1.12 · 5.0 1.11 · 7.0 2.11; Security Hub IAM.8 (90 days), IAM.22 (45 days)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rootward.checks.access_keys.active_key import ActiveKey, KeyList, if_active
from rootward.checks.access_keys.retirement import deletions, retirement, spared
from rootward.checks.check import Check, Limit
from rootward.checks.kept import Kept
from rootward.checks.remedy import Proposed, Refused, Remedy
from rootward.checks.report_cell import unclear
from rootward.checks.report_row import row_of
from rootward.checks.report_users import of_each_user, untold
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.finding import Evidence, Finding
from rootward.model.unknown import Absent, Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each active key, and for each user without one."""
    listed = KeyList(account)
    yield from listed.said_once(
        of_each_user(
            account,
            lambda row: _of_user(account, row, baseline, listed),
            lambda user: (_exempt(user.name, user.arn, baseline) or untold(user),),
        )
    )


def _of_user(account: Account, row: ReportRow, baseline: Baseline, listed: KeyList) -> Iterator[Verdict]:
    keys = tuple(listed.active_keys(row))
    if not keys:
        yield passes(row.arn, f"{row.user} has no active access key")
    elif exempt := _exempt(row.user, row.arn, baseline):
        yield exempt
    else:
        for key in keys:
            yield (
                unknown(row.arn, key)
                if isinstance(key, Unknown)
                else if_active(key, _of_key(account, key, baseline.unused_days, listed))
            )


def _exempt(user: str, arn: str, baseline: Baseline) -> Verdict | None:
    why = spared(user, arn, baseline)
    return None if why is None else not_applicable(arn, why)


def _of_key(account: Account, key: ActiveKey, limit: int, listed: KeyList) -> Verdict:
    evidence: tuple[Evidence, ...]
    column = f"access_key_{key.slot}_last_used_date"
    match key.last_used:
        case datetime():
            days = (account.taken_at - key.last_used).days
            message = f"{key.name} was last used {days} days ago ({key.last_used:%Y-%m-%d})"
            evidence = (reported(account, column, key.last_used),)
        case Absent(cell="N/A" | "no_information"):
            created = listed.creation(key, limit)
            if isinstance(created, Unknown):
                return unknown(key.row.arn, created)
            days = (account.taken_at - created.at).days
            message = f"{key.name} was never used in {days} days ({created.told})"
            evidence = (reported(account, column, key.last_used), created.evidence)
        case _:
            return unknown(key.row.arn, unclear(key.row, column, key.last_used))
    verdict = fails if days > limit else passes
    return verdict(key.row.arn, message, *evidence)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """Each unused key of the user switched off: its two keys have one resource, and the same is said for both."""
    row = row_of(account, finding.resource)
    if isinstance(row, Unknown):
        yield Refused(row.detail or f"the credential report was not read: {row.reason}", lacks_facts=True)
    else:
        yield from _retired(account, row, baseline)


def _retired(account: Account, row: ReportRow, baseline: Baseline) -> Iterator[Proposed]:
    if why := spared(row.user, row.arn, baseline):
        yield Refused(why)
        return
    listed = _LISTS.of(account)
    judged = (
        (key, if_active(key, _of_key(account, key, baseline.unused_days, listed)))
        for key in listed.active_keys(row)
        if isinstance(key, ActiveKey)
    )
    unused = [(key, verdict) for key, verdict in judged if verdict.status == "fail"]
    if not unused:
        yield Refused(f"no key of {row.user} is both active and unused any more: it is inactive already, or was used")
    for key, verdict in unused:
        yield retirement(account, key, verdict.message)


_LISTS = Kept(KeyList)


def _within_45(baseline: Baseline) -> bool:
    return baseline.unused_days <= 45  # noqa: PLR2004 - CIS's and IAM.22's own number


def _within_90(baseline: Baseline) -> bool:
    return baseline.unused_days <= 90  # noqa: PLR2004 - IAM.8's own number


CHECK = Check(
    id="access-key-unused",
    practice="access_keys",
    severity="medium",
    title="An access key is not used",
    holds="every active access key of an IAM user is in use, or new",
    why="a key that nobody uses is missed by nobody when somebody else does",
    next_step="aws iam update-access-key --user-name {name} --status Inactive --access-key-id ID",
    facts=("credential_report", "identities", "access_keys"),
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
    fix="automatic",
    remedy=Remedy(propose=propose, operations=("UpdateAccessKey", "DeleteAccessKey"), later=deletions),
)
