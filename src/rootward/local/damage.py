"""What is wrong with a file of rootward's own kinds, in few and safe words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from rootward.model.secret_text import masked

_MOST = 200

_LONG_QUOTE = re.compile(r"(['`])(?!\$)([^'`]{24})[^'`]+\1")


def told(error: Exception) -> str:
    """A decoder's words on one line: of what the file holds, only an excerpt that is no secret."""
    text = masked(str(error))
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    text = _LONG_QUOTE.sub(r"\1\2...\1", text)
    return text if len(text) <= _MOST else f"{text[:_MOST]}..."


def odd_dates(value: object, place: str) -> Iterator[str]:
    """The dates that no other date can be compared with: without a zone, or at the end of the years that there are."""
    match value:
        case datetime(tzinfo=None):
            yield f"a date without a zone - at `{place}`"
        case datetime():
            try:
                value.astimezone(UTC)
            except OverflowError:
                yield f"a date out of all years - at `{place}`"
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from odd_dates(getattr(value, name), f"{place}.{name}")
        case tuple():
            for number, one in enumerate(value):
                if not isinstance(one, str):
                    yield from odd_dates(one, f"{place}[{number}]")
