"""Which logs are asked for. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from rootward.trail.moment import clamped
from rootward.trail.sources.layout import Kind, Place

LATE = timedelta(days=1)
"""How much later than an event its delivery is looked for: it is some minutes, and hours where something was out of
order. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html"""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Accounts, regions and a time; empty and None: all."""

    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after."""
    kinds: frozenset[Kind] = frozenset({"log", "unknown"})
    """What files hold, by their names."""

    def may_hold(self, place: Place) -> bool:
        """Whether a file of that name may hold anything that is asked for; what a name does not tell may be so."""
        return (
            place.kind in self.kinds
            and (not self.accounts or place.account in {"", *self.accounts})
            and (not self.regions or place.region in {"", *self.regions})
            and (place.day is None or self._may_fall_on(place.day))
        )

    def _may_fall_on(self, day: date) -> bool:
        last = self.last_day
        return (self.since is None or day >= self.since.date()) and (last is None or day <= last)

    @property
    def last_day(self) -> date | None:
        """The last on which what is asked for may have been delivered; None: there is none."""
        return None if self.until is None else (clamped(self.until) + LATE).date()

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last that are asked for; None: there is none."""
        return (
            None if self.since is None else clamped(self.since).date(),
            None if self.until is None else (clamped(self.until) - timedelta(microseconds=1)).date(),
        )

    def takes(self, *, account: str, region: str, time: datetime) -> bool:
        """Whether an event is asked for."""
        return (
            (not self.accounts or account in self.accounts)
            and (not self.regions or region in self.regions)
            and (self.since is None or time >= self.since)
            and (self.until is None or time < self.until)
        )
