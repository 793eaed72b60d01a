"""Who hears a kind of event: every sample of it followed to its end, and one verdict for the account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rootward.checks.root_use.alarm_route import UNCAUGHT_STEPS, heard_by_alarms
from rootward.checks.root_use.hearing import DeadEnd, Hearing, any_of
from rootward.checks.root_use.rule_route import heard_by_rules
from rootward.checks.root_use.sample_events import SampleEvent
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.partition import HOME_REGIONS
from rootward.model.unknown import Blocked, Unknown

Sample = Callable[[Account, tuple[str, ...], str], Iterator[SampleEvent]]

FACTS = ("regions", "event_rules", "log_alarms", "trails", "topics", "identities")

_NAMES_SHOWN = 6
_CAUSES_SHOWN = 3
_REASONS = {"denied": "the read was denied", "failed": "the read failed", "not_collected": "not collected"}


def audience(account: Account, subject: str, sample: Sample, *, at_once: bool) -> Verdict:
    """The verdict on whether every event of `sample` reaches a confirmed recipient.

    `at_once`: one single event must be enough to set off an alarm. A region that a service control policy blocks is
    no gap. Fails as soon as one event is known to reach nobody, whatever else could not be read.
    """
    home = HOME_REGIONS.get(account.partition)
    if home is None:
        where = f"where IAM is called in partition {account.partition}"
        return _untold(account, subject, (Unknown("not_observable", None, where),))
    regions, doubts = regions_at_work(account, home)
    hearings = [(event, hearing(account, event, at_once=at_once)) for event in sample(account, regions, home)]
    unheard = [(event, found) for event, found in hearings if not found.route and not found.unknowns]
    if unheard:
        return _unheard(account, subject, unheard, everything=len(unheard) == len(hearings))
    doubts = (*doubts, *(cause for _, found in hearings if not found.route for cause in found.unknowns))
    if doubts:
        return _untold(account, subject, doubts)
    routes = sorted({found.route for _, found in hearings})
    more = f" and {len(routes) - 1} more" if len(routes) > 1 else ""
    asked = sorted({event.region for event, _ in hearings})
    where = f"{len(asked)} regions" if len(asked) > 1 else asked[0]
    message = f"{subject} reaches a confirmed recipient from {where} ({routes[0]}{more})"
    return passes(account.resource, message, read(account, "monitoring", "routes", "; ".join(routes)))


def regions_at_work(account: Account, home: str) -> tuple[tuple[str, ...], tuple[Unknown, ...]]:
    """The regions in which somebody can work; where the list could not be read, the one that is always enabled."""
    if isinstance(account.regions, Unknown):
        return (home,), (account.regions,)
    blocked: set[str] = set()
    if not isinstance(account.event_rules, Unknown):
        blocked = {one.region for one in account.event_rules if isinstance(one.rules, Blocked)}
    return tuple(sorted({home, *account.regions} - (blocked - {home}))), ()


def hearing(account: Account, event: SampleEvent, *, at_once: bool) -> Hearing:
    """Whether the event reaches a confirmed recipient, by either way."""
    return any_of((heard_by_rules(account, event), heard_by_alarms(account, event, at_once=at_once)))


def _unheard(
    account: Account, subject: str, unheard: list[tuple[SampleEvent, Hearing]], *, everything: bool
) -> Verdict:
    cause = _longest([end for _, found in unheard for end in found.dead_ends])
    places = _places(event for event, _ in unheard)
    if everything:
        message = f"{subject} reaches no confirmed recipient: {cause}"
    else:
        message = f"{subject}: no confirmed recipient for {places}; {cause}"
    regions = ", ".join(sorted({event.region for event, _ in unheard}))
    return fails(account.resource, message, read(account, "monitoring", "regions with unheard events", regions))


def _longest(ends: list[DeadEnd]) -> str:
    """The dead end that came farthest; of several, the one that stands first in the alphabet."""
    end = min(ends, key=lambda one: (-one.steps, one.text))
    return f"{end.text}, and no event rule catches it" if end.steps == UNCAUGHT_STEPS else end.text


def _places(events: Iterable[SampleEvent]) -> str:
    """As `read-only API calls in eu-west-1, us-east-1; console sign-ins in us-east-1`."""
    regions_of: dict[str, set[str]] = {}
    for event in events:
        regions_of.setdefault(event.what, set()).add(event.region)
    kinds_in: dict[tuple[str, ...], list[str]] = {}
    for what, regions in regions_of.items():
        kinds_in.setdefault(tuple(sorted(regions)), []).append(what)
    return "; ".join(f"{_listed(kinds)} in {_listed(regions)}" for regions, kinds in kinds_in.items())


def _listed(names: Iterable[str]) -> str:
    every = tuple(names)
    shown = ", ".join(every[:_NAMES_SHOWN])
    return f"{shown} and {len(every) - _NAMES_SHOWN} more" if len(every) > _NAMES_SHOWN else shown


def _untold(account: Account, subject: str, causes: tuple[Unknown, ...]) -> Verdict:
    texts = sorted({cause.detail or _REASONS.get(cause.reason, cause.reason) for cause in causes})
    more = f"; and {len(texts) - _CAUSES_SHOWN} more" if len(texts) > _CAUSES_SHOWN else ""
    message = f"cannot tell whether {subject} is heard: {'; '.join(texts[:_CAUSES_SHOWN])}{more}"
    ordered = sorted(set(causes), key=lambda cause: (cause.detail, cause.reason, cause.action or ""))
    return unknown(account.resource, *ordered, message=message)
