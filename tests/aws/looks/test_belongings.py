"""What a user signs in and signs with, live: each thing by its id, with the calls that take it away."""

from __future__ import annotations

import pytest

from rootward.aws.looks import credentials
from rootward.aws.looks.belongings import CALLS
from rootward.model.change import AccessKeyChange, LoginProfileChange, UserCredentialChange
from rootward.model.change.user_credential import CredentialKind
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import error, xml
from tests.checks.facts import ACCOUNT, arn

THEN = "2026-01-01T00:00:00Z"
SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/team/mark"
PASSKEY = f"arn:aws:iam::{ACCOUNT}:u2f/user/mark/blue-0123"


def listed(operation, member, *items):
    inside = "".join(f"<member>{item}</member>" for item in items)
    return xml(operation, f"<{member}>{inside}</{member}><IsTruncated>false</IsTruncated>")


def device(serial):
    return f"<UserName>mark</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>{THEN}</EnableDate>"


@pytest.fixture
def mark(aws):
    """Everything that a user can have."""
    profile = f"<LoginProfile><UserName>mark</UserName><CreateDate>{THEN}</CreateDate></LoginProfile>"
    state = "<UserName>mark</UserName><Status>Inactive</Status>"
    aws.answers.update(
        ListMFADevices=listed("ListMFADevices", "MFADevices", device(SERIAL), device(PASSKEY), device("GAHT12345678")),
        GetLoginProfile=xml("GetLoginProfile", profile),
        ListAccessKeys=listed("ListAccessKeys", "AccessKeyMetadata", f"{state}<AccessKeyId>key-1</AccessKeyId>"),
        ListSSHPublicKeys=listed(
            "ListSSHPublicKeys", "SSHPublicKeys", f"{state}<SSHPublicKeyId>ssh-1</SSHPublicKeyId>"
        ),
        ListSigningCertificates=listed(
            "ListSigningCertificates", "Certificates", f"{state}<CertificateId>cert-1</CertificateId>"
        ),
        ListServiceSpecificCredentials=listed(
            "ListServiceSpecificCredentials",
            "ServiceSpecificCredentials",
            f"{state}<ServiceSpecificCredentialId>ssc-1</ServiceSpecificCredentialId>",
        ),
    )
    return aws


def found(aws):
    with aws.reading() as reading:
        return credentials(reading, "mark")


def test_all_of_it_is_told_in_any_state(mark):
    assert [one.told for one in found(mark)] == [
        "virtual MFA device mark",
        "MFA device blue-0123",
        "MFA device GAHT12345678",
        "a console password",
        "access key key-1",
        "SSH public key ssh-1",
        "signing certificate cert-1",
        "service credential ssc-1",
    ]


def test_each_comes_with_what_takes_it_away(mark):
    of_mark = {"UserName": "mark"}

    assert [[(call.operation, dict(call.parameters)) for call in one.removed_by] for one in found(mark)] == [
        [
            ("DeactivateMFADevice", {**of_mark, "SerialNumber": SERIAL}),
            ("DeleteVirtualMFADevice", {"SerialNumber": SERIAL}),
        ],
        [("DeactivateMFADevice", {**of_mark, "SerialNumber": PASSKEY})],
        [("DeactivateMFADevice", {**of_mark, "SerialNumber": "GAHT12345678"})],
        [("DeleteLoginProfile", of_mark)],
        [("DeleteAccessKey", {**of_mark, "AccessKeyId": "key-1"})],
        [("DeleteSSHPublicKey", {**of_mark, "SSHPublicKeyId": "ssh-1"})],
        [("DeleteSigningCertificate", {**of_mark, "CertificateId": "cert-1"})],
        [("DeleteServiceSpecificCredential", {**of_mark, "ServiceSpecificCredentialId": "ssc-1"})],
    ]


def test_each_is_called_as_changes_call_it(mark):
    arn_of_mark = arn("user", "mark")
    kinds: tuple[tuple[CredentialKind, str], ...] = (
        ("ssh-public-key", "ssh-1"),
        ("signing-certificate", "cert-1"),
        ("service-credential", "ssc-1"),
    )
    changes = (
        LoginProfileChange(user="mark", user_arn=arn_of_mark, before=True, after=False),
        AccessKeyChange(user="mark", user_arn=arn_of_mark, key_id="key-1", before="Inactive", after=None),
        *(
            UserCredentialChange(
                user="mark", user_arn=arn_of_mark, credential=kind, id=known, before="Active", after="Inactive"
            )
            for kind, known in kinds
        ),
    )

    assert [one.target for one in found(mark)][3:] == [change.target for change in changes]


def test_it_makes_the_calls_that_it_declares(mark):
    found(mark)

    assert {name for name, *_ in mark.requests} - {"GetCallerIdentity"} == {call.operation for call in CALLS}


def test_of_a_user_who_is_not_there_nothing_is_told(mark):
    mark.answers["ListMFADevices"] = error("NoSuchEntity", "The user with name mark cannot be found.", 404)

    assert found(mark) == ()


def test_a_user_without_a_password_has_none(mark):
    mark.answers["GetLoginProfile"] = error("NoSuchEntity", "Login Profile for User mark cannot be found.", 404)

    assert "a console password" not in [one.told for one in found(mark)]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_a_list_that_is_denied_is_not_known(mark, call):
    mark.answers[call.operation] = error("AccessDenied", "no", 403)

    assert found(mark) == Unknown("denied", call.action, "AccessDenied: no")


def test_an_answer_unlike_aws_s_is_a_failed_read(mark):
    mark.answers["ListAccessKeys"] = listed("ListAccessKeys", "AccessKeyMetadata", "<Odd/>")

    assert isinstance(found(mark), Unknown)
