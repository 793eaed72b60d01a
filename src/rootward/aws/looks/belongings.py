"""What a user signs in and signs with, asked of the user itself: no list of the whole account shows all of it live."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.aws.call import MARKER, Call
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.looks.look import unless_gone
from rootward.aws.one_line import one_line
from rootward.aws.readers.credentials import LIST_SERVICE_CREDENTIALS
from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES
from rootward.aws.readers.newcomers import GET_LOGIN_PROFILE
from rootward.aws.readers.signing_certificates import LIST_SIGNING_CERTIFICATES
from rootward.aws.readers.user_keys import LIST_ACCESS_KEYS, LIST_SSH_PUBLIC_KEYS
from rootward.aws.reading import Reading
from rootward.model.belonging import Belonging
from rootward.model.change import ApiCall

_LISTS = (
    (LIST_ACCESS_KEYS, "AccessKeyMetadata", "AccessKeyId", "access-key", "DeleteAccessKey"),
    (LIST_SSH_PUBLIC_KEYS, "SSHPublicKeys", "SSHPublicKeyId", "ssh-public-key", "DeleteSSHPublicKey"),
    (LIST_SIGNING_CERTIFICATES, "Certificates", "CertificateId", "signing-certificate", "DeleteSigningCertificate"),
    (
        LIST_SERVICE_CREDENTIALS,
        "ServiceSpecificCredentials",
        "ServiceSpecificCredentialId",
        "service-credential",
        "DeleteServiceSpecificCredential",
    ),
)
"""The list, where its items are, which member is the id, what changes call it, and the operation that deletes one."""

_WORDS = {"access-key": "access key", "ssh-public-key": "SSH public key"}

CALLS: tuple[Call, ...] = (LIST_MFA_DEVICES, GET_LOGIN_PROFILE, *(call for call, *_ in _LISTS))

_VIRTUAL = ":mfa/"
"""Of virtual devices the serial number is an ARN with this in it; passkeys have `:u2f/`, and hardware has none.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_checking-status.html
"""


def read_credentials(reading: Reading, user: str) -> tuple[Belonging, ...]:
    """All credentials and devices of the user, in any state; nothing of a user who is not there.

    Raises UnreadError and CredentialsError.
    """
    return tuple(unless_gone(lambda: list(_credentials(reading, user)), [], NO_SUCH_ENTITY))


def _credentials(reading: Reading, user: str) -> Iterator[Belonging]:
    for device in reading.items(LIST_MFA_DEVICES, MARKER, "MFADevices", UserName=user):
        yield _device(user, str(device["SerialNumber"]))
    if unless_gone(lambda: reading.read(GET_LOGIN_PROFILE, UserName=user), None, NO_SUCH_ENTITY) is not None:
        yield Belonging(
            told="a console password",
            target=("login-profile", user),
            removed_by=(ApiCall(operation="DeleteLoginProfile", parameters={"UserName": user}),),
        )
    for call, member, named, kind, operation in _LISTS:
        for one in reading.items(call, MARKER, member, UserName=user):
            known = str(one[named])
            yield Belonging(
                told=f"{_WORDS.get(kind, kind.replace('-', ' '))} {one_line(known)}",
                target=(kind, known),
                removed_by=(ApiCall(operation=operation, parameters={"UserName": user, named: known}),),
            )


def _device(user: str, serial: str) -> Belonging:
    """A virtual device is there still when it is nobody's, and its name is taken: it is deleted too.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
    """
    is_virtual = _VIRTUAL in serial
    taken_off = ApiCall(operation="DeactivateMFADevice", parameters={"UserName": user, "SerialNumber": serial})
    deleted = ApiCall(operation="DeleteVirtualMFADevice", parameters={"SerialNumber": serial})
    name = one_line(serial.rpartition("/")[2])
    return Belonging(
        told=f"{'virtual ' if is_virtual else ''}MFA device {name}",
        target=("mfa-device", serial),
        removed_by=(taken_off, deleted) if is_virtual else (taken_off,),
    )
