"""The state of a user's service-specific credential, signing certificate or SSH public key."""

from __future__ import annotations

from rootward.aws.call import MARKER
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.credentials import LIST_SERVICE_CREDENTIALS
from rootward.aws.readers.signing_certificates import LIST_SIGNING_CERTIFICATES
from rootward.aws.readers.user_keys import LIST_SSH_PUBLIC_KEYS
from rootward.aws.reading import Reading
from rootward.model.change import Missing, UserCredentialChange

_LISTS = {
    "service-credential": (LIST_SERVICE_CREDENTIALS, "ServiceSpecificCredentials", "ServiceSpecificCredentialId"),
    "signing-certificate": (LIST_SIGNING_CERTIFICATES, "Certificates", "CertificateId"),
    "ssh-public-key": (LIST_SSH_PUBLIC_KEYS, "SSHPublicKeys", "SSHPublicKeyId"),
}


def read_status(reading: Reading, change: UserCredentialChange) -> str | Missing | None:
    """Its status; None where its owner does not have it.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html
    """
    call, member, named = _LISTS[change.credential]

    def status() -> str | None:
        listed = reading.items(call, MARKER, member, UserName=change.user)
        return next((str(one["Status"]) for one in listed if one[named] == change.id), None)

    return unless_gone(status, Missing(change.user_arn), NO_SUCH_ENTITY)


LOOK = Look(
    calls={
        "UpdateServiceSpecificCredential": (LIST_SERVICE_CREDENTIALS,),
        "UpdateSigningCertificate": (LIST_SIGNING_CERTIFICATES,),
        "UpdateSSHPublicKey": (LIST_SSH_PUBLIC_KEYS,),
    },
    read=read_status,
)
