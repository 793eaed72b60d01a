"""Root was used recently.

## What it checks
When root's password and its two access keys were last used, as the credential report has it, and CloudTrail's root
events where a log was given. A use within `root_quiet_days` (30) fails. Keys count whether they are active or not: an
inactive key that was used a week ago was used a week ago.

The report's words in place of a date are taken as what they say. `N/A`: there is no such credential, or it was never
used since AWS keeps track (October 2014 for passwords, April 2015 for keys). `no_information`: the password was never
used since then. `not_supported`: AWS does not say, so this check does not either. A credential that was deleted since
takes its last use with it; only CloudTrail still shows that.

Where CloudTrail covers the whole window (`rootward audit --trail PATH`) and every root event in it is one that only
root can cause, the check passes. The log must lack no day, be read whole, and tell of every use that the report shows:
of a use of the password a sign-in within five minutes, of a use of a key a call by an access key within fifteen. (Of
uses in such a span the report tells the first alone.) Where it does not, as a log of one region may not, the finding
names the use that it does not show, and the check fails as it does without a log. Where the report could not be read,
nobody knows whether the log is whole, and the answer is unknown.

An account younger than the window has been set up by root, so the question does not arise yet. The China regions have
no root credentials.

## Why it matters
Root is for a handful of tasks. Each further use leaves the strongest credential of the account in somebody's hands,
and makes a stolen one hard to tell from a busy one.

## How to fix it
Find out what it was for: `rootward trail report PATH` where the trail's log files are, or CloudTrail → *Event history*
in us-east-1, user name `root`. Give that work an IAM role, and put root's credentials away.

## How rootward fixes it
It cannot: a use is past. This version reports it only; `rootward trail report` tells what each use was for.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html>
- CIS AWS Foundations Benchmark: 3.0 1.7 · 5.0 1.6 · 7.0 2.7 (they ask for no daily use; the days are rootward's own)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from rootward.checks.check import Check
from rootward.checks.root_use.root_trail import MEANS, cells_of, lacking, unreported
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.finding import Evidence
from rootward.model.monitoring import RootActivity
from rootward.model.root_user import root_user
from rootward.model.unknown import Absent, Unknown


class _Use(msgspec.Struct, frozen=True):
    at: datetime
    means: str
    evidence: Evidence


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    if account.partition == "aws-cn":
        yield not_applicable(account.root_arn, "root has no credentials in the China regions")
        return
    since = account.taken_at - timedelta(days=baseline.root_quiet_days)
    row = root_user(account).row
    created = row.created if isinstance(row, ReportRow) else None
    if isinstance(created, datetime) and created > since:
        message = f"the account is younger than {baseline.root_quiet_days} days (created {created:%Y-%m-%d})"
        yield not_applicable(account.root_arn, message)
        return
    activity = account.root_activity
    lack = ""
    if isinstance(activity, RootActivity) and activity.all_required:
        lack = lacking(account, activity, since)
        if not lack and (untold := unreported(account)):
            yield unknown(account.root_arn, *untold)
            return
        if not lack:
            message = f"every use of root since {activity.since:%Y-%m-%d} was for a task that only root can do"
            yield passes(account.root_arn, message, read(account, "cloudtrail", "all_required", value=True))
            return
    uses = sorted((*_by_report(account, row), *_by_trail(account, activity)), key=lambda use: use.at, reverse=True)
    if uses and uses[0].at >= since:
        recent = [use.evidence for use in uses if use.at >= since]
        because = f"; {lack}" if lack else ""
        yield fails(account.root_arn, f"root was used {_told(account, uses[0])}{because}", *recent)
    elif missing := _missing(row, activity):
        yield unknown(account.root_arn, *missing)
    elif uses:
        yield passes(account.root_arn, f"root was last used {_told(account, uses[0])}", uses[0].evidence)
    else:
        cells = cells_of(row).items() if isinstance(row, ReportRow) else ()
        evidence = (reported(account, column, cell) for column, cell in cells)
        yield passes(account.root_arn, "the credential report shows no use of root", *evidence)


def _by_report(account: Account, row: ReportRow | Unknown | None) -> Iterator[_Use]:
    if isinstance(row, ReportRow):
        for column, cell in cells_of(row).items():
            if isinstance(cell, datetime):
                yield _Use(cell, MEANS[column], reported(account, column, cell))


def _by_trail(account: Account, activity: RootActivity | Unknown) -> Iterator[_Use]:
    if isinstance(activity, RootActivity) and activity.newest is not None:
        yield _Use(activity.newest, "CloudTrail", read(account, "cloudtrail", "newest root event", activity.newest))


def _missing(row: ReportRow | Unknown | None, activity: RootActivity | Unknown) -> tuple[Unknown, ...]:
    """What might still show a recent use. That no log was given is normal; that one could not be read is not."""
    found: list[Unknown] = []
    if isinstance(row, Unknown):
        found.append(row)
    elif row is None:
        found.append(Unknown("not_observable", None, "the credential report has no row for root"))
    else:
        for column, cell in cells_of(row).items():
            if isinstance(cell, Unknown):
                found.append(cell)
            elif isinstance(cell, Absent) and cell.cell == "not_supported":
                found.append(Unknown("not_observable", None, f"{column} of root reads not_supported in the report"))
    if isinstance(activity, Unknown) and activity.reason != "not_collected":
        found.append(activity)
    return tuple(found)


def _told(account: Account, use: _Use) -> str:
    days = max((account.taken_at - use.at).days, 0)
    ago = {0: "less than a day ago", 1: "1 day ago"}.get(days, f"{days} days ago")
    return f"{ago}, on {use.at:%Y-%m-%d} ({use.means})"


CHECK = Check(
    id="root-used-recently",
    practice="root_use",
    severity="high",
    title="Root was used recently",
    holds="root was not used recently",
    why="root is for a handful of tasks; everyday use puts the strongest credential at risk and hides a thief",
    next_step=(
        "aws cloudtrail lookup-events --region us-east-1 --lookup-attributes AttributeKey=Username,AttributeValue=root"
    ),
    facts=("credential_report", "root_activity"),
    controls={"cis-3.0": ("1.7",), "cis-5.0": ("1.6",), "cis-7.0": ("2.7",)},
    judge=judge,
    fix="none",
)
