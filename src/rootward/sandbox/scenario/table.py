"""What every table of a scenario is made of."""

from __future__ import annotations

import msgspec

DaysAgo = float
"""Days before the start of the practice account; negative: days after it."""

Document = str
"""A policy document, JSON text."""


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML table in which a misspelt key is an error."""
