"""An authenticator app becomes a user's device: made, scanned, enabled with two codes, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.errors import IncompleteError, RootwardError, UsageError
from rootward.model.mfa_device import MfaDevice
from rootward.model.second_factor import Enrolled, NewDevice
from rootward.reports.enrolment import clock_told
from rootward.workflows.enrolling.codes import enable
from rootward.workflows.enrolling.device import Shelf, unless_enabled
from rootward.workflows.enrolling.devices import awaited, full
from rootward.workflows.enrolling.person import Discard, Person
from rootward.workflows.running.pace import Pace
from rootward.workflows.source import Progress

if TYPE_CHECKING:
    from rootward.aws.executor import Refused, Unsure
    from rootward.aws.second_factor import SecondFactors


class AppEnrolment:
    """One user's enrolment."""

    def __init__(
        self,
        factors: SecondFactors,
        user: str,
        before: tuple[MfaDevice, ...],
        person: Person,
        *,
        announce: Progress,
        pace: Pace,
    ) -> None:
        """`before`: what the user has."""
        self._factors = factors
        self._user = user
        self._before = before
        self._person = person
        self._announce = announce
        self._pace = pace

    def run(self, name: str | None, account: str) -> Enrolled:
        """`name`: the device's, None: the user's. `account`: its number. Raises what `enroll_here` raises."""
        serial, device = self._found_or_made(name)
        if device is None:
            self._give(serial, None)
        else:
            with unless_enabled(self._factors, serial, self._announce):
                if told := clock_told(device.machine_ahead):
                    self._announce(told)
                self._person.scans(device, self._user, self._factors.alias() or account)
                self._give(serial, device)
        return self._proved(serial)

    def _found_or_made(self, name: str | None) -> tuple[str, NewDevice | None]:
        """A device that nobody has; without its seed one that the app has already."""
        base = name or self._user
        shelf = Shelf(self._factors, self._announce)
        left = shelf.left_over(base)
        choice = self._person.chooses(left) if left else None
        if isinstance(choice, str):
            return choice, None
        if isinstance(choice, Discard):
            shelf.clear(choice.serials)
        return shelf.make(base, self._person, is_chosen=name is not None)

    def _give(self, serial: str, device: NewDevice | None) -> None:
        """Raises where AWS did not give it to the user."""
        outcome = enable(self._factors, self._user, serial, device, person=self._person, pace=self._pace)
        if outcome is not None:
            self._raise_unless_given(serial, outcome)

    def _raise_unless_given(self, serial: str, outcome: Refused | Unsure) -> None:
        from rootward.aws.executor import Refused

        if isinstance(outcome, Refused):
            raise self._refused(serial, outcome)
        # No answer came: it may be done all the same.
        if awaited(self._factors, self._user, serial, self._pace, self._pace.doubt) is None:
            raise IncompleteError(f"AWS did not say whether it took the codes: {outcome.detail}", advice="try again")

    def _refused(self, serial: str, refused: Refused) -> RootwardError:
        now = self._factors.devices(self._user)
        if now is None:
            return UsageError(f"the user '{self._user}' is gone: somebody deleted it meanwhile")
        if refused.kind == "limit" and isinstance(now, tuple):
            return full(self._user, now)
        told, advice = f"AWS did not give the device to {self._user}: {refused.detail}", "try again"
        if refused.kind == "missing":
            told = f"the device {serial} is gone: somebody deleted it meanwhile"
        elif refused.kind == "exists":
            told, advice = f"the device {serial} is somebody's already", "take another name: --name NAME"
        elif refused.kind == "denied":
            advice = f"allow {refused.call.action}: 'rootward permissions --command mfa-enroll'"
            if self._before:
                # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html
                advice = f"with a device already, sign in by that first: rootward mfa session -- ...; or {advice}"
        return IncompleteError(told, advice=advice)

    def _proved(self, serial: str) -> Enrolled:
        found = awaited(self._factors, self._user, serial, self._pace, self._pace.patience)
        if found is None:
            raise IncompleteError(
                f"AWS took the codes, and does not list the device {serial} with {self._user} yet",
                advice="look again in some minutes: rootward mfa list",
            )
        device = next(one for one in found if one.serial == serial)
        return Enrolled(user=self._user, device=device, devices=found)
