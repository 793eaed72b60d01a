"""X.509 signing certificates by their ids: a call for each user whose active one the credential report shows."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.readers.reader import Reader
from rootward.aws.readers.user_keys import of_users
from rootward.aws.reading import Reading
from rootward.model.account import Account
from rootward.model.credential import SigningCertificate
from rootward.model.unknown import Unknown

LIST_SIGNING_CERTIFICATES = Call("iam", "ListSigningCertificates")


def read_signing_certificates(reading: Reading, account: Account) -> tuple[SigningCertificate, ...]:
    """The certificates, in any state, of every user who has an active one, or of whom the report does not say.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
    """
    report = account.credential_report
    if isinstance(report, Unknown):
        raise UnreadError(report)
    users = [row.user for row in report.users if any(slot.active is not False for slot in row.certificates)]
    return tuple(
        SigningCertificate(
            id=one["CertificateId"], user=one["UserName"], status=one["Status"], uploaded=one["UploadDate"]
        )
        for one in of_users(reading, LIST_SIGNING_CERTIFICATES, "Certificates", users)
    )


READERS = (
    Reader(
        fact="signing_certificates",
        calls=(LIST_SIGNING_CERTIFICATES,),
        needs=("credential_report",),
        ask=read_signing_certificates,
    ),
)
