"""Which actions each principal used, of a set: in the words in which counting the logs themselves tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from rootward.model.secret_text import MASK
from rootward.model.used_actions import PrincipalKind, PrincipalUse, UnmappedCall, UsedAction, UsedActions
from rootward.trail.actions.call import Call
from rootward.trail.actions.narrowing import MOST, named
from rootward.trail.actions.table import data_services, prefixes_of

_KINDS: tuple[PrincipalKind, ...] = ("root", "user", "role", "service", "other")


class Counted(NamedTuple):
    """Events that are alike: the columns of `queries.counted`, in their order."""

    principal: str
    kind: PrincipalKind
    source: str
    name: str
    outcome: str
    """Empty: they are no calls."""
    actions: str
    """With a space between; empty where nobody knows them, or it takes none."""
    unmapped: str
    """Why nobody knows them."""
    data: bool
    """Whether they are data events."""
    number: int
    first: datetime
    last: datetime


class Naming(NamedTuple):
    """What a call that was allowed may have named: the columns of `queries.named_by`, in their order."""

    actions: str
    region: str
    request: str | None
    resources: str | None


def on_what(use: PrincipalUse, calls: Iterable[Naming]) -> PrincipalUse:
    """With the ARNs that its actions were used on: none where a use of one named none or a secret, or too many."""
    found: dict[str, set[str] | None] = {}
    for call in calls:
        asked = Call(request=_raw(call.request), resources=_raw(call.resources), region=call.region)
        request = asked.request_members()
        for action in call.actions.split():
            known = found.get(action, set())
            arns = set(named(action, asked, request)) if known is not None else set()
            both = None if known is None or not arns or any(MASK in arn for arn in arns) else known | arns
            found[action] = None if both is None or len(both) > MOST else both
    return replace(
        use, used=tuple(replace(one, resources=tuple(sorted(found.get(one.action) or ()))) for one in use.used)
    )


def _raw(text: str | None) -> msgspec.Raw:
    return msgspec.Raw((text or "").encode())


def used_of(counted: Collection[Counted]) -> UsedActions | None:
    """All of it, but on which resources; None: there is no event."""
    if not counted:
        return None
    by_principal: dict[tuple[PrincipalKind, str], list[Counted]] = defaultdict(list)
    for one in counted:
        if one.outcome:
            by_principal[one.kind, one.principal].append(one)
    data = {prefix for one in counted if one.data for prefix in prefixes_of(one.source)}
    return UsedActions(
        since=_second(min(one.first for one in counted)),
        until=_second(max(one.last for one in counted)),
        principals=tuple(
            _use(kind, principal, by_principal[kind, principal])
            for kind, principal in sorted(by_principal, key=lambda one: (_KINDS.index(one[0]), one[1]))
        ),
        without_data_events=tuple(prefix for prefix in data_services() if prefix not in data),
    )


def _use(kind: PrincipalKind, principal: str, counted: Iterable[Counted]) -> PrincipalUse:
    by_outcome: dict[str, dict[str, UsedAction]] = defaultdict(dict)
    unmapped: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in counted:
        if one.unmapped:
            unmapped[one.source, one.name, one.unmapped] += one.number
        for action in one.actions.split():
            known = by_outcome[one.outcome]
            known[action] = _joined(known.get(action), action, one)
    return PrincipalUse(
        principal=principal,
        kind=kind,
        unmapped=tuple(
            UnmappedCall(source=source, name=name, count=count, reason=reason, services=prefixes_of(source))
            for (source, name, reason), count in sorted(unmapped.items())
        ),
        **{outcome: tuple(_by_name(by_outcome[outcome])) for outcome in ("used", "denied", "undecided")},
    )


def _joined(known: UsedAction | None, action: str, more: Counted) -> UsedAction:
    first, last = _second(more.first), _second(more.last)
    if known is None:
        return UsedAction(action=action, count=more.number, first=first, last=last)
    return UsedAction(
        action=action, count=known.count + more.number, first=min(known.first, first), last=max(known.last, last)
    )


def _by_name(actions: dict[str, UsedAction]) -> Iterator[UsedAction]:
    for action in sorted(actions):
        yield actions[action]


def _second(moment: datetime) -> datetime:
    """As counting has it, in UTC."""
    return moment.astimezone(UTC).replace(microsecond=0)
