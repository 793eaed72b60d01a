"""Who is to work in an account: users, groups and roles as somebody wants them to be."""

from __future__ import annotations

import msgspec

from rootward.model.identity import InlinePolicy

ADMINISTRATORS = "administrators"
"""The group of those who administer the account; `baseline.ADMIN_PATH` names it too."""


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


class Blueprint(msgspec.Struct, frozen=True, kw_only=True):
    """All that is wanted. What else the account has stays as it is."""

    users: tuple[WantedUser, ...] = ()
    groups: tuple[WantedGroup, ...] = ()
    roles: tuple[WantedRole, ...] = ()
    identity_center: bool = False
    """Whether people come by IAM Identity Center: then its management account has to let them in."""

    @property
    def names_nobody(self) -> bool:
        """Whether nobody is described who could work in the account."""
        return not (self.users or self.roles or self.identity_center)
