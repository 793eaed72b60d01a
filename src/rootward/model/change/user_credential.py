"""A credential of an IAM user beside password and access keys: switched off, or on again."""

from __future__ import annotations

from typing import Literal

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import Edit, Risk
from rootward.model.unknown import Unknown

CredentialKind = Literal["service-credential", "signing-certificate", "ssh-public-key"]
CredentialState = Literal["Active", "Inactive"]

_OPERATIONS: dict[CredentialKind, tuple[str, str]] = {
    "service-credential": ("UpdateServiceSpecificCredential", "ServiceSpecificCredentialId"),
    "signing-certificate": ("UpdateSigningCertificate", "CertificateId"),
    "ssh-public-key": ("UpdateSSHPublicKey", "SSHPublicKeyId"),
}
"""The operation, and the parameter that takes the id."""

_FACTS: dict[CredentialKind, str] = {
    "service-credential": "service_credentials",
    "signing-certificate": "signing_certificates",
    "ssh-public-key": "ssh_public_keys",
}


class UserCredentialChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="user-credential"):
    """Another state of a service-specific credential, a signing certificate or an SSH public key.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html
    """

    credential: CredentialKind
    user: str
    user_arn: str
    id: str
    service: str = ""
    """Of a service-specific credential: what it is for, as `codecommit.amazonaws.com`."""
    before: CredentialState
    after: CredentialState

    @property
    def resource(self) -> str:
        """Its owner."""
        return self.user_arn

    @property
    def target(self) -> tuple[str, ...]:
        """The credential."""
        return (self.credential, self.id)

    @property
    def risk(self) -> Risk:
        """Whatever works with it is refused once it is switched off."""
        return "disruptive" if self.after == "Inactive" else "safe"

    def calls(self) -> tuple[ApiCall, ...]:
        """One, by its exact id and with its owner's name."""
        operation, named = _OPERATIONS[self.credential]
        parameters = {"UserName": self.user, named: self.id, "Status": self.after}
        return (ApiCall(operation=operation, parameters=parameters, resource=self.user_arn),)

    def inverse(self) -> UserCredentialChange:
        """The state that was."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> str | Unknown | None:
        """Its status; None where its list does not hold it."""
        listed = getattr(account, _FACTS[self.credential])
        if isinstance(listed, Unknown):
            return listed
        return next((str(one.status) for one in listed if one.id == self.id), None)

    def effect(self, account: Account) -> Account:
        """The account whose list says so."""
        fact = _FACTS[self.credential]
        listed = getattr(account, fact)
        if isinstance(listed, Unknown):
            return account
        changed = (msgspec.structs.replace(one, status=self.after) if one.id == self.id else one for one in listed)
        return msgspec.structs.replace(account, **{fact: tuple(changed)})
