"""A user in a group, or out of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import Edit, Missing, Risk
from rootward.model.unknown import Unknown


class MembershipChange(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="membership"):
    """A user added to a group, or taken out.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html
    """

    user: str
    user_arn: str
    group: str
    group_arn: str
    before: bool
    after: bool
    needs_mfa: bool = False
    """Whether the group denies nearly everything without MFA: whoever has no device must not join it."""
    keys_last_used: datetime | None = None
    """Of such a group: the last use of the user's active access keys that the plan rests on; None: never."""
    keys_by_session: bool = False
    """Of such a group: whether the user's access keys serve `rootward mfa session` alone, by the baseline: then no use
    of theirs speaks against it, for each session begins with one."""

    @property
    def resource(self) -> str:
        """The user."""
        return self.user_arn

    @property
    def target(self) -> tuple[str, ...]:
        """The user in the group."""
        return ("membership", self.user, self.group)

    @property
    def risk(self) -> Risk:
        """Whoever leaves a group loses what it gave. What joining one with a denial takes away, the plan says."""
        return "safe" if self.after else "disruptive"

    def calls(self) -> tuple[ApiCall, ...]:
        """AddUserToGroup or RemoveUserFromGroup: actions on the group."""
        operation = "AddUserToGroup" if self.after else "RemoveUserFromGroup"
        parameters = {"GroupName": self.group, "UserName": self.user}
        return (ApiCall(operation=operation, parameters=parameters, resource=self.group_arn),)

    def inverse(self) -> MembershipChange:
        """The other way."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown | Missing:
        """Whether the user is in the group."""
        if isinstance(account.identities, Unknown):
            return account.identities
        for user in account.identities.users:
            if user.name == self.user:
                return self.group in user.groups
        return Missing(self.user_arn)

    def effect(self, account: Account) -> Account:
        """The account with the user in the group, or out of it."""
        found = account.identities
        if isinstance(found, Unknown):
            return account
        users = tuple(
            msgspec.structs.replace(user, groups=self._groups(user.groups)) if user.name == self.user else user
            for user in found.users
        )
        return msgspec.structs.replace(account, identities=msgspec.structs.replace(found, users=users))

    def _groups(self, before: tuple[str, ...]) -> tuple[str, ...]:
        others = tuple(name for name in before if name != self.group)
        return (*others, self.group) if self.after else others
