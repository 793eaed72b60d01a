"""An IAM group, made or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import Edit, Risk
from rootward.model.identity import Group
from rootward.model.unknown import Unknown


class GroupChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="group"):
    """A group that is there after and was not before, or the other way round. AWS deletes none but an empty one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html
    """

    name: str
    arn: str
    path: str = "/"
    before: bool
    after: bool

    @property
    def resource(self) -> str:
        """The group."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """A group's name is unique in its account, in small and capital letters alike."""
        return ("group", self.name.lower())

    @property
    def risk(self) -> Risk:
        """An empty group gives nothing to anybody, and takes nothing when it goes."""
        return "safe"

    @property
    def makes(self) -> str | None:
        """The group."""
        return self.arn if self.after else None

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateGroup or DeleteGroup."""
        parameters: dict[str, Parameter] = {"GroupName": self.name}
        if not self.after:
            return (ApiCall(operation="DeleteGroup", parameters=parameters, resource=self.arn),)
        if self.path != "/":
            parameters["Path"] = self.path
        return (ApiCall(operation="CreateGroup", parameters=parameters, resource=self.arn),)

    def inverse(self) -> GroupChange:
        """The group taken away, or made again."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown:
        """Whether the group is there."""
        if isinstance(account.identities, Unknown):
            return account.identities
        return any(group.name.lower() == self.name.lower() for group in account.identities.groups)

    def effect(self, account: Account) -> Account:
        """The account with the group, or without it."""
        found = account.identities
        if isinstance(found, Unknown) or self.state(account) == self.after:  # what a group holds already stays in it
            return account
        groups = tuple(group for group in found.groups if group.name.lower() != self.name.lower())
        if self.after:
            groups = (*groups, Group(name=self.name, arn=self.arn, path=self.path))
        return msgspec.structs.replace(account, identities=msgspec.structs.replace(found, groups=groups))
