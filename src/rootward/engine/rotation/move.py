"""What may come next in a rotation."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.rotation import Ending, StepName, Why


class Make(msgspec.Struct, frozen=True):
    """Make this step."""

    step: StepName
    key_id: str = ""


class Found(msgspec.Struct, frozen=True):
    """The step is made already, by a run that was cut off or by somebody else: only the journal does not know."""

    step: StepName
    key_id: str = ""
    detail: str = ""


class GoBack(msgspec.Struct, frozen=True):
    """From here the rotation goes back."""

    why: Why
    detail: str


class Wait(msgspec.Struct, frozen=True):
    """Look again after so many seconds."""

    seconds: float


class Close(msgspec.Struct, frozen=True):
    """Nothing is left to be done."""

    ending: Ending


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


Move = Make | Found | GoBack | Wait | Close | Rest
