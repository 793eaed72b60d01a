"""What a gate saw in some bytes: what it did not see need not be looked for."""

from __future__ import annotations

import msgspec

from rootward.leaks.detect.anchors import Behind, Near, Word


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """Of bytes that a gate was asked about, all of them; each may say more than there is, and never less."""

    anchors: frozenset[Word | Near | Behind]
    """Those that stand in plain text."""
    wide: bool
    """Whether the beginning of anything stands in UTF-16,"""
    escaped: bool
    """whether anything is written in numbers,"""
    base64: bool
    """and whether the beginning of anything stands in base64."""
