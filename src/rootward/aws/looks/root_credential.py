"""The state of an access key or a signing certificate of root, and a key's last use."""

from __future__ import annotations

from rootward.aws.looks.access_key import used_since
from rootward.aws.looks.look import Look
from rootward.aws.readers.root_credentials import own_certificates, own_keys, refuse_others
from rootward.aws.readers.signing_certificates import LIST_SIGNING_CERTIFICATES
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Reading
from rootward.model.change import RootCredentialChange


def read_status(reading: Reading, change: RootCredentialChange) -> str | None:
    """`Active` or `Inactive`; None where root has no such key or certificate.

    Asked by anybody else, AWS would list the caller's own: then it is not known. Raises UnreadError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
    """
    refuse_others(reading)
    if change.credential == "access-key":
        return next((str(one["Status"]) for one in own_keys(reading) if one["AccessKeyId"] == change.id), None)
    return next((str(one["Status"]) for one in own_certificates(reading) if one["CertificateId"] == change.id), None)


def read_objection(reading: Reading, change: RootCredentialChange) -> str | None:
    """Why a key must not be taken from root now, in one line: it was used since the plan.

    That it is root's, `read_status` found: root's own list has it. Whom this answer names as its owner AWS does not
    say, and of GetUser it is told that root goes by the account's alias. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    return used_since(reading.read(GET_LAST_USED, AccessKeyId=change.id), change.last_used)


LOOK = Look(
    calls={
        **dict.fromkeys(("UpdateAccessKey", "DeleteAccessKey"), (LIST_ACCESS_KEYS, GET_LAST_USED)),
        **dict.fromkeys(("UpdateSigningCertificate", "DeleteSigningCertificate"), (LIST_SIGNING_CERTIFICATES,)),
    },
    read=read_status,
)
