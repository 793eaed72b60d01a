"""Two codes are asked for until they are right, and AWS takes them: not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rootward.engine.second_factor.codes import judged, may_be_right
from rootward.errors import UsageError
from rootward.model.second_factor import CodePair, NewDevice, Rejected, Right, Same, Skewed, Verdict, Wrong
from rootward.workflows.enrolling.person import Person
from rootward.workflows.running.pace import Pace

if TYPE_CHECKING:
    from rootward.aws.executor import Refused, Unsure
    from rootward.aws.second_factor import SecondFactors

MOST_TRIES = 10
"""So often codes are asked for."""

_MOST_CONFLICTS = 3
"""So often a call is made again that met another one on the same user."""

_SAME_SKEW_SECONDS = 60
"""A clock that is off by as much as before, but for the steps in which codes tell it."""

_PASSING = frozenset({"ConcurrentModification", "EntityTemporarilyUnmodifiable"})
"""AWS: wait and submit again. https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html"""


def enable(
    factors: SecondFactors, user: str, serial: str, device: NewDevice | None, *, person: Person, pace: Pace
) -> Refused | Unsure | None:
    """Ask for codes until AWS takes them, and the device is the user's: None; else why it is not, or may not be.

    `device`: None for one whose seed is not known any more: only AWS can judge its codes.

    Raises UsageError where they are wrong again and again, and what the person raises.
    """
    from rootward.aws.executor import Made, Refused
    from rootward.aws.second_factor import WRONG_CODE

    for pair in _pairs(device, person, pace):
        outcome = factors.enable(user, serial, pair)
        for _ in range(_MOST_CONFLICTS):
            if not (isinstance(outcome, Refused) and outcome.code in _PASSING):
                break
            pace.sleep(pace.doubt)
            outcome = factors.enable(user, serial, pair)
        if isinstance(outcome, Made):
            return None
        if not (isinstance(outcome, Refused) and outcome.code == WRONG_CODE):
            return outcome
        person.told(Rejected())
    raise UsageError(
        f"no two codes were right in {MOST_TRIES} tries",
        advice="is it the app's new entry, and is the time of the device that shows it set automatically? Then again",
    )


def _pairs(device: NewDevice | None, person: Person, pace: Pace) -> Iterator[CodePair]:
    """Pairs that are worth sending, of so many tries."""
    sent: set[str] = set()
    off_before: Skewed | None = None
    for _ in range(MOST_TRIES):
        verdict: Verdict = _unjudged(person) if device is None else _judged(device, person, pace)
        if isinstance(verdict, Skewed):
            # The same again is no slowness in typing, but a clock that nobody sets: let AWS decide.
            is_again = off_before is not None and abs(off_before.seconds - verdict.seconds) <= _SAME_SKEW_SECONDS
            off_before = verdict
            verdict = Right(verdict.pair) if is_again else verdict
        if isinstance(verdict, Right) and {verdict.pair.older, verdict.pair.newer} & sent:
            verdict = Rejected()
        person.told(verdict)
        if isinstance(verdict, Right):
            sent |= {verdict.pair.older, verdict.pair.newer}
            yield verdict.pair


def _judged(device: NewDevice, person: Person, pace: Pace) -> Verdict:
    first = person.code("first")
    if not may_be_right(device.seed, first, _aws_time(device, pace)):
        return Wrong("first")  # said at once: nobody waits half a minute for the second
    second = _second(first, person)
    return judged(device.seed, first, second, at=_aws_time(device, pace), machine_ahead=device.machine_ahead)


def _unjudged(person: Person) -> Verdict:
    first = person.code("first")
    second = _second(first, person)
    return Same() if first == second else Right(CodePair(first, second))


def _second(first: str, person: Person) -> str:
    """Another code than the first; so often asked for, the same."""
    second = first
    for _ in range(MOST_TRIES):
        second = person.code("second")
        if second != first:
            break
        person.told(Same())
    return second


def _aws_time(device: NewDevice, pace: Pace) -> datetime:
    return pace.now() - device.machine_ahead
