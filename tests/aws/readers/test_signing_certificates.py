from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.aws.readers import ACTIONS, READERS
from rootward.model.credential import SigningCertificate
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import ago, certificate, denied, report, root_row, user_row

THEN = datetime(2026, 1, 1, tzinfo=UTC)
ACTIVE = certificate(active=True, last_rotated=ago(300))


def read(aws, **facts):
    with aws.reading() as reading:
        return READERS["signing_certificates"].read(reading, account(**facts))


def certificate_of(parameters, _region):
    name = parameters["UserName"]
    return xml(
        "ListSigningCertificates",
        f"<Certificates><member><UserName>{name}</UserName><CertificateId>of-{name}</CertificateId>"
        "<CertificateBody>body</CertificateBody><Status>Inactive</Status><UploadDate>2026-01-01T00:00:00Z</UploadDate>"
        "</member></Certificates><IsTruncated>false</IsTruncated>",
    )


def rows(*more):
    return report(root_row(certificates=(ACTIVE, certificate())), *more)


def test_the_users_with_an_active_certificate_are_asked_and_nobody_else(aws):
    aws.answers["ListSigningCertificates"] = certificate_of

    found = read(aws, credential_report=rows(user_row("ann", certificates=(certificate(), ACTIVE)), user_row("bob")))

    assert found == (SigningCertificate(id="of-ann", user="ann", status="Inactive", uploaded=THEN),)
    assert [one["UserName"] for one in aws.asked("ListSigningCertificates")] == ["ann"]


def test_where_nobody_has_one_nothing_is_asked(aws):
    assert read(aws, credential_report=rows(user_row("bob"))) == ()
    assert aws.asked("ListSigningCertificates") == []


def test_a_user_of_whom_the_report_does_not_say_is_asked(aws):
    aws.answers["ListSigningCertificates"] = certificate_of
    odd = certificate(active=Unknown("failed"))

    assert len(read(aws, credential_report=rows(user_row("odd", certificates=(odd, certificate()))))) == 1


def test_a_user_who_is_gone_has_none(aws):
    aws.answers["ListSigningCertificates"] = error("NoSuchEntity", status=404)

    assert read(aws, credential_report=rows(user_row("ann", certificates=(ACTIVE, certificate())))) == ()


@pytest.mark.parametrize("why", [denied("iam:GetCredentialReport"), Unknown("failed", detail="odd")])
def test_without_the_report_it_is_unknown(aws, why):
    found = read(aws, credential_report=why)

    assert (found.reason, found.detail) == (why.reason, why.detail)


def test_a_denial_is_told_with_its_action(aws):
    aws.answers["ListSigningCertificates"] = error("AccessDenied", "no", status=403)

    found = read(aws, credential_report=rows(user_row("ann", certificates=(ACTIVE, certificate()))))

    assert (found.reason, found.action) == ("denied", "iam:ListSigningCertificates")
    assert "iam:ListSigningCertificates" in ACTIONS["signing_certificates"]
