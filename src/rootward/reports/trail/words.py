"""What the formats of a trail report say in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rootward.model.root_event import Credential, RootEvent, RootSession, RootTimeline, Verdict
from rootward.reports.evidence import told
from rootward.reports.names import safe
from rootward.reports.scan.words import several, size

VERDICTS: dict[Verdict, str] = {
    "not_required": "not needed",
    "unknown": "cannot be told",
    "conditional": "needed under circumstances",
    "required_here": "needed here",
    "required": "needed",
}
"""Worst first."""

_CREDENTIALS: dict[Credential, str] = {
    "password": "its password",
    "access-key": "its access key",
    "session": "a temporary session",
    "none": "a credential that is not told",
}
_MOST = 5
"""Of alike things so many are named."""


def listed(things: Iterable[str], most: int = _MOST, between: str = ", ") -> str:
    """`a, b, c and 4 more`; each once."""
    distinct = tuple(dict.fromkeys(things))
    more = len(distinct) - most
    return between.join(distinct[:most]) + (f" and {more:,} more" if more > 0 else "")


def minute(at: datetime) -> str:
    """`2026-01-31 12:00 UTC`; a year has four digits, which `%Y` does not give on every system."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'minutes')} UTC"


def second(at: datetime) -> str:
    """`2026-01-31T12:00:00Z`."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def asked(timeline: RootTimeline) -> str:
    """`account 111122223333, region us-east-1, from 2026-11-01 00:00 UTC to …`; empty where all was asked for."""
    parts = []
    for noun, names in (("account", timeline.asked.accounts), ("region", timeline.asked.regions)):
        if names:
            parts.append(f"{noun if len(names) == 1 else f'{noun}s'} {listed(map(safe, names), 8)}")
    time = [f"{word} {minute(at)}" for word, at in (("from", timeline.since), ("to", timeline.until)) if at]
    return ", ".join((*parts, *([" ".join(time)] if time else ())))


def hints(timeline: RootTimeline) -> Iterator[str]:
    """What `--all` would add."""
    if timeline.left_out:
        yield f"{several(timeline.left_out, 'event')} by services or AssumeRoot sessions: --all lists them."
    if not timeline.asked.all and not human(timeline):
        yield "What others than root did is not looked at: --all detects that, too."


def span(begun: datetime, ended: datetime) -> str:
    """`2026-11-27 20:33 to 20:51 UTC`."""
    begun, ended = begun.astimezone(UTC), ended.astimezone(UTC)
    first, last = minute(begun), minute(ended)
    if first == last:
        return first
    later = f"{ended:%H:%M} UTC" if begun.date() == ended.date() else last
    return f"{first.removesuffix(' UTC')} to {later}"


def by_what(credential: Credential, key_id: str | None, *, mfa: bool | None) -> str:
    """`with its password and MFA`, `with its access key AKIA…`."""
    key = f" {safe(key_id)}" if key_id and credential in {"access-key", "session"} else ""
    also = {True: " and MFA", False: ", without MFA", None: ""}[mfa]
    return f"with {_CREDENTIALS[credential]}{key}{also}"


def from_where(addresses: Iterable[str]) -> str:
    """`from 192.0.2.10`; empty where no record tells."""
    places = listed(map(told, addresses), 3)
    return f"from {places}" if places else ""


def call(event: RootEvent) -> str:
    """`s3 CreateBucket`."""
    return f"{told(event.source.partition('.')[0])} {told(event.name)}".strip()


def enough(events: Iterable[RootEvent]) -> tuple[str, ...]:
    """The permissions that would have been enough for what did not take root, each once, by name."""
    return tuple(
        sorted({safe(action) for event in events if event.verdict == "not_required" for action in event.permissions})
    )


def looked(timeline: RootTimeline) -> str:
    """`12 files, 214 records, 1.2 MB`."""
    read = timeline.read
    parts = [several(read.files, "file")]
    if read.records is not None:
        parts.append(several(read.records, "record"))
    if read.bytes or not read.records:  # of a set nothing is inflated
        parts.append(size(read.bytes))
    if read.duplicates:
        parts.append(f"{several(read.duplicates, 'event')} delivered twice")
    return ", ".join(parts)


def validated(timeline: RootTimeline) -> tuple[str, ...]:
    """How far the logs are as CloudTrail delivered them, a line each; none where nobody asked."""
    found = timeline.validated
    if found is None:
        return ()
    files = f"{several(found.digests, 'digest file')} and {several(found.log_files, 'log file')}"
    rest = tuple(f"not validated: {told(line)}" for line in found.not_validated)
    if not found.digests and not found.log_files:
        return (f"nothing: signatures {told(found.signatures)}", *rest)
    return (f"{files} are as CloudTrail delivered them; signatures {told(found.signatures)}", *rest)


def human(timeline: RootTimeline) -> tuple[RootEvent, ...]:
    """The events of somebody with root's own credentials."""
    return tuple(event for event in timeline.events if event.actor == "root")


