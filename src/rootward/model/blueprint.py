"""Who is to work in an account: users, groups and roles as somebody wants them to be."""

from __future__ import annotations

import json

import msgspec

from rootward.model.identity import InlinePolicy

ADMINISTRATORS = "administrators"
"""The group of those who administer the account; `baseline.ADMIN_PATH` names it too."""

ADMINISTRATOR_ACCESS = "AdministratorAccess"
"""AWS's managed policy for them, by name."""


class WantedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group for a task."""

    name: str
    policies: tuple[str, ...] = ()
    """Managed policies: ARNs, or the names of the account's own or of AWS's."""
    documents: tuple[InlinePolicy, ...] = ()
    """Policies of its own."""


class WantedUser(msgspec.Struct, frozen=True, kw_only=True):
    """A person, or a program."""

    name: str
    groups: tuple[str, ...] = (ADMINISTRATORS,)
    console: bool = True
    """Whether it signs in to the console."""


class WantedRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role for people who sign in elsewhere."""

    name: str
    provider: str
    """ARN of the SAML or OpenID Connect provider whose people may assume it. It must be there."""
    audience: str = ""
    """Of an OpenID Connect provider: the client id that its tokens must be for."""
    subject: str = ""
    """Of an OpenID Connect provider: whom its tokens must be about; `*` and `?` are wildcards."""
    policies: tuple[str, ...] = ()
    """As of a group."""

    @property
    def is_saml(self) -> bool:
        """Whether the provider is one of SAML."""
        return ":saml-provider/" in self.provider

    @property
    def administers(self) -> bool:
        """Whether it is for administrators."""
        return any(one.rpartition("/")[2] == ADMINISTRATOR_ACCESS for one in self.policies)

    def trust_policy(self, saml_audience: str) -> str:
        """Whom it lets in, JSON text. `saml_audience`: where people sign in to AWS by SAML."""
        if self.is_saml:
            action = "sts:AssumeRoleWithSAML"
            condition = {"StringEquals": {"SAML:aud": saml_audience}}
        else:
            action = "sts:AssumeRoleWithWebIdentity"
            issuer = self.provider.partition(":oidc-provider/")[2]
            condition = {
                "StringEquals": {f"{issuer}:aud": self.audience},
                "StringLike": {f"{issuer}:sub": self.subject},
            }
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": self.provider},
            "Action": action,
            "Condition": condition,
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Blueprint(msgspec.Struct, frozen=True, kw_only=True):
    """All that is wanted. What else the account has stays as it is."""

    users: tuple[WantedUser, ...] = ()
    groups: tuple[WantedGroup, ...] = ()
    roles: tuple[WantedRole, ...] = ()
    identity_center: bool = False
    """Whether people come by IAM Identity Center: then its management account has to let them in."""
    lets_enrol: bool = False
    """Whether those who sign in without an MFA device, and may not register one, are to be let."""

    @property
    def names_administrator(self) -> bool:
        """Whether anybody is described who is to administer the account."""
        users = any(ADMINISTRATORS in one.groups for one in self.users)
        return users or self.identity_center or any(one.administers for one in self.roles)

    def with_administrator(self, named: WantedUser) -> Blueprint:
        """With one who is to administer the account; whoever is described by that name already is to do both."""
        alike = next((one for one in self.users if one.name.lower() == named.name.lower()), None)
        if alike is not None:
            groups = tuple(dict.fromkeys((*named.groups, *alike.groups)))
            named = msgspec.structs.replace(alike, groups=groups, console=alike.console or named.console)
        return msgspec.structs.replace(self, users=(named, *(one for one in self.users if one is not alike)))
