"""No trail records what is done in all regions.

## What it checks
Whether at least one trail, an organisation's included, does all of this: covers every region, is logging, records
management events that read and that write, leaves none out, validates its log files, and delivers them. The finding
names what the best trail lacks.

A trail that leaves out the events of AWS KMS or of the RDS Data API fails with severity low: CIS does not ask for
them, AWS Config's rule behind Security Hub CloudTrail.1 does.

## Why it matters
The event history that every account has ends after 90 days, is read one region at a time, and can be read by nobody
who lost the account. Without validation, nobody can prove that a log file is whole. And without a trail neither event
rules nor metric filters see anything.

## How to fix it

    aws cloudtrail create-trail --name management-events --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation
    aws cloudtrail start-logging --name management-events

The first copy of management events is free of charge, its storage is not. The bucket needs a policy that lets
CloudTrail write to it.

## How rootward fixes it
`rootward plan` takes the trail of the account's own that lacks least. If that only covers one region, is stopped, or
does not validate its files, it is told to do so; `rootward undo` gives back the settings that were.

Where no trail of the account's own records management events, a new one is made: `rootward-management-events`, in
us-east-1 (cn-north-1, us-gov-west-1), with a bucket `rootward-trail-ACCOUNT-REGION` of its own. The bucket is made
first, then its policy: CloudTrail may write to it for this one trail, and nobody may speak to it without TLS. S3 itself
makes every new bucket private and encrypted, and the run looks whether it is. Then the trail is made, and started.
`rootward undo` stops the trail, deletes it and takes the policy away, so that nothing of the grant is left. The bucket
stays with its log files; those of the last minutes may be missing. A later run, from whichever machine, uses it again
if it is private, encrypted and has no policy but this one. A trail that somebody had do more since (other events,
Insights, a log group, a KMS key, another bucket) is not taken away: the undo is refused, and says what it is.

Cost: the first copy of management events in a region is free of charge, S3 storage is not. Where another trail records
them too, the second copy is charged, USD 2.00 for 100,000 events; the plan says so.

Left to you, with the line to run: what somebody chose to record or to leave out, a trail that cannot deliver, and a
trail that records data events too or has Insights, which more regions would make dearer. Held back: an organisation's
trail, which its management account changes for everybody; Control Tower's; one that would be the sixth of a region, for
AWS allows five; and everything, while the state of any trail is not known.
With `iac = true` the plan says what to write in your code.

## References
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html>
- <https://aws.amazon.com/cloudtrail/pricing/>
- <https://docs.aws.amazon.com/config/latest/developerguide/multi-region-cloudtrail-enabled.html>
- CIS AWS Foundations Benchmark: 3.0 3.1 3.2 · 5.0 3.1 3.2 · 7.0 4.1 4.2; Security Hub CloudTrail.1, CloudTrail.4
"""  # noqa: E501 - a command that people copy stands on one line

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.root_use.candidate import candidate, rank
from rootward.checks.root_use.trail_mending import REMEDY
from rootward.checks.verdict import Verdict, fails, passes, read, speaking_for, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Severity
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    if isinstance(account.trails, Unknown):
        yield unknown(account.resource, account.trails)
        return
    candidates = sorted((candidate(trail) for trail in account.trails), key=rank)
    if not candidates:
        yield fails(account.resource, "there is no trail", read(account, "cloudtrail", "trails", 0))
        return
    best = candidates[0]
    name = best.trail.name
    if not best.faults and not best.doubts:
        message = f"trail {name} records management events of all regions and validates its files"
        yield passes(account.resource, message, read(account, "cloudtrail", "trail", best.trail.arn))
    elif possible := [one for one in candidates if not one.faults]:
        yield unknown(account.resource, *(doubt for one in possible for doubt in one.doubts))
    else:
        evidence = read(account, "cloudtrail", f"trail {name}", "; ".join(best.faults))
        severity: Severity = "high" if best.lacks else "low"
        told = f"trail {name} {_joined(best.faults)}"
        more = len(candidates) - 1
        others = f", and {more} other trail{'s lack' if more > 1 else ' lacks'} no less" if more else ""
        verdict = fails(account.resource, told + others, evidence, severity=severity)
        # CIS does not ask for the sources that a trail may leave out; Security Hub's CloudTrail.1 does.
        yield verdict if best.lacks else speaking_for(verdict, {"security-hub": ("CloudTrail.1",)})


def _joined(parts: tuple[str, ...]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


CHECK = Check(
    id="trail-missing",
    practice="root_use",
    severity="high",
    title="No trail records what is done in all regions",
    holds="a multi-region trail records all management events, is logging and validates its files",
    why="without a trail nobody can say afterwards what was done, and no rule or alarm hears it at the time",
    next_step="rootward explain trail-missing",
    facts=("trails",),
    controls={
        "cis-3.0": ("3.1", "3.2"),
        "cis-5.0": ("3.1", "3.2"),
        "cis-7.0": ("4.1", "4.2"),
        "security-hub": ("CloudTrail.1", "CloudTrail.4"),
    },
    judge=judge,
    fix="automatic",
    remedy=REMEDY,
)
