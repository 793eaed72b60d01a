"""A session for a code: sts:GetSessionToken, and which device the code is to come from.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
Who may call it (nobody needs a permission for it, and a session may not):
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
A passkey or security key shows no code, so there is nothing to call it with:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from rootward.aws.executor import Executor, Refused, Unsure
from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES, devices_of
from rootward.aws.session import AwsSession, Identity
from rootward.errors import (
    CredentialsError,
    EndpointError,
    GuardRefusedError,
    IncompleteError,
    RootwardError,
    UsageError,
)
from rootward.model.change import ApiCall
from rootward.model.mfa_device import kind_of
from rootward.model.mfa_session import MfaSession, SessionCredentials
from rootward.model.secret import Secret
from rootward.model.unknown import Unknown

READS = (LIST_MFA_DEVICES,)
"""What is read where nobody names the device."""

_OPERATION = "GetSessionToken"

_SERIAL = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html (SerialNumber)"""

_INSTEAD = (
    "'aws login', or IAM Identity Center ('aws sso login'), takes a passkey in the browser and needs no access key"
)

_FAILED = "MultiFactorAuthentication failed"
_OF_CODE = "one time pass code"
_OF_DEVICE = "serial number"
"""AWS's words, which it documents nowhere: https://github.com/aws/aws-cli/issues/6325 and
https://github.com/lonelyplanet/aws-mfa/pull/21. Where they change, nobody is asked again, and AWS's own line is shown.
"""


class WrongCode(msgspec.Struct, frozen=True):
    """AWS does not take the code: it is wrong, or was used before. It says no more than that."""


def refuse_others(identity: Identity) -> None:
    """Raise where the session's credentials cannot get a session, or should not.

    GuardRefusedError: root's. CredentialsError: temporary ones, a role's among them.
    """
    if identity.is_root:
        raise GuardRefusedError(
            "these credentials are root's, and nobody should work as root, not even with MFA",
            advice="work as a user of your own; where it must be root, 'aws login' signs in without an access key",
        )
    if identity.has_long_lived_key:
        return
    raise CredentialsError(
        f"{_what_they_are(identity)}, and AWS gives a session only for an IAM user's own access key",
        advice="they may have MFA already; else name the profile that has your access key with --profile",
    )


def serial_of(session: AwsSession, named: str) -> str:
    """The serial number of the device whose code is needed: the one that was named, else the user's only one.

    Passkeys do not count, for they show no codes. Raises UsageError where it cannot be one or several could be meant,
    CredentialsError where the user has none, IncompleteError where AWS does not say which the user has.
    """
    if named:
        return _usable(named)
    user = session.identity.user or session.identity.arn  # others than users are refused before
    found = devices_of(session, user)
    devices = () if found is None else found.devices
    if isinstance(devices, Unknown):
        raise IncompleteError(
            f"which MFA device {user} has could not be read: {devices.detail}",
            advice="name it: --serial, or mfa_serial in the profile",
        )
    with_codes = [device.serial for device in devices if device.kind != "passkey"]
    if len(with_codes) == 1:
        return with_codes[0]
    if with_codes:
        raise UsageError(
            f"{user} has {len(with_codes)} devices that show codes: {', '.join(with_codes)}",
            advice="name the one that you have at hand: --serial, or mfa_serial in the profile",
        )
    if devices:
        raise CredentialsError(f"{user} has only passkeys, and a passkey shows no code for a session", advice=_INSTEAD)
    raise CredentialsError(f"{user} has no MFA device", advice="register one: rootward mfa enroll")


def session_for(session: AwsSession, serial: str, code: str, lasting: timedelta) -> MfaSession | WrongCode:
    """A session of the caller's, for six digits that the device shows. It is asked for once: a code works once.

    Raises UsageError where the device is none of the caller's, IncompleteError where AWS refuses otherwise,
    EndpointError where no answer came, CredentialsError.
    """
    call = ApiCall(
        service="sts",
        operation=_OPERATION,
        parameters={
            "SerialNumber": serial,
            "TokenCode": Secret(code),
            "DurationSeconds": int(lasting.total_seconds()),
        },
    )
    answer = Executor(session).answered(call)
    if isinstance(answer, Refused):
        return _refused(answer, serial)
    if isinstance(answer, Unsure):
        raise _unanswered(answer.detail)
    return MfaSession(
        account=session.identity.account,
        user_arn=session.identity.arn,
        serial=serial,
        asked=lasting,
        **_credentials(answer),
    )


def _usable(serial: str) -> str:
    if not _SERIAL.fullmatch(serial):
        raise UsageError(
            "that is no serial number of an MFA device",
            advice="an authenticator app's is an ARN, arn:aws:iam::123456789012:mfa/NAME: rootward mfa list shows it",
        )
    if kind_of(serial) == "passkey":
        raise UsageError(f"{serial} is a passkey, and a passkey shows no code for a session", advice=_INSTEAD)
    return serial


def _what_they_are(identity: Identity) -> str:
    resource = identity.arn.split(":", 5)[-1]
    if resource.startswith("assumed-role/AWSReservedSSO_"):
        return "these credentials come of IAM Identity Center"
    if resource.startswith("assumed-role/"):
        return f"these credentials are those of role {resource.split('/')[1]}"
    return "these credentials are temporary themselves"


def _refused(refused: Refused, serial: str) -> WrongCode:
    if _FAILED in refused.detail and _OF_CODE in refused.detail:
        return WrongCode()
    if _FAILED in refused.detail and _OF_DEVICE in refused.detail:
        raise UsageError(
            f"AWS does not know {serial} as a device of these credentials' user",
            advice="name one of the user's own: rootward mfa list shows them",
        )
    if refused.kind in {"failed", "throttled"}:
        raise _unanswered(refused.detail)
    raise _not_given(refused.detail)


def _unanswered(detail: str) -> RootwardError:
    return EndpointError(
        f"no session was given: {detail}", advice="try again, with the next code: this one may count as used"
    )


def _not_given(detail: str) -> RootwardError:
    return IncompleteError(
        f"AWS gives no session: {detail}",
        advice="GetSessionToken takes no permission, so look for what denies it, in service control policies too",
    )


def _credentials(answer: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = answer["Credentials"]
        return {
            "expires": found["Expiration"],
            "credentials": SessionCredentials(
                key_id=str(found["AccessKeyId"]),
                secret=Secret(str(found["SecretAccessKey"])),
                token=Secret(str(found["SessionToken"])),
            ),
        }
    except (LookupError, TypeError):
        raise _unanswered("the answer holds no credentials") from None
