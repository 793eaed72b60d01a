"""AWS's clock, as far as its answers tell it: what days are counted by, whatever this machine's clock says.

https://www.rfc-editor.org/rfc/rfc9110#name-date
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any


class AwsClock:
    """The machine's clock, set by the newest answer; to a second."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """`now`: this machine's clock, which is taken as it is until an answer came."""
        self._now = now
        self._behind = timedelta()

    def now(self) -> datetime:
        """The time there."""
        return self._now() + self._behind

    def learn(self, answer: Mapping[str, Any]) -> None:
        """Set it by an answer that has just come; one without a date changes nothing."""
        said = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
        try:
            there = parsedate_to_datetime(said)
        except (TypeError, ValueError):
            return
        self._behind = (there if there.tzinfo else there.replace(tzinfo=UTC)) - self._now()
