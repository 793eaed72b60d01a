"""One event of root as one line: what a watch says of it."""

from __future__ import annotations

from rootward.model.root_event import RootEvent
from rootward.reports.evidence import advised, told
from rootward.reports.trail.words import by_what, call, from_where, second

_ACTORS = {"root": "root", "central": "root by AssumeRoot", "service": "a service for root"}


def render(event: RootEvent) -> str:
    """`2026-11-27T20:33:12Z 111122223333 root: iam CreateUser, from 192.0.2.10, with …: not_required (…)`."""
    did = (call(event), event.changed and advised(event.changed), event.error and f"failed: {told(event.error)}")
    how = (
        from_where((event.address,) if event.address else ()),
        by_what(event.credential, event.key_id, mfa=event.mfa),
    )
    detected = f" [{', '.join(event.detections)}]" if event.detections else ""
    return (
        f"{second(event.time)} {told(event.account)} {_ACTORS[event.actor]}: "
        f"{' '.join(filter(None, did))}, {', '.join(filter(None, how))}: {event.verdict}. "
        f"{advised(event.why)}{detected}"
    )
