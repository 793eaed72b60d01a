"""An IAM role, made or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import Edit, Other, Risk
from rootward.model.change.inline_policy import canonical
from rootward.model.identity import Role
from rootward.model.unknown import Unknown


class RoleChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="role"):
    """A role that is there after and was not before, or the other way round. AWS deletes none that holds a policy.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
    """

    name: str
    arn: str
    path: str = "/"
    trust_policy: str
    """Who may assume it: JSON text."""
    description: str = ""
    before: bool
    after: bool

    @property
    def resource(self) -> str:
        """The role."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """A role's name is unique in its account, in small and capital letters alike."""
        return ("role", self.name.lower())

    @property
    def risk(self) -> Risk:
        """Whoever works as a role that is deleted can do nothing any more."""
        return "safe" if self.after else "disruptive"

    @property
    def makes(self) -> str | None:
        """The role."""
        return self.arn if self.after else None

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateRole or DeleteRole."""
        parameters: dict[str, Parameter] = {"RoleName": self.name}
        if not self.after:
            return (ApiCall(operation="DeleteRole", parameters=parameters, resource=self.arn),)
        parameters["AssumeRolePolicyDocument"] = self.trust_policy
        if self.path != "/":
            parameters["Path"] = self.path
        if self.description:
            parameters["Description"] = self.description
        return (ApiCall(operation="CreateRole", parameters=parameters, resource=self.arn),)

    def inverse(self) -> RoleChange:
        """The role deleted, or made again."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown | Other:
        """Whether the role is there; Other for one of the name that trusts somebody else."""
        if isinstance(account.identities, Unknown):
            return account.identities
        found = next((role for role in account.identities.roles if role.name.lower() == self.name.lower()), None)
        if found is None:
            return False
        return True if canonical(found.trust_policy) == canonical(self.trust_policy) else Other()

    def effect(self, account: Account) -> Account:
        """The account with the role, or without it. Another of its name stays."""
        found = account.identities
        if isinstance(found, Unknown) or self.state(account) is not (not self.after):
            return account
        roles = tuple(role for role in found.roles if role.name.lower() != self.name.lower())
        if self.after:
            made = Role(
                name=self.name,
                arn=self.arn,
                path=self.path,
                created=account.taken_at,
                trust_policy=self.trust_policy,
            )
            roles = (*roles, made)
        return msgspec.structs.replace(account, identities=msgspec.structs.replace(found, roles=roles))
