"""A virtual device that nobody has yet: made under a name that is free, and deleted again unless somebody gets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rootward.engine.second_factor.codes import is_seed
from rootward.errors import GuardRefusedError, IncompleteError, RootwardError, UsageError
from rootward.model.second_factor import NewDevice
from rootward.model.unknown import Unknown
from rootward.reports.names import last_part
from rootward.workflows.enrolling.person import Discard, Person
from rootward.workflows.source import Progress

if TYPE_CHECKING:
    from rootward.aws.executor import Refused, Unsure
    from rootward.aws.second_factor import SecondFactors

_MOST_NAMES = 20
"""So many names are tried."""


class Shelf:
    """The account's virtual devices that nobody has, as they were when the enrolment began."""

    def __init__(self, factors: SecondFactors, announce: Progress) -> None:
        self._factors = factors
        self._announce = announce
        self._unassigned = factors.unassigned()

    def left_over(self, base: str) -> tuple[str, ...]:
        """Those of the name, or of the name with a number: of enrolments that were broken off."""
        if isinstance(self._unassigned, Unknown):
            return ()
        return tuple(serial for serial in self._names(base) if serial in self._unassigned)

    def clear(self, serials: tuple[str, ...]) -> None:
        """Delete those, so that their names are free; one that stays is said, and its name is not."""
        gone = frozenset(serial for serial in serials if drop(self._factors, serial, self._announce))
        if not isinstance(self._unassigned, Unknown):
            self._unassigned -= gone

    def make(self, base: str, person: Person, *, is_chosen: bool) -> tuple[str, NewDevice | None]:
        """A new device's serial and seed; or, without a seed, one that is there already and that the app has.

        `is_chosen`: somebody chose the name, so no other is taken.

        Raises UsageError, GuardRefusedError and IncompleteError where there is none to be had.
        """
        from rootward.aws.executor import Refused

        for serial in self._names(base)[: 1 if is_chosen else None]:
            if self._is_unassigned(serial):
                continue
            made = self._created(serial)
            if isinstance(made, NewDevice):
                return made.serial, made
            if not (isinstance(made, Refused) and made.kind == "exists"):
                raise _not_made(made, serial)
            # It is somebody's; or left over, where the list of those that are may not be read.
            choice = person.chooses((serial,)) if isinstance(self._unassigned, Unknown) else None
            if isinstance(choice, str):
                return choice, None
            if isinstance(choice, Discard) and drop(self._factors, serial, self._announce):
                made = self._created(serial)
                if isinstance(made, NewDevice):
                    return made.serial, made
        raise UsageError(
            f"there is a virtual MFA device named '{base}' already", advice="give the new one another name: --name NAME"
        )

    def _names(self, base: str) -> tuple[str, ...]:
        more = (f"{base}-{number}" for number in range(2, _MOST_NAMES + 1))
        return tuple(self._factors.serial(name) for name in (base, *more))

    def _is_unassigned(self, serial: str) -> bool:
        return not isinstance(self._unassigned, Unknown) and serial in self._unassigned

    def _created(self, serial: str) -> NewDevice | Refused | Unsure:
        from rootward.aws.executor import Unsure

        try:
            made = self._factors.create(last_part(serial))
        except KeyboardInterrupt:
            self._drop_unseen(serial)
            raise
        if isinstance(made, Unsure):
            self._drop_unseen(serial)
        elif isinstance(made, NewDevice) and not is_seed(made.seed):
            drop(self._factors, made.serial, self._announce)
            raise IncompleteError("AWS's answer holds no seed that codes can be made of", advice="try again")
        return made

    def _drop_unseen(self, serial: str) -> None:
        """Delete a device that may have been made, and whose seed nobody saw; not one that may be somebody's work."""
        if isinstance(self._unassigned, Unknown):
            self._announce(f"a device may be left that nobody has: {serial}")
        else:
            drop(self._factors, serial, self._announce)


@contextmanager
def unless_enabled(factors: SecondFactors, serial: str, announce: Progress) -> Iterator[None]:
    """Delete the device again where the block does not come to its end, Ctrl-C included."""
    try:
        yield
    except BaseException:
        drop(factors, serial, announce)
        raise


def drop(factors: SecondFactors, serial: str, announce: Progress) -> bool:
    """Delete a device that nobody has, and say what became of it: whether it is gone.

    Raises KeyboardInterrupt, and says so.
    """
    from rootward.aws.executor import Made, Refused

    try:
        done = factors.delete(serial)
    except RootwardError as error:
        announce(f"the device {serial} belongs to nobody, and stays: {error}")
        return False
    except KeyboardInterrupt:
        announce(f"the device {serial} belongs to nobody, and may stay: its deletion was interrupted")
        raise
    if isinstance(done, Made):
        announce(f"the device {serial} that nobody had was deleted again")
        return True
    if isinstance(done, Refused) and done.kind == "missing":
        return True
    if isinstance(done, Refused) and done.code == "DeleteConflict":
        announce(f"the device {serial} is somebody's by now, and stays")
    elif isinstance(done, Refused) and done.kind == "denied":
        announce(f"the device {serial} belongs to nobody, and stays: you may not delete it")
        announce("run the same again to go on with it, if the app has it by now; or have an administrator delete it")
    else:
        announce(f"the device {serial} belongs to nobody, and may stay: {done.detail}")
    return False


def _not_made(outcome: Refused | Unsure, serial: str) -> RootwardError:
    from rootward.aws.executor import Refused

    told = f"AWS made no device {serial}: {outcome.detail}"
    if not isinstance(outcome, Refused):
        return IncompleteError(
            f"AWS did not say whether it made the device {serial}: {outcome.detail}", advice="try again"
        )
    if outcome.kind == "denied":
        return IncompleteError(
            told, advice=f"allow {outcome.call.action} on it: 'rootward permissions --command mfa-enroll'"
        )
    if outcome.kind == "limit":
        return GuardRefusedError(told, advice="delete virtual devices that nobody has, or ask AWS for a higher quota")
    return IncompleteError(told, advice="try again")
