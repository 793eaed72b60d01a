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
This version reports it only.

## References
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html>
- <https://docs.aws.amazon.com/config/latest/developerguide/multi-region-cloudtrail-enabled.html>
- CIS AWS Foundations Benchmark: 3.0 3.1 3.2 · 5.0 3.1 3.2 · 7.0 4.1 4.2; Security Hub CloudTrail.1, CloudTrail.4
"""  # noqa: E501 - a command that people copy stands on one line

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.checks.check import Check
from rootward.checks.root_use.recipient import named
from rootward.checks.verdict import Verdict, fails, passes, read, speaking_for, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Severity
from rootward.model.monitoring import EventSelector, Trail
from rootward.model.unknown import Unknown


class _Candidate(msgspec.Struct, frozen=True, kw_only=True):
    trail: Trail
    lacks: tuple[str, ...]
    leaves_out: tuple[str, ...] = ()
    """Event sources, as `kms.amazonaws.com`."""
    doubts: tuple[Unknown, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        if not self.leaves_out:
            return self.lacks
        return (*self.lacks, f"leaves out the management events of {', '.join(self.leaves_out)}")


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    if isinstance(account.trails, Unknown):
        yield unknown(account.resource, account.trails)
        return
    candidates = sorted((_candidate(trail) for trail in account.trails), key=_rank)
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


def _rank(one: _Candidate) -> tuple[int, int, int, str]:
    """What fulfils most comes first; what is not known counts less than what is known to be amiss."""
    return (len(one.lacks), len(one.leaves_out), len(one.doubts), one.trail.arn)


def _candidate(trail: Trail) -> _Candidate:
    lacks: list[str] = []
    doubts: list[Unknown] = []
    leaves_out: tuple[str, ...] = ()
    if not trail.multi_region:
        lacks.append(f"covers {trail.home_region} only")
    if isinstance(trail.logging, Unknown):
        doubts.append(named(trail.logging, f"whether trail {trail.name} is logging"))
    elif not trail.logging:
        lacks.append("is not logging")
    if isinstance(trail.selectors, Unknown):
        doubts.append(named(trail.selectors, f"the event selectors of trail {trail.name}"))
    else:
        lacks.extend(_unrecorded(trail.selectors))
        leaves_out = () if lacks else _left_out(trail.selectors)
    if not trail.validates_files:
        lacks.append("does not validate its log files")
    if trail.latest_delivery_error:
        lacks.append(f"could not deliver its last log file ({trail.latest_delivery_error})")
    return _Candidate(trail=trail, lacks=tuple(lacks), leaves_out=leaves_out, doubts=tuple(doubts))


def _unrecorded(selectors: tuple[EventSelector, ...]) -> Iterator[str]:
    reads, writes = _whole(selectors, "ReadOnly"), _whole(selectors, "WriteOnly")
    if reads and writes:
        return
    if not any(one.management_events for one in selectors):
        yield "records no management events"
    elif reads:
        yield "records only management events that read"
    elif writes:
        yield "records only management events that change something"
    else:
        yield "records a narrow choice of management events only"


def _whole(selectors: tuple[EventSelector, ...], kind: str) -> list[EventSelector]:
    return [one for one in selectors if one.management_events and not one.narrowed and one.read_write in {"All", kind}]


def _left_out(selectors: tuple[EventSelector, ...]) -> tuple[str, ...]:
    """The sources that every selector of a kind leaves out."""
    return tuple(
        sorted(
            {
                source
                for kind in ("ReadOnly", "WriteOnly")
                for source in set.intersection(*(set(one.excluded_sources) for one in _whole(selectors, kind)))
            }
        )
    )


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
)
