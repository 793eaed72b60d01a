"""The state of an access key or a signing certificate of root, and a key's last use."""

from __future__ import annotations

from rootward.aws.looks.access_key import GET_LAST_USED, used_since
from rootward.aws.looks.look import Look
from rootward.aws.one_line import one_line
from rootward.aws.readers.root_credentials import own_certificates, own_keys, refuse_others
from rootward.aws.readers.signing_certificates import LIST_SIGNING_CERTIFICATES
from rootward.aws.readers.user_keys import LIST_ACCESS_KEYS
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
    """Why a key must not be taken from root now, in one line: it is a user's, or was used since the plan.

    The answer names no user for a key of root's. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    answer = reading.read(GET_LAST_USED, AccessKeyId=change.id)
    owner = answer.get("UserName")
    if owner is not None:
        return f"the key belongs to the user {one_line(str(owner))}, and not to root"
    return used_since(answer, change.last_used)


LOOK = Look(
    calls={
        **dict.fromkeys(("UpdateAccessKey", "DeleteAccessKey"), (LIST_ACCESS_KEYS, GET_LAST_USED)),
        **dict.fromkeys(("UpdateSigningCertificate", "DeleteSigningCertificate"), (LIST_SIGNING_CERTIFICATES,)),
    },
    read=read_status,
)
