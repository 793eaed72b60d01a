"""IAM: access keys, signing certificates and SSH keys, a user's and root's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rootward.sandbox.iam.certificate import Validity, self_signed
from tests.sandbox.people import as_user

VALID = Validity(datetime(2026, 1, 5), datetime(2031, 1, 5))  # noqa: DTZ001 - moto's dates have no zone


def walk(sandbox: Any, client: Any) -> None:
    iam, root = client(sandbox, "iam"), as_user(sandbox, "<root_account>")
    iam.create_user(UserName="zoe")
    for signer, owner in ((iam, {"UserName": "zoe"}), (root, {})):
        _keys(signer, owner)
        _certificates(signer, owner)
    _ssh(iam)


def _keys(iam: Any, owner: dict[str, str]) -> None:
    key = iam.create_access_key(**owner)["AccessKey"]["AccessKeyId"]
    assert key in [one["AccessKeyId"] for one in iam.list_access_keys(**owner)["AccessKeyMetadata"]]
    assert iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    iam.update_access_key(**owner, AccessKeyId=key, Status="Inactive")
    iam.delete_access_key(**owner, AccessKeyId=key)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.delete_access_key(**owner, AccessKeyId=key)
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.get_access_key_last_used(AccessKeyId=key)


def _certificates(iam: Any, owner: dict[str, str]) -> None:
    made = iam.upload_signing_certificate(**owner, CertificateBody=self_signed("walk", VALID))["Certificate"]
    assert len(iam.list_signing_certificates(**owner)["Certificates"]) == 1
    iam.update_signing_certificate(**owner, CertificateId=made["CertificateId"], Status="Inactive")
    iam.delete_signing_certificate(**owner, CertificateId=made["CertificateId"])
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.delete_signing_certificate(**owner, CertificateId=made["CertificateId"])
    with pytest.raises(ClientError, match="MalformedCertificate"):
        iam.upload_signing_certificate(**owner, CertificateBody="nothing")


def _ssh(iam: Any) -> None:
    form = serialization.PublicFormat.OpenSSH
    public = rsa.generate_private_key(65537, 2048).public_key()
    body = public.public_bytes(serialization.Encoding.OpenSSH, form).decode()
    key = iam.upload_ssh_public_key(UserName="zoe", SSHPublicKeyBody=body)["SSHPublicKey"]["SSHPublicKeyId"]
    iam.get_ssh_public_key(UserName="zoe", SSHPublicKeyId=key, Encoding="PEM")
    iam.update_ssh_public_key(UserName="zoe", SSHPublicKeyId=key, Status="Inactive")
    assert [one["Status"] for one in iam.list_ssh_public_keys(UserName="zoe")["SSHPublicKeys"]] == ["Inactive"]
    iam.delete_ssh_public_key(UserName="zoe", SSHPublicKeyId=key)
    with pytest.raises(ClientError, match="InvalidPublicKey"):
        iam.upload_ssh_public_key(UserName="zoe", SSHPublicKeyBody="nothing")
