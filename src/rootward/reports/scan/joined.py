"""What a joined scan says besides its findings: a line each, for stderr."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.model.joined_scan import JoinedScan, OwnKey
from rootward.reports.evidence import advised
from rootward.reports.scan.words import several

_MOST_IDS = 5


def lines(joined: JoinedScan) -> tuple[str, ...]:
    """The lines, ids whole, the worst first: keys that work, ids that lead nowhere. The unread is not among them."""
    return tuple(advised(line) for line in _lines(joined))


def _lines(joined: JoinedScan) -> Iterator[str]:
    account = f"account {joined.account.id}"
    live = [key for key in joined.own if key.is_live]
    if live:
        yield f"of {account}, and switched on: {_ids(tuple(map(_live, live)))}"
    if joined.own and not live:
        yield f"no key of {account} was found that is switched on and stands with its secret"
    if not joined.own and not joined.unread:
        yield f"no key of {account} was found"
    if joined.missing:
        yield f"by their ids of {account}, which has no such key (any more): {_ids(joined.missing)}"
    if joined.unlisted:
        yield f"by their ids of {account}, and switched off or deleted by its facts: {_ids(joined.unlisted)}"
    if joined.sessions:
        many = several(len(joined.sessions), "session")
        yield f"keys of {many} of {account}, which end by themselves: {_ids(joined.sessions)}"
    for number in dict.fromkeys(number for _, number in joined.foreign):
        ids = tuple(key_id for key_id, whose in joined.foreign if whose == number)
        yield f"by their ids of account {number}, not of this one: {_ids(ids)}"
    if joined.unplaced:
        yield f"no keys of {account}, and their ids tell none: {_ids(joined.unplaced)}"


def _ids(ids: tuple[str, ...]) -> str:
    more = len(ids) - _MOST_IDS
    return ", ".join(ids[:_MOST_IDS]) + (f" and {more:,} more" if more > 0 else "")


def _live(key: OwnKey) -> str:
    owner = key.owner
    whose = "the root user" if owner.root else owner.user
    power = ", an administrator" if owner.administrator and not owner.root else ""
    seen = "" if owner.status == "Active" else ", as far as AWS tells"
    return f"{key.key_id} ({whose}{power}{seen})"
