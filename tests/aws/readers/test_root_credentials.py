from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.aws.readers import ACTIONS, READERS
from rootward.model.credential import RootAccessKey, RootCertificate, RootCredentials
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, whoami, xml
from tests.checks.facts import ACCOUNT, ROOT

READER = READERS["root_credentials"]
CREATED, USED, UPLOADED = (datetime(year, 1, 2, 3, 4, 5, tzinfo=UTC) for year in (2021, 2025, 2022))

BUSY, IDLE = "busy" * 4, "idle" * 4


@pytest.fixture
def as_root(aws):
    """An AWS whose caller is root, who has nothing."""
    aws.answers["GetCallerIdentity"] = whoami(ROOT)
    aws.answers["ListAccessKeys"] = keys()
    aws.answers["ListSigningCertificates"] = certificates()
    return aws


def read(aws):
    with aws.reading() as reading:
        return READER.read(reading, account())


def keys(*ids: str, status: str = "Active") -> tuple[int, str, str]:
    members = "".join(
        f"<member><AccessKeyId>{one}</AccessKeyId><Status>{status}</Status>"
        "<CreateDate>2021-01-02T03:04:05Z</CreateDate></member>"
        for one in ids
    )
    inside = f"<AccessKeyMetadata>{members}</AccessKeyMetadata><IsTruncated>false</IsTruncated>"
    return xml("ListAccessKeys", inside)


def certificates(*ids: str) -> tuple[int, str, str]:
    members = "".join(
        f"<member><CertificateId>{one}</CertificateId><CertificateBody>body</CertificateBody><Status>Inactive</Status>"
        "<UploadDate>2022-01-02T03:04:05Z</UploadDate></member>"
        for one in ids
    )
    inside = f"<Certificates>{members}</Certificates><IsTruncated>false</IsTruncated>"
    return xml("ListSigningCertificates", inside)


def last_use(parameters, _region):
    if parameters["AccessKeyId"] == IDLE:
        return xml(
            "GetAccessKeyLastUsed",
            "<AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>",
        )
    return xml(
        "GetAccessKeyLastUsed",
        "<AccessKeyLastUsed><LastUsedDate>2025-01-02T03:04:05Z</LastUsedDate><ServiceName>s3</ServiceName>"
        "<Region>eu-west-1</Region></AccessKeyLastUsed>",
    )


def test_root_is_told_its_own_keys_with_their_last_use_and_its_certificates(as_root):
    as_root.answers["ListAccessKeys"] = keys(BUSY, IDLE, status="Inactive")
    as_root.answers["ListSigningCertificates"] = certificates("certificate")
    as_root.answers["GetAccessKeyLastUsed"] = last_use

    assert read(as_root) == RootCredentials(
        access_keys=(
            RootAccessKey(
                id=BUSY, status="Inactive", created=CREATED, last_used=USED, service="s3", region="eu-west-1"
            ),
            RootAccessKey(id=IDLE, status="Inactive", created=CREATED),
        ),
        certificates=(RootCertificate(id="certificate", status="Inactive", uploaded=UPLOADED),),
    )
    for operation in ("ListAccessKeys", "ListSigningCertificates", "GetAccessKeyLastUsed"):
        assert not any("UserName" in parameters for parameters in as_root.asked(operation))


def test_a_root_without_any_has_none(as_root):
    assert read(as_root) == RootCredentials()
    assert as_root.asked("GetAccessKeyLastUsed") == []


@pytest.mark.parametrize(
    "caller", [f"arn:aws:iam::{ACCOUNT}:user/root", f"arn:aws:sts::{ACCOUNT}:assumed-role/admins/root"]
)
def test_nobody_else_is_told_anything_and_nothing_is_asked(aws, caller):
    aws.answers["GetCallerIdentity"] = whoami(caller)

    found = read(aws)

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("not_observable", None)
    assert [name for name, *_ in aws.requests] == ["GetCallerIdentity"]


@pytest.mark.parametrize("denied", ["ListAccessKeys", "GetAccessKeyLastUsed", "ListSigningCertificates"])
def test_a_denial_is_told_with_its_action(as_root, denied):
    as_root.answers["ListAccessKeys"] = keys(BUSY)
    as_root.answers["GetAccessKeyLastUsed"] = last_use
    as_root.answers[denied] = error("AccessDenied", "a service control policy denies it", 403)

    found = read(as_root)

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("denied", f"iam:{denied}")


def test_no_policy_needs_to_allow_it_for_none_binds_root():
    assert ACTIONS["root_credentials"] == ()
    assert READER.actions == ("iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:ListSigningCertificates")