def sittings(timeline: RootTimeline) -> tuple[RootSession, ...]:
    """The sessions of somebody with root's own credentials."""
    return tuple(session for session in timeline.sessions if session.actor == "root")


def nothing_read(timeline: RootTimeline) -> bool:
    """Whether no log told anything, as far as there was one."""
    return timeline.covered is None and len(timeline.unread) >= max(timeline.read.files, 1)


def is_known(timeline: RootTimeline) -> bool:
    """Whether something was read that could tell of root, of an account, a region and a time that were asked for."""
    unread = {one.path for one in timeline.unread}
    asked = (
        {f"--account {account}" for account in timeline.asked.accounts},
        {f"--region {region}" for region in timeline.asked.regions},
    )
    return (
        not nothing_read(timeline)
        and not any(names and names <= unread for names in asked)
        and _tells_of_the_time(timeline)
    )


def _tells_of_the_time(timeline: RootTimeline) -> bool:
    if timeline.since is None and timeline.until is None:
        return True
    if timeline.covered is None:
        return False
    begun, ended = timeline.covered
    return (timeline.since is None or ended >= timeline.since) and (timeline.until is None or begun < timeline.until)


def slept(timeline: RootTimeline) -> str:
    """What is said where there is no event of root: whether that tells that it slept."""
    if not is_known(timeline):
        return "Whether root woke is not known."
    told_of = "what was read" if timeline.unread or timeline.gaps else "the log"
    return f"Root slept, as far as {told_of} tells."


def title(timeline: RootTimeline) -> str:
    """`Root woke 3 times, 2 of them without need`."""
    events, sessions = human(timeline), sittings(timeline)
    if not events and nothing_read(timeline):
        return "Nothing was read"
    if not events and not is_known(timeline):
        return "No log of what was asked for"
    if not sessions:
        return f"{several(len(events), 'event')} of root, outside of sessions" if events else "No event of root"
    needless = sum(session.verdict == "not_required" for session in sessions)
    how = ", without need" if needless == len(sessions) else f", {needless:,} of them without need"
    return f"Root woke {several(len(sessions), 'time')}{how if needless else ''}"


def counts(events: Iterable[RootEvent]) -> str:
    """`3 not needed, 1 needed`, worst first."""
    numbers = dict.fromkeys(VERDICTS, 0)
    for event in events:
        numbers[event.verdict] += 1
    return ", ".join(f"{number:,} {VERDICTS[verdict]}" for verdict, number in numbers.items() if number)


def summary(timeline: RootTimeline) -> str:
    """`root woke 3 times: 12 events (3 not needed, 9 needed); 2 detections; 1 not read`."""
    events, times = human(timeline), len(sittings(timeline))
    if not events:
        parts = [_no_event(timeline)]
    else:
        woke = f"root woke {several(times, 'time')}: " if times else ""
        parts = [f"{woke}{several(len(events), 'event')} ({counts(events)})"]
    if timeline.detections:
        parts.append(several(len(timeline.detections), "detection"))
    if timeline.gaps:
        days = sum((gap.last - gap.first).days + 1 for gap in timeline.gaps)
        parts.append(f"{several(days, 'day')} without a log")
    if timeline.unread:
        parts.append(f"{len(timeline.unread):,} not read")
    return "; ".join(parts)


def _no_event(timeline: RootTimeline) -> str:
    if nothing_read(timeline) and timeline.unread:
        return "nothing was read"
    if not is_known(timeline):
        return "no log of what was asked for"
    return "no event of root in what was read" if timeline.unread else "no event of root"
