"""X.509 signing certificates: of users and of root, two each.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import SigningCertificate
from moto.moto_api._internal import mock_random

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.root_user import ROOT

if TYPE_CHECKING:
    from rootward.sandbox.iam.user import PracticeUser

_PER_USER = 2
_STATES_TO_SET = ("Active", "Inactive")


class SigningCertificateApi(IamApi):
    """UploadSigningCertificate, ListSigningCertificates, UpdateSigningCertificate, DeleteSigningCertificate."""

    def upload_signing_certificate(self) -> ActionResult:
        """Keep a certificate; the same one can be uploaded once in an account."""
        owner, body = self._owner(), self._get_param("CertificateBody")
        try:
            new = x509.load_pem_x509_certificate(body.encode())
        except ValueError:
            message = "Certificate is malformed"
            raise PracticeError("MalformedCertificate", message) from None
        if any(new == x509.load_pem_x509_certificate(held.body.encode()) for held in self._all()):
            message = "The same certificate is already associated with an IAM user in the account."
            raise PracticeError("DuplicateCertificate", message)
        if len(owner.signing_certificates) >= _PER_USER:
            message = f"Cannot exceed quota for CertificatesPerUser: {_PER_USER}"
            raise PracticeError("LimitExceeded", message)
        certificate = SigningCertificate(certificate_id(), owner.name, body)
        owner.signing_certificates[certificate.id] = certificate
        return ActionResult({"Certificate": _shown(certificate)})

    def list_signing_certificates(self) -> ActionResult:
        """The certificates of one user."""
        return ActionResult({"Certificates": [_shown(c) for c in self._owner().signing_certificates.values()]})

    def update_signing_certificate(self) -> ActionResult:
        """Make a certificate active or inactive."""
        status = self._get_param("Status")
        if status not in _STATES_TO_SET:
            message = f"The status of a certificate cannot be set to {status}."
            raise PracticeError("InvalidInput", message)
        self._certificate().status = status
        return EmptyResult()

    def delete_signing_certificate(self) -> ActionResult:
        """Delete a certificate for good."""
        del self._owner().signing_certificates[self._certificate().id]
        return EmptyResult()

    def _owner(self) -> PracticeUser:
        return self.backend.get_user(self.addressed_user_name())

    def _all(self) -> list[SigningCertificate]:
        owners = [self.backend.root, *self.backend.users.values()]
        return [certificate for owner in owners for certificate in owner.signing_certificates.values()]

    def _certificate(self) -> SigningCertificate:
        certificate_id = self._get_param("CertificateId")
        found = self._owner().signing_certificates.get(certificate_id)
        if found is None:
            message = f"The Certificate with id {certificate_id} cannot be found."
            raise PracticeError("NoSuchEntity", message)
        return found


def _shown(certificate: SigningCertificate) -> dict[str, object]:
    shown = {
        "CertificateId": certificate.id,
        "CertificateBody": certificate.body,
        "Status": certificate.status,
        "UploadDate": certificate.upload_date,
    }
    return shown if certificate.user_name == ROOT else {"UserName": certificate.user_name, **shown}


def certificate_id() -> str:
    """A new id, as AWS gives them: 32 capital letters and digits."""
    return "".join(mock_random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=32))
