"""AWS's clock, as far as its answers tell it: what days are counted by, whatever this machine's clock says.

https://www.rfc-editor.org/rfc/rfc9110#name-date
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

_LATE = timedelta(minutes=1)
"""So far an answer may be behind, for it tells whole seconds and takes its time; from there on the clock was wrong."""


class AwsClock:
    """What the answers told, and the seconds since, in whole seconds. It goes not back for an answer that came late.

    Whoever sets the machine's clock meanwhile does not set this one. A machine that slept may not have counted those
    seconds: until the next answer it is earlier then, and what waits by it waits longer.
    """

    def __init__(self, now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        """`now`: this machine's clock, which counts until an answer came. `elapsed`: seconds, which nobody sets."""
        self._now = now
        self._elapsed = elapsed
        self._told: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The time there, in whole seconds as the answers tell it: of two runs the later one tells no earlier time."""
        if self._told is None:
            return self._now().replace(microsecond=0)
        there, then = self._told
        return (there + timedelta(seconds=self._elapsed() - then)).replace(microsecond=0)

    def learn(self, answer: Mapping[str, Any]) -> None:
        """Set it by an answer that has just come; one without a date changes nothing."""
        said = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
        try:
            there = parsedate_to_datetime(said)
        except (TypeError, ValueError):
            return
        there = there if there.tzinfo else there.replace(tzinfo=UTC)
        if self._told is None or not there <= self.now() <= there + _LATE:
            self._told = (there, self._elapsed())
