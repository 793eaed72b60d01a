"""The calls by which a virtual MFA device comes about, and goes again.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from rootward.aws.call import MARKER
from rootward.aws.crew import Crew
from rootward.aws.executor import Executor, Made, Refused, Unsure
from rootward.aws.failure import UnreadError
from rootward.aws.readers.credentials import LIST_VIRTUAL_MFA_DEVICES
from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES, devices_of
from rootward.aws.readers.settings import LIST_ALIASES, read_alias
from rootward.aws.reading import Reading
from rootward.model.change import ApiCall
from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice
from rootward.model.second_factor import CodePair, NewDevice
from rootward.model.secret import Secret
from rootward.model.unknown import Blocked, Unknown

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

Found = TypeVar("Found")

READS = (LIST_MFA_DEVICES, LIST_VIRTUAL_MFA_DEVICES, LIST_ALIASES)
OPERATIONS = ("CreateVirtualMFADevice", "EnableMFADevice", "DeleteVirtualMFADevice")

WRONG_CODE = "InvalidAuthenticationCode"
"""AWS's code for codes that it does not take.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
"""

_SECONDS = 60.0
"""So long one read may take, its retries included."""


class SecondFactors:
    """MFA devices, in one session. Raises CredentialsError wherever AWS does not take the credentials any more."""

    def __init__(self, session: AwsSession, now: Callable[[], datetime]) -> None:
        """`now`: this machine's clock."""
        self._session = session
        self._executor = Executor(session)
        self._now = now

    def serial(self, name: str) -> str:
        """What AWS will call a virtual device of that name."""
        who = self._session.identity
        return f"arn:{who.partition}:iam::{who.account}:mfa/{name}"

    def devices(self, user: str | None) -> tuple[MfaDevice, ...] | Unknown | None:
        """Those that an IAM user has, of every kind; None: there is no such user. `user`: None: the caller, or root.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
        """
        found = devices_of(self._session, ROOT_ROW if user is None else user)
        return None if found is None else found.devices

    def unassigned(self) -> frozenset[str] | Unknown:
        """The serials of the virtual devices that nobody has.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
        """
        try:
            return self._read(_belonging_to_nobody)
        except UnreadError as error:
            return _unknown(error)

    def alias(self) -> str | None:
        """The account's alias; None where it has none, or may not be known.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
        """
        try:
            return self._read(read_alias)
        except UnreadError:
            return None

    def create(self, name: str) -> NewDevice | Refused | Unsure:
        """Make a virtual device. Only this answer holds its seed.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html
        """
        call = ApiCall(
            operation="CreateVirtualMFADevice",
            parameters={"VirtualMFADeviceName": name},
            resource=self.serial(name),
        )
        before = self._now()
        answer = self._executor.answered(call)
        if isinstance(answer, Refused | Unsure):
            return answer
        ahead = _ahead(answer, before + (self._now() - before) / 2)
        try:
            made = answer["VirtualMFADevice"]
            # botocore gives a blob as bytes.
            return NewDevice(str(made["SerialNumber"]), Secret(made["Base32StringSeed"].decode("ascii")), ahead)
        except (AttributeError, LookupError, TypeError, UnicodeDecodeError):
            return Unsure(call, "the answer holds no device and no seed")

    def enable(self, user: str, serial: str, pair: CodePair) -> Made | Refused | Unsure:
        """Give the device to the user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
        """
        return self._executor.run(
            ApiCall(
                operation="EnableMFADevice",
                parameters={
                    "UserName": user,
                    "SerialNumber": serial,
                    "AuthenticationCode1": Secret(pair.older),
                    "AuthenticationCode2": Secret(pair.newer),
                },
            )
        )

    def delete(self, serial: str) -> Made | Refused | Unsure:
        """Delete a virtual device; AWS refuses it where somebody has it.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
        """
        return self._executor.run(
            ApiCall(operation="DeleteVirtualMFADevice", parameters={"SerialNumber": serial}, resource=serial)
        )

    def _read(self, work: Callable[[Reading], Found]) -> Found:
        with Crew(1, "rootward-look") as crew:
            return work(Reading(self._session, crew, deadline_seconds=_SECONDS))


def _belonging_to_nobody(reading: Reading) -> frozenset[str]:
    found = reading.items(LIST_VIRTUAL_MFA_DEVICES, MARKER, "VirtualMFADevices", AssignmentStatus="Unassigned")
    return frozenset(str(one["SerialNumber"]) for one in found if not one.get("User"))


def _unknown(error: UnreadError) -> Unknown:
    fact = error.fact
    return Unknown("denied", None, fact.detail) if isinstance(fact, Blocked) else fact


def _ahead(answer: Mapping[str, Any], here: datetime) -> timedelta:
    """How far this machine's clock is ahead of the one that dated the answer, to a second; none where it bears no date.

    https://www.rfc-editor.org/rfc/rfc9110#name-date
    """
    said = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        there = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return timedelta()
    if there.tzinfo is None:
        there = there.replace(tzinfo=UTC)
    return here - there
