"""Log files, delivered to the buckets of the trails every five minutes of the account's clock.

Nothing runs in the background: what is due is delivered when somebody could see it.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from rootward.sandbox.cloudtrail import event, selector
from rootward.sandbox.cloudtrail.bucket_policy import lets_cloudtrail_write
from rootward.sandbox.cloudtrail.digest import ALGORITHM, digest, new_signing_key
from rootward.sandbox.cloudtrail.recorded import RecordedEvent
from rootward.sandbox.cloudtrail.trail import DigestChain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.cloudtrail.recorded import Recorded
    from rootward.sandbox.cloudtrail.trail import PracticeTrail

_EVERY = timedelta(minutes=5)
_HOUR = timedelta(hours=1)
_LONGEST_QUIET = timedelta(hours=48)
"""Hours without any file are told of one by one up to here; a longer jump of the clock by one digest."""

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

Place = tuple[str, str]
"""Account and region."""


def deliver_due(backends: Backends, now: datetime) -> None:
    """Deliver what every trail of the account and its organisation owes by now. The state must be in place.

    Cheap where nothing is due: one comparison for a trail. Times without any event deliver no log file.
    """
    from moto.cloudtrail.models import cloudtrail_backends

    until = _five_minutes(now)
    for account in list(cloudtrail_backends):
        for backend in list(cloudtrail_backends[account].values()):
            for trail in getattr(backend, "trails", {}).values():
                if trail.delivered_to is None or trail.delivered_to < until:
                    _deliver(trail, backends, until)


def _deliver(trail: PracticeTrail, backends: Backends, until: datetime) -> None:
    history = backends.history
    if trail.delivered_to is None:
        # Nothing that was before the practice account was started was ever delivered.
        trail.delivered_to = min(until, _five_minutes(history[0].at)) if history else until
    entries = _new_entries(trail, history, until)
    if trail.status.started is not None:
        # Files come at the end of the five minutes of their events, whenever they are asked for.
        by_end: dict[datetime, list[Recorded]] = {}
        for entry in entries:
            if trail.status.logged(entry.at):
                end = max(_five_minutes(entry.at), trail.delivered_to) + _EVERY
                by_end.setdefault(min(end, until), []).append(entry)
        for end in sorted(by_end):
            _digest_hours(trail, backends.regions, end)
            _deliver_files(trail, by_end[end], end)
        _digest_hours(trail, backends.regions, until)
        if not trail.status.is_logging:
            _end_chains(trail, until)
    trail.delivered_to = until


def _new_entries(trail: PracticeTrail, history: Sequence[Recorded], until: datetime) -> list[Recorded]:
    """What came since the last time, up to the moment. Founded events may be older than those before them."""
    end = trail.read_to = min(trail.read_to, len(history))
    while end < len(history) and (isinstance(history[end], RecordedEvent) or history[end].at < until):
        end += 1
    entries = list(history[trail.read_to : end])
    trail.read_to = end
    return entries


def _deliver_files(trail: PracticeTrail, entries: Iterable[Recorded], end: datetime) -> None:
    from rootward.sandbox.cloudtrail.history import alias_of, records_for

    organization, accounts = _covered(trail)
    records: dict[Place, list[event.Record]] = {}
    for entry in entries:
        for account in accounts:
            for record in records_for(entry, account, alias_of):
                if covers(trail, record):
                    records.setdefault((account, record["awsRegion"]), []).append(record)
    for place in sorted(records):
        account, region = place
        folder = trail.folder(account, organization)
        key = (
            f"{folder}/CloudTrail/{region}/{end:%Y/%m/%d}/"
            f"{account}_CloudTrail_{region}_{end:%Y%m%dT%H%MZ}_{_unique()}.json.gz"
        )
        text = json.dumps({"Records": records[place]}, separators=(",", ":")).encode()
        if not _put(trail, key, gzip.compress(text, mtime=0), folder):
            continue
        trail.status.delivered = end
        if trail.log_validation:
            times = [record["eventTime"] for record in records[place]]
            trail.chains.setdefault(place, DigestChain(end)).files.append(
                {
                    "s3Bucket": trail.bucket_name,
                    "s3Object": key,
                    "hashValue": hashlib.sha256(text).hexdigest(),
                    "hashAlgorithm": "SHA-256",
                    "newestEventTime": max(times),
                    "oldestEventTime": min(times),
                }
            )


def covers(trail: PracticeTrail, record: event.Record) -> bool:
    """Whether the trail covers the event's region and its selectors take it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
    """
    if not trail.is_multi_region and record["awsRegion"] != trail.region_name:
        return False
    if record["eventSource"] in event.GLOBAL_SOURCES and not trail.include_global_service_events:
        return False
    return selector.keeps(record, trail.event_selectors, trail.advanced_event_selectors)


def _covered(trail: PracticeTrail) -> tuple[str | None, tuple[str, ...]]:
    """The organisation whose trail it is, if it is one, and the accounts that the trail covers."""
    if not trail.is_org_trail:
        return None, (trail.account_id,)
    from moto.organizations.models import organizations_backends

    if trail.account_id not in organizations_backends:
        return None, (trail.account_id,)
    backend: Any = organizations_backends[trail.account_id]["aws"]
    if backend.org is None:
        return None, (trail.account_id,)
    return backend.org.id, tuple(sorted({trail.account_id, *(account.id for account in backend.accounts)}))


def _digest_hours(trail: PracticeTrail, regions: Sequence[str], until: datetime) -> None:
    """Deliver the digests of every full hour before `until`, begin the chains that are missing."""
    if not trail.log_validation:
        trail.chains.clear()
        return
    organization, accounts = _covered(trail)
    if trail.status.is_logging:
        begins = max(trail.delivered_to or until, trail.status.started or until)
        for account in accounts:
            for region in regions if trail.is_multi_region else (trail.region_name,):
                trail.chains.setdefault((account, region), DigestChain(begins))
    for place in sorted(trail.chains):
        chain = trail.chains[place]
        folder = trail.folder(place[0], organization)
        while until - chain.started >= _HOUR:
            quiet = not chain.files and until - chain.started > _LONGEST_QUIET
            end = chain.started + (until - chain.started) // _HOUR * _HOUR if quiet else chain.started + _HOUR
            _put_digest(trail, chain, folder, place, end)


def _end_chains(trail: PracticeTrail, until: datetime) -> None:
    """Logging has stopped: one last digest each, and the chains are broken."""
    organization, _ = _covered(trail)
    for place in sorted(trail.chains):
        chain = trail.chains[place]
        if chain.files or until > chain.started:
            end = max(until, chain.started + timedelta(seconds=1))
            _put_digest(trail, chain, trail.folder(place[0], organization), place, end)
    trail.chains.clear()


def _put_digest(trail: PracticeTrail, chain: DigestChain, folder: str, place: Place, end: datetime) -> None:
    from moto.cloudtrail.models import cloudtrail_backends

    backend: Any = cloudtrail_backends[trail.account_id][place[1]]
    if backend.signing_key is None:
        backend.signing_key = new_signing_key(chain.started)
    made = digest(trail, chain, backend.signing_key, (*place, folder), end)
    metadata = {"x-amz-meta-signature": made.signature, "x-amz-meta-signature-algorithm": ALGORITHM}
    if _put(trail, made.key, made.content, folder, metadata):
        trail.status.digest_delivered = end
    chain.previous, chain.files, chain.started = made.as_previous, [], end


def _put(
    trail: PracticeTrail, key: str, content: bytes, folder: str, metadata: dict[str, str] | None = None
) -> bool:  # fmt: skip
    """Put a file into the trail's bucket; what went wrong is what GetTrailStatus shows as LatestDeliveryError."""
    from moto.s3.models import s3_backends

    partition, owner = s3_backends.bucket_accounts.get(trail.bucket_name, ("aws", trail.account_id))
    backend = s3_backends[owner][partition]
    bucket = backend.buckets.get(trail.bucket_name)
    if bucket is None:
        trail.status.delivery_error = "NoSuchBucket"
        return False
    if not lets_cloudtrail_write(bucket.policy, trail.bucket_name, trail.arn, folder):
        trail.status.delivery_error = "AccessDenied"
        return False
    put = partial(backend.put_object, trail.bucket_name, key, content, disable_notification=True)
    file: Any = put()
    file.set_metadata({"Content-Type": "application/json", "Content-Encoding": "gzip", **(metadata or {})})
    trail.status.delivery_error = ""
    return True


def _unique() -> str:
    from moto.moto_api._internal import mock_random

    choose: Callable[[str], str] = mock_random.choice
    return "".join(choose(_LETTERS) for _ in range(16))


def _five_minutes(moment: datetime) -> datetime:
    """The start of the five minutes that the moment is in."""
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)
