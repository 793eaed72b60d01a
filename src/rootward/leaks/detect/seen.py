"""What one of the rules sees in one view."""

from __future__ import annotations

import msgspec

from rootward.model.leak import Confidence, Kind


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A credential in a view; `text` is what it says, so this is shown nowhere."""

    kind: Kind
    start: int
    end: int
    text: str
    confidence: Confidence
    reason: str
    key_id: str | None = None
    account: str | None = None
    encoding: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Seen({self.kind}, {self.start}, {self.end})"
