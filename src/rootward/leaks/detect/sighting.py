"""A credential as the detector sees it: where in the bytes, what, how sure."""

from __future__ import annotations

import msgspec

from rootward.model.leak import Confidence, Kind
from rootward.model.secret import Secret


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One credential in some bytes; `value` is what it says once it is decoded."""

    kind: Kind
    start: int
    """Of the bytes as they were given, so of the encoded text where it is encoded."""
    end: int
    value: Secret
    confidence: Confidence
    reason: str
    """Why that confidence, as a clause."""
    key_id: str | None = None
    account: str | None = None
    encoding: tuple[str, ...] = ()
    """What it was decoded from, outermost first."""
