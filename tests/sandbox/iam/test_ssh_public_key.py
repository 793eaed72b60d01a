"""SSH public keys."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.sandbox.people import as_user
from tests.sandbox.refused import refusal


def public(kind=None):
    key = kind or rsa.generate_private_key(65537, 2048)
    form = serialization.PublicFormat.OpenSSH
    return key.public_key().public_bytes(serialization.Encoding.OpenSSH, form).decode()


@pytest.fixture
def iam(fresh, client):
    made = client(fresh, "iam")
    made.create_user(UserName="zoe")
    return made


def test_a_key_is_kept_with_date_and_fingerprint_and_shown_in_either_encoding(fresh, iam):
    body = public()
    made = iam.upload_ssh_public_key(UserName="zoe", SSHPublicKeyBody=body)["SSHPublicKey"]
    assert made["UploadDate"] <= fresh.now
    assert len(made["Fingerprint"].split(":")) == 16
    key_id = made["SSHPublicKeyId"]
    shown = iam.get_ssh_public_key(UserName="zoe", SSHPublicKeyId=key_id, Encoding="SSH")["SSHPublicKey"]
    assert shown["SSHPublicKeyBody"] == body
    as_pem = iam.get_ssh_public_key(UserName="zoe", SSHPublicKeyId=key_id, Encoding="PEM")["SSHPublicKey"]
    assert as_pem["SSHPublicKeyBody"].startswith("-----BEGIN PUBLIC KEY-----")
    (listed,) = iam.list_ssh_public_keys(UserName="zoe")["SSHPublicKeys"]
    assert listed["UploadDate"] == made["UploadDate"]


def test_the_same_key_and_no_rsa_key_are_refused(iam):
    body = public()
    iam.upload_ssh_public_key(UserName="zoe", SSHPublicKeyBody=body)
    assert refusal(iam.upload_ssh_public_key, UserName="zoe", SSHPublicKeyBody=body)[0] == "DuplicateSSHPublicKey"
    for wrong in ("nothing", public(ec.generate_private_key(ec.SECP256R1()))):
        assert refusal(iam.upload_ssh_public_key, UserName="zoe", SSHPublicKeyBody=wrong)[0] == "InvalidPublicKey"


def test_a_sixth_key_is_refused(iam):
    for _ in range(5):
        iam.upload_ssh_public_key(UserName="zoe", SSHPublicKeyBody=public())
    assert refusal(iam.upload_ssh_public_key, UserName="zoe", SSHPublicKeyBody=public()) == (
        "LimitExceeded",
        "Cannot exceed quota for SSHPublicKeysPerUser: 5",
    )


def test_without_a_name_the_callers_keys_are_listed(fresh, iam):
    iam.upload_ssh_public_key(UserName="maya.chen", SSHPublicKeyBody=public())
    (own,) = as_user(fresh, "maya.chen").list_ssh_public_keys()["SSHPublicKeys"]
    assert own["UserName"] == "maya.chen"
