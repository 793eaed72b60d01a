"""A sight, as the detector would make it."""

from __future__ import annotations

import msgspec

from rootward.leaks.sight import Sight

FINGERPRINT = "0123456789abcdef0123456789abcdef"

SEEN = Sight(
    kind="secret-access-key",
    line=12,
    column=7,
    confidence="high",
    reason="it is named so",
    masked="…4f2A",
    fingerprint=FINGERPRINT,
    key_id=None,
    account="123456789012",
    encoding=(),
    shown="key = …4f2A",
    text=b"key = not-so-secret",
)


def seen(**changed: object) -> Sight:
    """That sight, but for what is changed."""
    return msgspec.structs.replace(SEEN, **changed)
