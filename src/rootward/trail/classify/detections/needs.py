"""Which records any rule needs, for a search that decodes only candidates."""

from __future__ import annotations

from rootward.trail.classify.detections.need import Need
from rootward.trail.classify.detections.registry import RULES
from rootward.trail.record import Record

NEEDS: tuple[Need, ...] = tuple({need: None for rule in RULES for need in rule.needs})
"""What the rules need, each once. A rule is shown no other record."""


def is_wanted(record: Record) -> bool:
    """Whether some rule may choose the record."""
    return any(need.takes(record) for need in NEEDS)


def markers() -> tuple[bytes, ...]:
    """Byte strings, sorted, of which the JSON of each wanted record holds at least one, if it escapes no letters."""
    return tuple(sorted({marker.encode() for need in NEEDS for marker in need.markers}))
