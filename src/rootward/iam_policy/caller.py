"""Who makes a request, and how a policy's Principal element names them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import Literal

import msgspec

from rootward.iam_policy.document import Principal

Kind = Literal[
    "root", "user", "role", "session", "federated-user", "service", "identity-provider", "anonymous", "other"
]

_ACCOUNT = re.compile(r"\d{12}")
_ARN = re.compile(r"arn:(?P<partition>[^:]*):(?P<service>iam|sts)::(?P<account>\d{12}):(?P<resource>.+)", re.DOTALL)
_KINDS: tuple[tuple[str, str, Kind], ...] = (
    ("iam", "user/", "user"),
    ("iam", "role/", "role"),
    ("sts", "assumed-role/", "session"),
    ("sts", "federated-user/", "federated-user"),
)
_TYPES: dict[Kind, str] = {
    "root": "Account",
    "user": "User",
    "role": "AssumedRole",
    "session": "AssumedRole",
    "federated-user": "FederatedUser",
    "anonymous": "Anonymous",
}
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable"""


class Naming(IntEnum):
    """How closely a Principal element names a caller. What is named closer needs less from other policies."""

    NOT_AT_ALL = 0
    ACCOUNT = 1
    """The caller's account, which may let its identities in by their own policies."""
    BROADLY = 2
    """Everybody, or the role of a session: within the caller's boundary and session policies."""
    ITSELF = 3
    """The very user or session, a service, an identity provider: alone enough within one account."""


class Caller(msgspec.Struct, frozen=True):
    """A principal that makes a request."""

    kind: Kind
    id: str
    partition: str = ""
    account: str | None = None
    name: str = ""
    """User name, role name or name of the federated user, without its path."""

    @property
    def type(self) -> str | None:
        """The value of `aws:PrincipalType`."""
        return _TYPES.get(self.kind)

    @property
    def is_of_an_account(self) -> bool:
        """Whether it is an identity, or a session, of an account."""
        return self.account is not None

    @property
    def is_of_an_aws_service(self) -> bool:
        """Whether it is the role of a service, linked to it: no control policy binds these.

        Of a session it cannot be told: its ARN lacks the path of its role, and a name proves nothing.
        """
        return self.kind == "role" and ":role/aws-service-role/" in self.id

    @property
    def arn(self) -> str | None:
        """The value of `aws:PrincipalArn`: for a session its role's, without the path, which it does not tell."""
        if not self.is_of_an_account:
            return None
        if self.kind == "session":
            return f"arn:{self.partition}:iam::{self.account}:role/{self.name}"
        return self.id

    @property
    def keys(self) -> dict[str, str | None]:
        """The condition keys that follow from who it is; None: absent.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
        """
        return {
            "aws:principalarn": self.arn,
            "aws:principalaccount": self.account,
            "aws:principaltype": self.type,
            "aws:principalisawsservice": "true" if self.kind == "service" else "false",
            "aws:username": self.name if self.kind == "user" else None,
        }

    def named_by(self, principals: Iterable[Principal]) -> Naming:
        """How closely one of the principals names it: the closest of them."""
        return max((self._named(each) for each in principals), default=Naming.NOT_AT_ALL)

    def spared_by(self, principals: tuple[Principal, ...]) -> bool:
        """Whether NotPrincipal with Deny spares it: all that it is must be listed, its account too.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        """
        if self.kind == "root":
            return self.named_by(principals) > Naming.NOT_AT_ALL
        if self.named_by(principals) < Naming.BROADLY:
            return False
        if not self.is_of_an_account or Principal("*", "*") in principals or Principal("AWS", "*") in principals:
            return True
        listed = [self._named(each) for each in principals]
        whole = {"session": {Naming.ITSELF, Naming.BROADLY, Naming.ACCOUNT}, "role": {Naming.BROADLY, Naming.ACCOUNT}}
        return whole.get(self.kind, {Naming.ITSELF, Naming.ACCOUNT}) <= set(listed)

    def _named(self, principal: Principal) -> Naming:
        if principal.kind == "*" or (principal.kind == "AWS" and principal.id == "*"):
            return Naming.BROADLY
        if principal.kind == "AWS":
            return self._named_by_arn(principal.id)
        same = self.kind == _ELEMENTS[principal.kind] and self.id == principal.id
        return Naming.ITSELF if same else Naming.NOT_AT_ALL

    def _named_by_arn(self, named: str) -> Naming:
        if not self.is_of_an_account:
            return Naming.NOT_AT_ALL
        if _ACCOUNT.fullmatch(named):
            return Naming.ACCOUNT if named == self.account else Naming.NOT_AT_ALL
        other = caller(named)
        if (other.account, other.partition) != (self.account, self.partition):
            return Naming.NOT_AT_ALL
        if other.kind == "root":
            return Naming.ACCOUNT
        if other.kind == "role" and self.kind in ("role", "session"):
            # A session does not tell its role's path; a role's name is unique in its account without it.
            same = other.id == self.id if self.kind == "role" else other.name == self.name
            return Naming.BROADLY if same else Naming.NOT_AT_ALL
        return Naming.ITSELF if other.id == self.id else Naming.NOT_AT_ALL


_ELEMENTS: dict[str, Kind] = {
    "*": "anonymous",
    "Service": "service",
    "Federated": "identity-provider",
    "CanonicalUser": "other",
}
"""What a Principal element of the kind stands for; one of kind `AWS` is told by its ARN."""

_SERVICE_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".aws.internal")


@lru_cache(maxsize=16_384)
def caller(principal: str | Principal) -> Caller:
    """Read whom a request's principal names: an ARN, a service's name, or `*` for nobody in particular."""
    if isinstance(principal, Principal):
        return caller(principal.id) if principal.kind == "AWS" else Caller(_ELEMENTS[principal.kind], principal.id)
    if principal == "*":
        return Caller("anonymous", "*")
    if (found := _ARN.fullmatch(principal)) is None:
        return Caller("service" if principal.endswith(_SERVICE_DOMAINS) else "other", principal)
    kind, name = _identity(found["service"], found["resource"])
    return Caller(kind, principal, found["partition"], found["account"], name)


def _identity(service: str, resource: str) -> tuple[Kind, str]:
    """What an ARN of IAM or STS is of, and its name without a path: of a session, its role's."""
    if (service, resource) == ("iam", "root"):
        return "root", ""
    for of_service, prefix, kind in _KINDS:
        if service == of_service and resource.startswith(prefix):
            return kind, resource.split("/")[1] if service == "sts" else resource.rpartition("/")[2]
    return "other", ""
