from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rootward.model.change import ApiCall
from rootward.model.credential import SigningCertificate
from tests.checks.facts import account, ago, arn, denied, service_credential, ssh_public_key
from tests.model.change import kinds

SERVICE = service_credential("ann", 90, id="service-credential-1")
OTHER = service_credential("ann", 90, id="service-credential-2")
SIGNING = SigningCertificate(id="signing-certificate-1", user="ann", status="Active", uploaded=ago(90))
SSH = ssh_public_key("ann", 90, id="ssh-public-key-1")
ACCOUNT = account(
    service_credentials=(SERVICE, OTHER), signing_certificates=(SIGNING,), ssh_public_keys=(SSH,), access_keys=()
)

KINDS = ("service-credential", "signing-certificate", "ssh-public-key")

switched: Any = kinds.credential


@pytest.mark.parametrize(
    ("kind", "operation", "named"),
    [
        ("service-credential", "UpdateServiceSpecificCredential", "ServiceSpecificCredentialId"),
        ("signing-certificate", "UpdateSigningCertificate", "CertificateId"),
        ("ssh-public-key", "UpdateSSHPublicKey", "SSHPublicKeyId"),
    ],
)
@pytest.mark.parametrize("after", ["Active", "Inactive"])
def test_each_kind_has_a_call_of_its_own_by_its_exact_id(kind, operation, named, after):
    assert switched(kind, after=after).calls() == (
        ApiCall(
            operation=operation,
            parameters={"UserName": "ann", named: f"{kind}-1", "Status": after},
            resource=arn("user", "ann"),
        ),
    )


def test_whatever_works_with_it_is_refused_once_it_is_off():
    assert [switched("ssh-public-key", after=after).risk for after in ("Inactive", "Active")] == ["disruptive", "safe"]


def test_three_of_one_id_are_three():
    assert len({switched(kind, id="1").target for kind in KINDS}) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_its_state_is_what_its_list_says(kind):
    assert switched(kind).state(ACCOUNT) == "Active"
    assert switched(kind, id="9").state(ACCOUNT) is None
    assert switched(kind, id="9").effect(ACCOUNT) == ACCOUNT


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("service-credential", "service_credentials"),
        ("signing-certificate", "signing_certificates"),
        ("ssh-public-key", "ssh_public_keys"),
    ],
)
def test_a_list_that_was_not_read_stays_unread(kind, fact):
    unread = account(**{fact: denied("iam:List")})

    assert switched(kind).state(unread) == denied("iam:List")
    assert switched(kind).effect(unread) == unread


def test_only_the_one_is_switched_off():
    off = msgspec.structs.replace

    assert switched("service-credential").effect(ACCOUNT) == off(
        ACCOUNT, service_credentials=(off(SERVICE, status="Inactive"), OTHER)
    )
    assert switched("signing-certificate").effect(ACCOUNT) == off(
        ACCOUNT, signing_certificates=(off(SIGNING, status="Inactive"),)
    )
    assert switched("ssh-public-key").effect(ACCOUNT) == off(ACCOUNT, ssh_public_keys=(off(SSH, status="Inactive"),))


def test_its_resource_is_its_owner():
    assert (switched("ssh-public-key").resource, switched("ssh-public-key").makes) == (arn("user", "ann"), None)
