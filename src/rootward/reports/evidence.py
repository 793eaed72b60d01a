"""The facts that a finding rests on, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rootward.model.finding import Evidence, Value
from rootward.model.secret_text import masked, masked_but_key_ids
from rootward.reports.names import safe


def facts(evidence: Iterable[Evidence], taken_at: datetime) -> tuple[str, ...]:
    """A line for each reading: `mfa_active = false, password_enabled = true (credential-report)`.

    Facts of one source, read at one time, share a line. The time is told where it is not that of the whole account.
    """
    readings: dict[tuple[str, datetime], list[str]] = {}
    for one in evidence:
        readings.setdefault((one.source, one.at), []).append(f"{told(one.fact)} = {value(one.value)}")
    return tuple(
        f"{', '.join(read)} ({told(source)}{'' if at == taken_at else f' of {minute(at)}'})"
        for (source, at), read in readings.items()
    )


def value(of: Value) -> str:
    """`true`, `false`, `null`, a number, or safe text."""
    if of is None:
        return "null"
    return told(of) if isinstance(of, str) else str(of).lower()


def told(text: str) -> str:
    """What a check or AWS said, safe to show and without secrets."""
    return safe(masked(text))


def advised(text: str) -> str:
    """What rootward itself advises, safe to show: key ids stay whole, for they are to be typed."""
    return safe(masked_but_key_ids(text))


def minute(at: datetime) -> str:
    """`2026-01-31 12:00 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def second(at: datetime) -> str:
    """`2026-01-31T12:00:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
