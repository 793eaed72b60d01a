"""A scan as JSON, schema 1."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from rootward.model.scan import Scan
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates


def render(scan: Scan, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    return document(scan, unicode=unicode)


def document(of: msgspec.Struct, *, unicode: bool) -> str:
    """Any noun whose fields are the keys of its format, as JSON."""
    whole = _whole(msgspec.to_builtins(of))
    return escaped(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n", unicode=unicode)


def _whole(value: object) -> object:
    """`value` with every text in it such that UTF-8 can hold it."""
    match value:
        case str():
            return without_surrogates(value)
        case Mapping():
            return {name: _whole(one) for name, one in value.items()}
        case list() | tuple():
            return [_whole(one) for one in value]
    return value
