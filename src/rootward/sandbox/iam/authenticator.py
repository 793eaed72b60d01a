"""What AWS's side knows of one device that shows codes: how far its clock is off, and which codes were used.

https://www.rfc-editor.org/rfc/rfc6238#section-5.2: a code counts once, and one step either way is enough for the way
of a code from the device to the server. Section 6: the drift that was seen is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from rootward.sandbox.iam import totp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

STEPS_OFF = 1
"""How many steps of thirty seconds a single code may be off the device's known time, either way."""

STEPS_OFF_IN_A_PAIR = 10
"""How many steps the later of two consecutive codes may be off the true time: five minutes, either way.

AWS says no number. It says that codes which waited too long still enable a device, but leave it out of sync:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
"""


@dataclass
class Authenticator:
    """A device's codes as AWS's side sees them."""

    seed: str = field(repr=False)
    """Base32 text."""
    drift: int = 0
    """Steps by which the device's clock was ahead of the true time when it was last synchronised."""
    used: list[int] = field(default_factory=list, repr=False)
    """The steps whose codes were used."""

    def take(self, code: str, now: datetime) -> bool:
        """Use a code up. False: it is wrong, too old, or was used before."""
        expected = totp.step_at(now) + self.drift
        for step in _outwards(expected, STEPS_OFF):
            if step not in self.used and totp.code_of(self.seed, step) == code:
                self._use(step)
                return True
        return False

    def take_pair(self, first: str, second: str, now: datetime) -> bool:
        """Use two consecutive codes up, and learn the device's drift. False: they are not, or were used before."""
        true_step = totp.step_at(now)
        for step in _outwards(true_step, STEPS_OFF_IN_A_PAIR):
            unused = step not in self.used and step - 1 not in self.used
            if unused and totp.code_of(self.seed, step) == second and totp.code_of(self.seed, step - 1) == first:
                self._use(step - 1, step)
                self.drift = step - true_step
                return True
        return False

    def _use(self, *steps: int) -> None:
        oldest_of_interest = min(steps) - 4 * STEPS_OFF_IN_A_PAIR
        self.used = [step for step in self.used if step >= oldest_of_interest] + list(steps)


def _outwards(middle: int, far: int) -> Iterator[int]:
    """The steps around the middle, the nearest first."""
    return chain((middle,), *((middle - off, middle + off) for off in range(1, far + 1)))
