"""Signing certificates of users and of root."""

from __future__ import annotations

from datetime import datetime

import pytest

from rootward.sandbox.iam.certificate import Validity, self_signed
from tests.sandbox.people import as_user
from tests.sandbox.refused import refusal

VALID = Validity(datetime(2026, 1, 5), datetime(2031, 1, 5))  # noqa: DTZ001 - moto's dates have no zone


@pytest.fixture
def iam(fresh, client):
    made = client(fresh, "iam")
    made.create_user(UserName="zoe")
    return made


def test_two_certificates_and_no_third(iam):
    for name in ("one", "two"):
        iam.upload_signing_certificate(UserName="zoe", CertificateBody=self_signed(name, VALID))
    assert len(iam.list_signing_certificates(UserName="zoe")["Certificates"]) == 2
    assert refusal(iam.upload_signing_certificate, UserName="zoe", CertificateBody=self_signed("three", VALID)) == (
        "LimitExceeded",
        "Cannot exceed quota for CertificatesPerUser: 2",
    )


def test_the_same_certificate_is_there_once_in_an_account(iam):
    body = self_signed("one", VALID)
    iam.upload_signing_certificate(UserName="zoe", CertificateBody=body)
    assert refusal(iam.upload_signing_certificate, UserName="maya.chen", CertificateBody=body)[0] == (
        "DuplicateCertificate"
    )


def test_what_is_no_certificate_is_refused(iam):
    assert refusal(iam.upload_signing_certificate, UserName="zoe", CertificateBody="nothing")[0] == (
        "MalformedCertificate"
    )


def test_a_certificate_is_made_inactive_and_deleted(iam):
    made = iam.upload_signing_certificate(UserName="zoe", CertificateBody=self_signed("one", VALID))["Certificate"]
    certificate = made["CertificateId"]
    iam.update_signing_certificate(UserName="zoe", CertificateId=certificate, Status="Inactive")
    (listed,) = iam.list_signing_certificates(UserName="zoe")["Certificates"]
    assert listed == {**made, "Status": "Inactive"}
    assert (
        refusal(iam.update_signing_certificate, UserName="zoe", CertificateId=certificate, Status="Expired")[0]
        == "InvalidInput"
    )
    iam.delete_signing_certificate(UserName="zoe", CertificateId=certificate)
    assert refusal(iam.delete_signing_certificate, UserName="zoe", CertificateId=certificate) == (
        "NoSuchEntity",
        f"The Certificate with id {certificate} cannot be found.",
    )


def test_roots_certificates_name_no_user_and_are_in_the_summary(fresh, iam):
    root = as_user(fresh, "<root_account>")
    made = root.upload_signing_certificate(CertificateBody=self_signed("root", VALID))["Certificate"]
    assert "UserName" not in made
    assert iam.get_account_summary()["SummaryMap"]["AccountSigningCertificatesPresent"] == 1
    (listed,) = root.list_signing_certificates()["Certificates"]
    root.update_signing_certificate(CertificateId=listed["CertificateId"], Status="Inactive")
    root.delete_signing_certificate(CertificateId=listed["CertificateId"])
    assert root.list_signing_certificates()["Certificates"] == []
