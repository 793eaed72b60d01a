"""A TLS certificate that is stored in IAM, deleted."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.unknown import Unknown


class ServerCertificateChange(
    AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="server-certificate"
):
    """A certificate that is there before and not after. Without its private key nobody can store it again.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html
    """

    name: str
    arn: str
    before: bool = True
    after: bool = False

    @property
    def resource(self) -> str:
        """The certificate."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The certificate."""
        return ("server-certificate", self.name)

    @property
    def risk(self) -> Risk:
        """Nothing brings its private key back."""
        return "irreversible"

    def calls(self) -> tuple[ApiCall, ...]:
        """DeleteServerCertificate."""
        named = {"ServerCertificateName": self.name}
        return (ApiCall(operation="DeleteServerCertificate", parameters=named, resource=self.arn),)

    def inverse(self) -> None:
        """There is none."""

    def state(self, account: Account) -> bool | Unknown:
        """Whether it is there."""
        listed = account.server_certificates
        return listed if isinstance(listed, Unknown) else any(one.arn == self.arn for one in listed)

    def effect(self, account: Account) -> Account:
        """The account without it."""
        listed = account.server_certificates
        if isinstance(listed, Unknown):
            return account
        kept = tuple(one for one in listed if one.arn != self.arn)
        return msgspec.structs.replace(account, server_certificates=kept)
