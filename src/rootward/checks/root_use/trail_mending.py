"""One trail that records everything: the best one of the account's own told to, or a new one.

What somebody chose to record, where it goes, and what belongs to an organisation or to Control Tower is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.root_use.candidate import Candidate, candidate, rank
from rootward.checks.root_use.new_trail import TRAILS_OF_A_REGION, full_region, new_trail
from rootward.checks.root_use.price import FIRST_COPY, second_copy
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import Change, TrailChange, TrailLoggingChange, TrailSettings
from rootward.model.finding import Finding
from rootward.model.monitoring import Trail
from rootward.model.unknown import Unknown

_OF_CONTROL_TOWER = "aws-controltower-"
"""How the trails begin that Control Tower keeps.

https://docs.aws.amazon.com/controltower/latest/userguide/logging-using-cloudtrail.html
"""

_ALL_EVENTS = '[{"ReadWriteType":"All","IncludeManagementEvents":true}]'


def propose(_finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """One answer, for the account."""
    if isinstance(account.trails, Unknown):
        told = account.trails.detail or account.trails.reason
        yield Refused(f"the account's trails were not read: {told}", lacks_facts=True)
        return
    found = tuple(candidate(trail) for trail in account.trails)
    if doubts := tuple(doubt for one in found for doubt in one.doubts):
        yield _doubtful(doubts)
        return
    yield _answer(account, baseline, found)


def _doubtful(doubts: tuple[Unknown, ...]) -> Refused:
    """A second trail beside one that does all would cost money, and one that is changed unseen may hurt."""
    unread = any(doubt.reason != "not_observable" for doubt in doubts)
    told = "; ".join(doubt.detail or doubt.reason for doubt in doubts)
    return Refused(f"no trail is made or changed while this is not known: {told}", lacks_facts=unread)


def _answer(account: Account, baseline: Baseline, found: tuple[Candidate, ...]) -> Proposed:
    trails = tuple(one.trail for one in found)
    several = sorted((one for one in found if _is_own(one.trail, account) and _records(one.trail)), key=rank)
    own = [one for one in several if not one.trail.name.startswith(_OF_CONTROL_TOWER)]
    if not own:
        if held_back := _of_others(several, trails, account):
            return held_back
        return _as_code(None) if baseline.iac else new_trail(account, trails)
    mendable = [one for one in own if not _is_for_people(one) and _is_reached(one.trail, account)]
    if not mendable:
        return Guidance(_by_hand(own[0], account))
    fitting = [one for one in mendable if _full_elsewhere(one.trail, trails, account) is None]
    if not fitting:
        return _too_many(min(mendable, key=rank).trail, trails, account)
    best = min(fitting, key=lambda one: (bool(_copied(one.trail, trails)), rank(one)))
    return _as_code(best) if baseline.iac else _mended(best, trails)


def _is_own(trail: Trail, account: Account) -> bool:
    return not trail.organization and trail.arn.split(":")[4] == account.id


def _records(trail: Trail) -> bool:
    """Whether it records management events, some of them at least. Others were made for something else."""
    return not isinstance(trail.selectors, Unknown) and any(one.management_events for one in trail.selectors)


def _of_others(several: list[Candidate], trails: tuple[Trail, ...], account: Account) -> Refused | None:
    """That somebody else keeps a trail which records for this account."""
    shared = next((trail for trail in trails if not _is_own(trail, account)), None)
    if shared is not None:
        holder = shared.arn.split(":")[4]
        who = "this one" if holder == account.id else holder
        told = f"trail {shared.name} is the organisation's: its management account, {who}, changes it for all accounts"
        return Refused(f"{told}; a trail beside it would be a second copy of all events, which AWS charges")
    if several:
        return Refused(f"AWS Control Tower owns {several[0].trail.arn}: change it there")
    return None


def _is_for_people(one: Candidate) -> bool:
    """Whether somebody has to decide: it does what it was told to, or more of it would be charged."""
    return bool(one.recording or one.leaves_out or _would_be_charged(one.trail))


def _is_reached(trail: Trail, account: Account) -> bool:
    """Whether its home region may be called, as far as that is known: a trail is changed there and nowhere else.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
    """
    return isinstance(account.regions, Unknown) or trail.home_region in account.regions


def _full_elsewhere(trail: Trail, trails: tuple[Trail, ...], account: Account) -> str | None:
    """A region that has as many trails as AWS allows, to which this one would come as one more; None: there is none.

    Where the regions were not read, those that trails are known to be in.
    """
    if trail.multi_region:
        return None
    known = sorted({one.home_region for one in trails}) if isinstance(account.regions, Unknown) else account.regions
    others = (one for one in trails if one is not trail)
    return full_region((region for region in known if region != trail.home_region), others)


def _too_many(trail: Trail, trails: tuple[Trail, ...], account: Account) -> Refused:
    region = _full_elsewhere(trail, trails, account)
    return Refused(
        f"{region} has {TRAILS_OF_A_REGION} trails, and AWS allows no more: trail {trail.name} cannot cover it too "
        "before one of them is deleted"
    )


def _would_be_charged(trail: Trail) -> str:
    """What would cost more in more regions, or again, in words that follow `which costs more`; empty: nothing."""
    if isinstance(trail.selectors, Unknown) or (trail.multi_region and trail.logging):
        return ""
    if any(one.other_events for one in trail.selectors):
        return "it records data events too"
    return "AWS charges each event that it analyses for Insights" if trail.insights else ""


def _copied(trail: Trail, trails: tuple[Trail, ...]) -> list[str]:
    """The names of trails whose events this one would record too, and did not before."""
    if trail.multi_region and trail.logging:
        return []
    return [one.name for one in trails if one is not trail and one.logging is True and _records(one)]


def _mended(best: Candidate, trails: tuple[Trail, ...]) -> Proposal:
    trail = best.trail
    before = TrailSettings(trail.multi_region, trail.validates_files, trail.includes_global_services)
    changes: list[Change] = []
    if before != TrailSettings():
        changes.append(
            TrailChange(name=trail.name, arn=trail.arn, region=trail.home_region, before=before, after=TrailSettings())
        )
    if trail.logging is False:
        changes.append(
            TrailLoggingChange(name=trail.name, arn=trail.arn, region=trail.home_region, before=False, after=True)
        )
    if copied := _copied(trail, trails):
        cost = second_copy(copied)
    elif trail.multi_region and trail.logging:
        cost = "it records what it did before; a small digest file an hour comes to its bucket"
    else:
        cost = FIRST_COPY
    return Proposal(batches=tuple((one,) for one in changes), why=cost)


def _as_code(best: Candidate | None) -> Guidance:
    if best is not None:
        asked = f"in the code that keeps trail {best.trail.name}: let it cover all regions, validate its files and log"
    else:
        asked = "in the code that keeps the account: a trail of all regions that validates its files, and its bucket"
    return Guidance(f"{asked}; with iac = false, rootward plan --only trail-missing --show terraform shows it as code")


def _by_hand(one: Candidate, account: Account) -> str:
    """What people have to do about the trail, with the lines to run."""
    trail, told = one.trail, list[str]()
    where = f"--region {trail.home_region}"
    if not _is_reached(trail, account):
        told.append(f"enable its home region: aws account enable-region --region-name {trail.home_region}")
    if one.leaves_out or any(lack.startswith("records") for lack in one.recording):
        told.append(
            f"let it record all management events: aws cloudtrail put-event-selectors {where} --trail-name {trail.arn} "
            f"--event-selectors '{_ALL_EVENTS}', which replaces all of its selectors: aws cloudtrail "
            f"get-event-selectors {where} --trail-name {trail.arn} shows them; keep its data events"
        )
    if trail.latest_delivery_error:
        told.append(
            f"let its bucket take the log files again ({trail.latest_delivery_error}): aws cloudtrail describe-trails "
            f"{where} --trail-name-list {trail.arn} names the bucket, whose policy must let CloudTrail write"
        )
    why = _would_be_charged(trail)
    charged = f", which costs more: {why}" if why else ""
    if not (trail.multi_region and trail.validates_files):
        told.append(
            f"let it cover all regions and validate its files{charged}: aws cloudtrail update-trail {where} "
            f"--name {trail.arn} --is-multi-region-trail --include-global-service-events --enable-log-file-validation"
        )
    if trail.logging is False:
        told.append(f"start it{charged}: aws cloudtrail start-logging {where} --name {trail.arn}")
    return f"trail {trail.name}: {'; then '.join(told)}"


REMEDY = Remedy(
    propose=propose,
    operations=(
        "s3:CreateBucket",
        "s3:PutBucketPolicy",
        "cloudtrail:CreateTrail",
        "cloudtrail:UpdateTrail",
        "cloudtrail:StartLogging",
    ),
    facts=("regions",),
)
