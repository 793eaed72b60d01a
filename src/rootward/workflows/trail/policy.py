"""Policy: count what a principal did, and propose the policy that would have been enough."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from rootward.errors import UsageError
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.scan import Unread
from rootward.model.used_actions import Proposal, UsedActions
from rootward.trail.actions.call import is_same
from rootward.trail.actions.proposal import propose
from rootward.trail.sources.wanted import LATE, Wanted
from rootward.workflows.source import Live, Progress, Source
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.counting import count
from rootward.workflows.trail.lacking import announce_unread, missing_days, nothing_told
from rootward.workflows.trail.pace import readable
from rootward.workflows.trail.searching import Seen
from rootward.workflows.trail.sources import is_set, logs_of

_NEAREST = 5


class NoSuchPrincipalError(UsageError):
    """The logs hold nothing by that principal."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    proposal: Proposal
    missing_days: int
    interrupted: bool = False


def policy(
    sources: Sequence[str],
    principal: str,
    wanted: Wanted,
    *,
    progress: Progress,
    workers: int | None = None,
    cloud: Cloud | None = None,
) -> Proposed:
    """What would have been enough for a principal: an ARN, that of a session of a role, or a service's name.

    `sources`: logs, or a set that ingest made, named alone. `cloud`: how AWS is asked for logs that lie there. Raises
    as `logs_of` does, UsageError where the set is of another version, MissingExtraError, NoSuchPrincipalError, and
    KeyboardInterrupt where nothing by the principal was read until then.
    """
    used, unread, interrupted = _used(sources, wanted, principal, workers, progress, cloud)
    found = None if used is None else next((one for one in used.principals if is_same(one.principal, principal)), None)
    if used is None or found is None:
        if interrupted:  # what was not read may hold it
            raise KeyboardInterrupt
        raise _no_such(used, unread, principal)
    return Proposed(
        proposal=propose(found, used, unread),
        missing_days=used.missing_days,
        interrupted=interrupted,
    )


def with_used_actions(
    account: Account,
    sources: Sequence[str],
    baseline: Baseline,
    *,
    progress: Progress,
    announce: Progress,
    source: Source | None = None,
) -> Account:
    """The account, with what its logs tell of actions used in the last `unused_permission_days`; or a set, named alone.

    `announce` hears what was not read. `source`: where its other facts are from; a bucket is asked with the same
    credentials. Raises UsageError for a path that is not there, what opening a session raises, and KeyboardInterrupt.
    """
    since = account.taken_at - timedelta(days=baseline.unused_permission_days)
    # A day more is read: a log tells of all since a moment where it tells of something before that.
    wanted = Wanted(accounts=frozenset({account.id}), since=since - LATE)
    cloud = Cloud(source=source if isinstance(source, Live) else None, progress=progress, announce=announce)
    used, unread, interrupted = _used(sources, wanted, None, None, progress, cloud)
    if interrupted:
        raise KeyboardInterrupt
    announce_unread(unread, announce)
    return msgspec.structs.replace(account, used_actions=nothing_told(unread) if used is None else of_identities(used))


def of_identities(used: UsedActions) -> UsedActions:
    """The same of users and roles alone: nobody asks which permissions of theirs others do not use."""
    kept = tuple(one for one in used.principals if one.kind in {"user", "role"})
    return msgspec.structs.replace(used, principals=kept)


def _used(  # noqa: PLR0917 - what is counted where, of whom, and who hears of it
    sources: Sequence[str],
    wanted: Wanted,
    about: str | None,
    workers: int | None,
    progress: Progress,
    cloud: Cloud | None,
) -> tuple[UsedActions | None, tuple[Unread, ...], bool]:
    seen = Seen(wanted)
    if len(sources) == 1 and is_set(sources[0]):
        return _used_in_set(sources[0], wanted, seen, about)
    unlisted: list[Unread] = []
    logs = readable(logs_of(sources, wanted, seen.saw, cloud), unlisted, progress)
    counted = count(logs, wanted, about=about, workers=workers)
    interrupted = counted.interrupted or (cloud is not None and cloud.interrupted)
    unread = tuple(sorted((*unlisted, *counted.unread), key=lambda one: (one.path, one.reason)))
    used = counted.tally.used(unread=len(unread), missing_days=_missing_days(seen, wanted))
    return used, unread, interrupted


def _used_in_set(
    word: str, wanted: Wanted, seen: Seen, about: str | None
) -> tuple[UsedActions | None, tuple[Unread, ...], bool]:
    from rootward.workflows.trail.stored import stored_use

    used, unread, interrupted = stored_use(word, wanted, seen, about)
    unread = tuple(sorted(unread, key=lambda one: (one.path, one.reason)))
    if used is not None:
        used = msgspec.structs.replace(used, unread=len(unread), missing_days=_missing_days(seen, wanted))
    return used, unread, interrupted


def _missing_days(seen: Seen, wanted: Wanted) -> int:
    return missing_days(seen.gaps(), None if wanted.since is None else wanted.since.date())


def _no_such(used: UsedActions | None, unread: Sequence[Unread], principal: str) -> NoSuchPrincipalError:
    """What is told where there is nothing by that principal."""
    if used is None:
        return NoSuchPrincipalError(_nothing(unread), advice="say where CloudTrail's log files of these days lie")
    known = [one.principal for one in used.principals]
    nearest = difflib.get_close_matches(principal, known, _NEAREST, 0.3) or known[:_NEAREST]
    return NoSuchPrincipalError(
        f"the logs hold nothing by {principal[:200]}", advice=f"the nearest are {', '.join(nearest)}"
    )


def _nothing(unread: Sequence[Unread]) -> str:
    if unread:
        return f"no event was read: {unread[0].path}: {unread[0].reason}"
    return "the logs hold no event of the time that is asked for"
