from __future__ import annotations

import pytest

from rootward.aws.looks import actions_of_looks, look
from rootward.model.change import Missing
from tests.aws.fake_aws import pages
from tests.aws.looks.asked import credentials_in
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import arn
from tests.model.change import kinds

KINDS = ("service-credential", "signing-certificate", "ssh-public-key")


def test_each_is_seen_switched_off(practice):
    iam = iam_of(practice)
    service, signing, ssh, *_ = credentials_in(practice)
    iam.update_service_specific_credential(
        UserName=service.user, ServiceSpecificCredentialId=service.id, Status="Inactive"
    )
    iam.update_signing_certificate(UserName=signing.user, CertificateId=signing.id, Status="Inactive")
    iam.update_ssh_public_key(UserName=ssh.user, SSHPublicKeyId=ssh.id, Status="Inactive")

    with reading_of(practice) as reading:
        assert [look(reading, one) for one in (service, signing, ssh)] == ["Inactive"] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_not_there_is_missing(practice, kind):
    change = kinds.credential(kind, user="nobody", user_arn=arn("user", "nobody"))

    with reading_of(practice) as reading:
        assert look(reading, change) == Missing(arn("user", "nobody"))


@pytest.mark.parametrize(
    ("kind", "operation", "member", "named"),
    [
        ("signing-certificate", "ListSigningCertificates", "Certificates", "CertificateId"),
        ("ssh-public-key", "ListSSHPublicKeys", "SSHPublicKeys", "SSHPublicKeyId"),
    ],
)
def test_one_on_the_second_page_is_found(aws, kind, operation, member, named):
    aws.answers[operation] = pages(
        operation,
        member,
        *(f"<{named}>{kind}-{number}</{named}><Status>Active</Status>" for number in (7, 1)),
    )

    with aws.reading() as reading:
        assert look(reading, kinds.credential(kind)) == "Active"
        assert look(reading, kinds.credential(kind, id="9")) is None


def test_each_kind_takes_the_permission_for_its_own_list():
    assert [actions_of_looks([kinds.credential(kind)]) for kind in KINDS] == [
        ("iam:ListServiceSpecificCredentials",),
        ("iam:ListSigningCertificates",),
        ("iam:ListSSHPublicKeys",),
    ]
