"""A credential as it was seen in some bytes, before anybody says whose they are or whether it may be there."""

from __future__ import annotations

import msgspec

from rootward.model.leak import Confidence, Kind


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """One credential in some bytes. It goes between processes and is written nowhere: `text` holds the secret."""

    kind: Kind
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    confidence: Confidence
    reason: str
    masked: str
    fingerprint: str | None
    key_id: str | None
    account: str | None
    encoding: tuple[str, ...]
    shown: str
    """The line, or the part about the secret, masked."""
    text: bytes
    """The same part of the line as it stands: what rules of allowing are held against."""
    mark: str | None = None
    """The mark on its line that says that it is meant to be there, as `gitleaks:allow`."""

    def __repr__(self) -> str:
        return f"Sight({self.kind}, line {self.line})"
