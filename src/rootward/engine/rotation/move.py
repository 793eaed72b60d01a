"""What may come next in a rotation."""

from __future__ import annotations

import msgspec

from rootward.model.rotation import Ending, StepName, Why
from rootward.model.rotation_rest import Rest


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
    why: str = ""
    """For people, where it may be long."""
    of: float = 0.0
    """Seconds in all, where it is looked in between."""


class Close(msgspec.Struct, frozen=True):
    """Nothing is left to be done."""

    ending: Ending
    detail: str = ""


Move = Make | Found | GoBack | Wait | Close | Rest
