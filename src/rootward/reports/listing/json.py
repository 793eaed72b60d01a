"""Lists as JSON, schema 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from rootward.reports.json_text import escaped
from rootward.reports.listing.listing import Listing
from rootward.reports.names import without_surrogates


def render(listing: Listing, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    encoded = msgspec.json.encode(_told(msgspec.to_builtins(listing)))
    return escaped(msgspec.json.format(encoded, indent=2).decode() + "\n", unicode=unicode)


def _told(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    match value:
        case str():
            return without_surrogates(value)
        case Mapping():
            return {name: _told(each) for name, each in value.items()}
        case list() | tuple():
            return [_told(each) for each in value]
        case _:
            return value
