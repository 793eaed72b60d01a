"""Whether a TLS certificate is stored in IAM, and what presents it."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers import certificate_uses
from rootward.aws.readers.settings import DESCRIBE_REGIONS, read_regions
from rootward.aws.reading import Reading
from rootward.model.change import ServerCertificateChange

GET_SERVER_CERTIFICATE = Call("iam", "GetServerCertificate")


def read_certificate(reading: Reading, change: ServerCertificateChange) -> bool:
    """Whether it is there.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html
    """
    asked = {"ServerCertificateName": change.name}
    answer = unless_gone(lambda: reading.read(GET_SERVER_CERTIFICATE, **asked), None, NO_SUCH_ENTITY)
    return answer is not None


def read_objection(reading: Reading, change: ServerCertificateChange) -> str | None:
    """Why a certificate must not be deleted now: something presents it. Raises UnreadError and CredentialsError.

    One region after the other: the first that could not be read leaves it unknown.
    """
    partition = change.arn.split(":")[1]
    answer = reading.read(GET_SERVER_CERTIFICATE, ServerCertificateName=change.name)
    names = {change.arn, answer["ServerCertificate"]["ServerCertificateMetadata"]["ServerCertificateId"]}
    for region in read_regions(reading):
        for use in certificate_uses.uses_in(reading, region):
            if use.certificate in names:
                return f"the certificate {change.name} is presented by {use.used_by}"
    for use in certificate_uses.uses_of_cloudfront(reading, partition):
        if use.certificate in names:
            return f"the certificate {change.name} is presented by {use.used_by}"
    return None


OBJECTING = (DESCRIBE_REGIONS, *certificate_uses.CALLS)
"""The calls that only the objection makes."""

LOOK = Look(calls={"DeleteServerCertificate": (GET_SERVER_CERTIFICATE, *OBJECTING)}, read=read_certificate)
