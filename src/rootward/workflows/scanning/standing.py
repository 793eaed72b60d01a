"""Where a credential stands in a history, as a finding tells it."""

from __future__ import annotations

from datetime import UTC, datetime

from rootward.leaks.git.brought import Brought
from rootward.workflows.scanning.gathering import Standing


def standing_of(one: Brought) -> Standing:
    """With the commit that brought it there."""
    return Standing(
        path=one.path,
        commit=one.commit,
        author=one.author,
        date=in_utc(one.date),
        in_head=one.in_head,
        branches=one.branches,
        branch_count=one.branch_count,
        blob=one.object,
    )


def in_utc(at: datetime | None) -> datetime | None:
    """None for one that no calendar has there: anybody can write anything into a commit."""
    try:
        return None if at is None else at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
