"""Root's own access keys and signing certificates: AWS lists them to a session of root's own, and to nobody else."""

from __future__ import annotations

from typing import Any

from rootward.aws.call import MARKER
from rootward.aws.failure import UnreadError
from rootward.aws.readers.reader import Reader
from rootward.aws.readers.signing_certificates import LIST_SIGNING_CERTIFICATES
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.credential import RootAccessKey, RootCertificate, RootCredentials
from rootward.model.unknown import Unknown

ONLY_ROOT = Unknown(
    "not_observable", detail="AWS lists root's access keys and certificates only to a session of root's own"
)


def read_root_credentials(reading: Reading, _account: Account) -> RootCredentials:
    """Root's keys, each with its last use, and its certificates. Raises UnreadError, also where root does not ask.

    The calls name no user: then AWS takes the one who signs. Its pages say that a user's temporary credentials must
    name one; root has no name to give, and sessions of root's ask without it.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html
    """
    refuse_others(reading)
    return RootCredentials(
        access_keys=tuple(_key(reading, one) for one in own_keys(reading)),
        certificates=tuple(
            RootCertificate(id=one["CertificateId"], status=one["Status"], uploaded=one["UploadDate"])
            for one in own_certificates(reading)
        ),
    )


def refuse_others(reading: Reading) -> None:
    """Raise UnreadError where the session is not root's: asked without a name, AWS would list the caller's own."""
    if not reading.session.identity.is_root:
        raise UnreadError(ONLY_ROOT)


def own_keys(reading: Reading) -> list[Answer]:
    """The access keys of whoever asks, as AWS tells them."""
    return list(reading.items(LIST_ACCESS_KEYS, MARKER, "AccessKeyMetadata"))


def own_certificates(reading: Reading) -> list[Answer]:
    """The signing certificates of whoever asks, as AWS tells them."""
    return list(reading.items(LIST_SIGNING_CERTIFICATES, MARKER, "Certificates"))


def _key(reading: Reading, listed: Answer) -> RootAccessKey:
    """A key with its last use; of one that was never used, AWS says so in place of a service and a region.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
    """
    key_id = str(listed["AccessKeyId"])
    use: dict[str, Any] = reading.read(GET_LAST_USED, AccessKeyId=key_id)["AccessKeyLastUsed"]
    used = use.get("LastUsedDate")
    return RootAccessKey(
        id=key_id,
        status=listed["Status"],
        created=listed["CreateDate"],
        last_used=used,
        service="" if used is None else str(use["ServiceName"]),
        region="" if used is None else str(use["Region"]),
    )


READERS = (
    Reader(
        fact="root_credentials",
        calls=(LIST_ACCESS_KEYS, GET_LAST_USED, LIST_SIGNING_CERTIFICATES),
        ask=read_root_credentials,
        only_root=True,
    ),
)
