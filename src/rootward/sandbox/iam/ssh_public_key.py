"""SSH public keys, with which users reach CodeCommit.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html
"""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from moto.core.responses import ActionResult
from moto.iam.models import SshPublicKey

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi

_PER_USER = 5
_PEM = "-----BEGIN"


class SshPublicKeyApi(IamApi):
    """UploadSSHPublicKey, GetSSHPublicKey, ListSSHPublicKeys; moto answers the other calls."""

    def upload_ssh_public_key(self) -> ActionResult:
        """Keep a public key, RSA, of the form `ssh-rsa …` or PEM."""
        user, body = self.backend.get_user(self._get_param("UserName")), self._get_param("SSHPublicKeyBody")
        public = _read(body)
        if any(_read(held.ssh_public_key_body) == public for held in user.ssh_public_keys):
            message = "The SSH public key is already associated with the specified IAM user."
            raise PracticeError("DuplicateSSHPublicKey", message)
        if len(user.ssh_public_keys) >= _PER_USER:
            message = f"Cannot exceed quota for SSHPublicKeysPerUser: {_PER_USER}"
            raise PracticeError("LimitExceeded", message)
        key = SshPublicKey(user.name, body)
        key.fingerprint = _fingerprint(public)
        user.ssh_public_keys.append(key)
        return ActionResult({"SSHPublicKey": key})

    def list_ssh_public_keys(self) -> ActionResult:
        """The keys of a user, or of the caller.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html
        """
        return ActionResult({"SSHPublicKeys": self.backend.get_user(self.addressed_user_name()).ssh_public_keys})

    def get_ssh_public_key(self) -> ActionResult:
        """A public key in the form asked for: SSH or PEM."""
        key_id = self._get_param("SSHPublicKeyId")
        key = self.backend.get_ssh_public_key(self._get_param("UserName"), key_id)
        public = _read(key.ssh_public_key_body)
        shown = {
            "UserName": key.user_name,
            "SSHPublicKeyId": key.ssh_public_key_id,
            "Fingerprint": key.fingerprint,
            "SSHPublicKeyBody": _pem(public) if self._get_param("Encoding") == "PEM" else _ssh(public),
            "Status": key.status,
            "UploadDate": key.upload_date,
        }
        return ActionResult({"SSHPublicKey": shown})


def _read(body: str) -> RSAPublicKey:
    try:
        if body.lstrip().startswith(_PEM):
            public: object = serialization.load_pem_public_key(body.encode())
        else:
            public = serialization.load_ssh_public_key(body.encode())
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, RSAPublicKey):
        message = "The public key is malformed or otherwise invalid."
        raise PracticeError("InvalidPublicKey", message)
    return public


def _pem(public: RSAPublicKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, form).decode()


def _ssh(public: RSAPublicKey) -> str:
    return public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


def _fingerprint(public: RSAPublicKey) -> str:
    """The MD5 of the key as SSH writes it, byte by byte, as `ssh-keygen -E md5 -l` shows it."""
    digest = hashes.Hash(hashes.MD5())  # noqa: S303 - the form that IAM shows
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    digest.update(public.public_bytes(serialization.Encoding.DER, form))
    return digest.finalize().hex(":")
