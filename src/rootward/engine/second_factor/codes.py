"""Codes of an authenticator app, judged before AWS is asked: a wrong one is told why, and a clock that is off is found.

Codes change every thirty seconds (https://www.rfc-editor.org/rfc/rfc6238), and AWS wants two that follow each other. It
takes old ones as well, and then knows the device by a wrong time, so that later codes are refused: so whatever is not
of now is told.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from rootward.model.second_factor import Apart, CodePair, Right, Same, Skewed, Verdict, Wrong
from rootward.model.secret import Secret

if TYPE_CHECKING:
    from pyotp import TOTP

STEP_SECONDS = 30
DIGITS = 6

STEPS_OF_NOW = 1
"""The newer code may be of the step that ended while it was typed, or of the next: half a minute is no skew."""

_STEPS_SEARCHED = 15 * 60 * 60 // STEP_SECONDS
"""Either way: a clock set to another time zone is off by up to fourteen hours."""

_STEPS_NEAR = 20
"""Either way: so near the present a single code is taken for the device's. In 41 of a million cases it is chance."""


def cleaned(typed: str) -> str | None:
    """The six digits, without the blank or hyphen that apps show between them; None where it is none."""
    code = "".join(typed.split()).replace("-", "")
    return code if len(code) == DIGITS and code.isascii() and code.isdigit() else None


def is_seed(seed: Secret) -> bool:
    """Whether it is base32 text that codes can be made of."""
    try:
        _device(seed).at(0)
    except (binascii.Error, ValueError):
        return False
    return True


def may_be_right(seed: Secret, code: str, at: datetime) -> bool:
    """Whether the device shows the code within hours of that time. A no is sure; in 4 of 1,000 a yes is by chance."""
    return any(code == shown for shown in _shown(seed, at, _STEPS_SEARCHED).values())


def judged(seed: Secret, first: str, second: str, *, at: datetime, machine_ahead: timedelta) -> Verdict:
    """What two codes are worth, given one after the other.

    `at`: when the second was given, by AWS's time. `machine_ahead`: so far this machine's clock is ahead of it.
    """
    now = _step_at(at)
    shown = _shown(seed, at, _STEPS_SEARCHED)
    for pair, swapped in ((CodePair(first, second), False), (CodePair(second, first), True)):
        # The nearest to now: chance makes two pairs of one once in hundreds of millions.
        steps = [step for step, code in shown.items() if code == pair.newer and shown.get(step - 1) == pair.older]
        if steps:
            return _of_pair(pair, min(steps, key=lambda step: abs(step - now)) - now, machine_ahead, swapped=swapped)
    if first == second:
        return Same()
    near = {code: step for step, code in shown.items() if abs(step - now) <= _STEPS_NEAR}
    if first in near and second in near:
        return Apart(abs(near[first] - near[second]) - 1)
    return Wrong(_which(first in near, second in near))


def _of_pair(pair: CodePair, steps: int, machine_ahead: timedelta, *, swapped: bool) -> Right | Skewed:
    if abs(steps) <= STEPS_OF_NOW:
        return Right(pair, swapped)
    seconds = steps * STEP_SECONDS
    machine = machine_ahead.total_seconds()
    # Half a step of the code's own, one for the time that typing takes.
    is_machine = abs(machine) > STEP_SECONDS and abs(seconds - machine) <= 2 * STEP_SECONDS
    # The date of AWS's answer tells the second; codes tell half a minute, late by the time that typing takes.
    return Skewed(pair, round(machine), "machine") if is_machine else Skewed(pair, seconds, "app")


def _which(first: bool, second: bool) -> Literal["first", "second", "both"]:
    if first == second:
        return "both"
    return "second" if first else "first"


def _step_at(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _shown(seed: Secret, at: datetime, far: int) -> Mapping[int, str]:
    """What the device shows so many steps either way."""
    device, now = _device(seed), _step_at(at)
    return {step: device.generate_otp(step) for step in range(max(now - far, 0), now + far + 1)}


def _device(seed: Secret) -> TOTP:
    from pyotp import TOTP

    return TOTP(seed.reveal(), digits=DIGITS, interval=STEP_SECONDS)
