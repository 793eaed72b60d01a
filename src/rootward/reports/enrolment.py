"""What a person is told while a second factor is registered, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from rootward.model.second_factor import (
    DEVICES_A_USER,
    Apart,
    Enrolled,
    Guided,
    Rejected,
    Right,
    Same,
    Skewed,
    Verdict,
    Wrong,
)
from rootward.reports.evidence import minute
from rootward.reports.names import safe

_MINUTE, _HOUR = 60, 3600

_OFF_AT_LEAST = timedelta(seconds=30)
"""A clock that is off by less spoils no code."""


_PLAIN: dict[type, str] = {
    Same: "that is the same code twice: wait until the app shows the next one, half a minute at most",
    Rejected: "AWS does not take these codes: each counts once and not for long; type the next two",
}


def told(verdict: Verdict) -> str:
    """What two codes are worth, in one line; nothing where they are right and in order."""
    match verdict:
        case Right():
            return "the newer code came first: taken the other way round" if verdict.swapped else ""
        case Skewed():
            return _skewed(verdict)
        case Apart():
            count = "1 code lies" if verdict.between == 1 else f"{verdict.between} codes lie"
            return f"both are the app's, but {count} between them: type two that follow each other"
        case Wrong():
            what = "neither is a code" if verdict.which == "both" else f"the {verdict.which} is no code"
            return f"{what} of this device: a slip of the finger, or another entry of the app?"
        case Same() | Rejected():
            return _PLAIN[type(verdict)]
        case _:
            assert_never(verdict)


def _skewed(verdict: Skewed) -> str:
    where = "ahead of" if verdict.seconds > 0 else "behind"
    span = duration(abs(verdict.seconds))
    if verdict.whose == "machine":
        return (
            f"this machine's clock is {span} {where} AWS's time, and so are the codes: set it, if the app runs here,"
            " and type the next two"
        )
    off = f"the codes are about {span} {where} AWS's time"
    late = " (or they were typed so late)" if verdict.seconds < 0 else ""
    return (
        f"{off}: the clock of the device that shows them is off{late}. Set its time to automatic, and type the next"
        " two; off by as much again, they are sent all the same"
    )


def clock_told(machine_ahead: timedelta) -> str:
    """That this machine's clock is off; nothing where it is not by so much that codes would tell."""
    if abs(machine_ahead) < _OFF_AT_LEAST:
        return ""
    where = "ahead of" if machine_ahead > timedelta() else "behind"
    span = duration(round(abs(machine_ahead).total_seconds()))
    return f"this machine's clock is {span} {where} AWS's; the codes are judged by AWS's"


def duration(seconds: int) -> str:
    """`90 seconds`, `4 minutes and 30 seconds`, `3 hours`, `2 hours and 30 minutes`."""
    if seconds < 2 * _MINUTE:
        return f"{seconds} seconds"
    if seconds < 2 * _HOUR:  # 90 minutes tell more than 1 hour and 30 minutes
        return _of_two(seconds // _MINUTE, "minute", seconds % _MINUTE, "second")
    hours, minutes = divmod(round(seconds / _MINUTE), 60)
    return _of_two(hours, "hour", minutes, "minute")


def _of_two(more: int, of_more: str, fewer: int, of_fewer: str) -> str:
    """The second one only where there is something of it."""
    if not fewer:
        return f"{more} {of_more}s"
    return f"{more} {of_more}s and {fewer} {of_fewer}{'' if fewer == 1 else 's'}"


def render_enrolled(enrolled: Enrolled) -> str:
    """The report."""
    device = enrolled.device
    since = f", since {minute(device.enabled_at)}" if device.enabled_at else ""
    count = len(enrolled.devices)
    return (
        f"{safe(enrolled.user)} has the MFA device {safe(device.serial)}{since}\n"
        f"devices: {count} of {DEVICES_A_USER} at most\n"
    )


def render_guided(guided: Guided) -> str:
    """Where to go, a numbered line each."""
    steps = "".join(f"  {number}. {safe(place)}\n" for number, place in enumerate(guided.places, 1))
    return f"{safe(guided.why)}:\n{steps}  ({guided.source})\n"
