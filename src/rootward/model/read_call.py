"""Whether a call only reads."""

from __future__ import annotations

_BEGINNINGS = (
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Check",
    "Search",
    "Simulate",
    "BatchGet",
    "Download",
    "View",
)
"""Of the names of reads."""


def is_read(name: str, read_only: bool | None) -> bool:
    """By a record's `readOnly`; where it does not tell, by the event's name."""
    return name.startswith(_BEGINNINGS) if read_only is None else read_only
