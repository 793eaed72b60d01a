"""The second factor of a call to STS: the serial number of a device and the code it shows.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
Passkeys and security keys show no code: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_fido.html
Wording: https://github.com/aws/aws-cli/issues/6325 (a serial that is not the user's) and
https://github.com/lonelyplanet/aws-mfa/issues/20 (a wrong code). That of half a factor could not be confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from moto.iam.models import iam_backends

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.iam.user import PracticeUser


def proven(calling: Principal, serial: str | None, code: str | None) -> str | None:
    """The serial of the device whose right code was given; None if none was offered.

    Raises:
        PracticeError: AccessDenied: only one of the two; not a device of the caller's; a wrong or used code.

    """
    from rootward.sandbox.iam.devices import code_is_right, is_passkey

    if serial is None and code is None:
        return None
    if serial is None or code is None:
        raise _failed(", must provide both MFA serial number and one time pass code.")
    iam = cast("PracticeIamBackend", iam_backends[calling.account_id]["aws"])
    owner = _owner(iam, calling)
    if owner is None or serial not in owner.mfa_devices or is_passkey(serial):
        raise _failed(
            ", unable to validate MFA code.  "
            "Please verify your MFA serial number is valid and associated with this user."
        )
    if not code_is_right(iam, owner, serial, code):
        raise _failed(" with invalid MFA one time pass code. ")
    return serial


def _owner(iam: PracticeIamBackend, calling: Principal) -> PracticeUser | None:
    if calling.kind == "root":
        return iam.root
    return iam.users.get(calling.user_name or "")


def _failed(reason: str) -> PracticeError:
    return PracticeError("AccessDenied", f"MultiFactorAuthentication failed{reason}")
