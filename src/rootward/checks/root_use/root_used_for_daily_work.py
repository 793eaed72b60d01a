"""Root was used for daily work.

## What it checks
Root's events in CloudTrail, where a log was given (`rootward audit --trail PATH`), of the last `root_quiet_days` (30).
Each is judged by AWS's list of the tasks that take root. One that an IAM identity could have caused fails; the finding
names the newest of which a permission is known that would have been enough, with that permission. What AWS's services
do for root, and what the organisation does through AssumeRoot, does not count. Calls that were refused count: somebody
was at work as root.

Whether a sign-in took root hangs on what was done after it. Of some tasks no event tells: where such a sign-in is all
that the log shows, the answer is unknown. So it is where the log does not cover the time, where days of it are missing
or files could not be read, and without a log.

The credential report has to bear the log out. Each last use that it tells within the window must be met by an event: a
sign-in for the password, a call by an access key for a key. Where one is missing, where the files are of other regions
and none is of us-east-1, and where the report could not be read, a log without needless work proves nothing: unknown.

The China regions have no root credentials.

## Why it matters
Root cannot be limited: what it does by habit, a mistake or a thief does too, without a second look by any policy. Work
that an IAM role could do has no reason to be done with it, and hides the day on which root wakes and nobody meant it.

## How to fix it
See what was done, session by session, and what would have been enough:

    rootward trail report PATH

Give that work an IAM role, or a permission set of IAM Identity Center, with these permissions; then put root's
credentials away.

## How rootward fixes it
It cannot: a use is past. `rootward trail report` names for each event the permissions that would have been enough.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>
- CIS AWS Foundations Benchmark: 3.0 1.7 · 5.0 1.6 · 7.0 2.7
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rootward.checks.check import Check
from rootward.checks.root_use.root_trail import lacking, unreported
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.monitoring import NeedlessUse, RootActivity
from rootward.model.root_user import root_user
from rootward.model.unknown import Unknown

_NAMED = 3
"""Permissions of an event that a message names."""

_SHOWN = 5
"""Events that are evidence."""

_NO_LOG = "no log was given, and `rootward audit --trail PATH` reads one"


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    if account.partition == "aws-cn":
        yield not_applicable(account.root_arn, "root has no credentials in the China regions")
        return
    activity = account.root_activity
    if isinstance(activity, Unknown):
        told = Unknown("not_collected", None, _NO_LOG) if activity.reason == "not_collected" else activity
        yield unknown(account.root_arn, told)
        return
    since = _since(account, baseline)
    needless = sorted((use for use in activity.needless if use.at >= since), key=lambda use: use.at, reverse=True)
    if needless:
        shown = (read(account, "cloudtrail", f"{use.source} {use.name}", use.at) for use in needless[:_SHOWN])
        yield fails(account.root_arn, _message(needless, activity, since), *shown)
    elif why := lacking(account, activity, since):
        yield unknown(account.root_arn, Unknown("failed" if activity.unread else "not_collected", None, why))
    elif untold := unreported(account):
        yield unknown(account.root_arn, *untold)
    elif activity.newest is None or activity.newest < since:
        yield passes(account.root_arn, f"CloudTrail shows no use of root since {since:%Y-%m-%d}")
    elif activity.all_required:
        message = f"all that CloudTrail shows of root since {since:%Y-%m-%d} was for tasks that only root can do"
        yield passes(account.root_arn, message, read(account, "cloudtrail", "all_required", value=True))
    else:
        told = Unknown("not_observable", None, "some of what root did does not tell whether it took root")
        yield unknown(account.root_arn, told)


def _since(account: Account, baseline: Baseline) -> datetime:
    """The beginning of the window, or of the account."""
    since = account.taken_at - timedelta(days=baseline.root_quiet_days)
    row = root_user(account).row
    created = row.created if isinstance(row, ReportRow) else None
    return max(since, created) if isinstance(created, datetime) else since


def _message(needless: Sequence[NeedlessUse], activity: RootActivity, since: datetime) -> str:
    newest = next((use for use in needless if use.permissions), needless[0])
    service = newest.source.partition(".")[0]
    enough = ", ".join(newest.permissions[:_NAMED])
    enough = f", for which {enough} would have been enough" if enough else ", which an IAM identity could have done"
    more = len(needless) - 1
    if len(needless) == len(activity.needless) and activity.needless_count > len(needless):
        more, since = activity.needless_count - 1, activity.since  # the older ones are counted, and not kept
    others = f"; {more:,} more such event{'' if more == 1 else 's'} since {since:%Y-%m-%d}" if more else ""
    return f"root called {service} {newest.name} on {newest.at:%Y-%m-%d}{enough}{others}"


CHECK = Check(
    id="root-used-for-daily-work",
    practice="root_use",
    severity="high",
    title="Root was used for daily work",
    holds="root did nothing that an IAM identity could have done",
    why="root cannot be limited, and work that a role could do hides the day on which nobody meant root to wake",
    next_step="rootward trail report PATH",
    facts=("credential_report", "root_activity"),
    controls={"cis-3.0": ("1.7",), "cis-5.0": ("1.6",), "cis-7.0": ("2.7",)},
    judge=judge,
    fix="none",
)
