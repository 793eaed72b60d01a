"""The calls by which a virtual MFA device comes about, and goes again.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from rootward.aws.call import MARKER, Call
from rootward.aws.crew import Crew
from rootward.aws.executor import Executor, Made, Refused, Unsure
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.reading import Reading
from rootward.model.change import ApiCall
from rootward.model.second_factor import CodePair, MfaDevice, NewDevice
from rootward.model.secret import Secret
from rootward.model.unknown import Blocked, Unknown

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

Found = TypeVar("Found")

LIST_MFA_DEVICES = Call("iam", "ListMFADevices")
LIST_VIRTUAL_MFA_DEVICES = Call("iam", "ListVirtualMFADevices")
LIST_ACCOUNT_ALIASES = Call("iam", "ListAccountAliases")

READS = (LIST_MFA_DEVICES, LIST_VIRTUAL_MFA_DEVICES, LIST_ACCOUNT_ALIASES)
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
        try:
            return self._read(lambda reading: _listed(reading, user))
        except UnreadError as error:
            return None if error.code == NO_SUCH_ENTITY else _unknown(error)

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
            aliases = self._read(lambda reading: list(reading.items(LIST_ACCOUNT_ALIASES, MARKER, "AccountAliases")))
        except UnreadError:
            return None
        return str(aliases[0]) if aliases else None

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
                    "AuthenticationCode1": pair.older,
                    "AuthenticationCode2": pair.newer,
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


def _listed(reading: Reading, user: str | None) -> tuple[MfaDevice, ...]:
    named = {} if user is None else {"UserName": user}
    found = reading.items(LIST_MFA_DEVICES, MARKER, "MFADevices", **named)
    return tuple(MfaDevice(str(one["SerialNumber"]), one.get("EnableDate")) for one in found)


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
