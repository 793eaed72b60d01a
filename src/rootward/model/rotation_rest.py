"""Where a rotation rests, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class Rest(msgspec.Struct, frozen=True):
    """Nothing can be done now, and the profile works with the key that it has; it goes on another time.

    `observing`: a key is switched off, and may be deleted at `until`. `due`: it may be deleted now, by whoever retires.
    `unused`: nobody can look into the place, and nobody has used the new key yet. `used`: somebody uses a key that
    would be switched off. `held`: a person must look, for somebody else changed something.
    """

    kind: Literal["observing", "due", "unused", "used", "held", "over"]
    detail: str
    advice: str = ""
    until: datetime | None = None
