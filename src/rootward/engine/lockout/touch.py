"""What changes touch: the users, groups and roles on whose facts they act."""

from __future__ import annotations

from rootward.engine.lockout.population import identities_of
from rootward.model.account import Account
from rootward.model.change import (
    AccessKeyChange,
    AccountEdit,
    AttachmentChange,
    Change,
    GroupChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    RootCredentialChange,
    UserChange,
    UserCredentialChange,
)
from rootward.model.unknown import Unknown


def touched(change: Change, account: Account) -> frozenset[str]:
    """ARNs of the users, groups and roles whose facts the change acts on. Membership is a fact of the user."""
    return Touch(account).of(change)


class Touch:
    """The users, groups and roles of an account by what changes call them: their names."""

    def __init__(self, account: Account) -> None:
        found = identities_of(account)
        keys = () if isinstance(account.access_keys, Unknown) else account.access_keys
        self.users = {user.arn: user for user in found.users}
        self._arns: dict[tuple[str, str], str] = {
            **{("user", user.name): user.arn for user in found.users},
            **{("group", group.name): group.arn for group in found.groups},
            **{("role", role.name): role.arn for role in found.roles},
        }
        self._alike = {(kind, name.lower()): arn for (kind, name), arn in self._arns.items()}
        self._owners = {key.id: key.user for key in keys}

    def of(self, change: Change) -> frozenset[str]:
        """As `touched`."""
        match change:
            case AccountEdit() | RootCredentialChange():
                return frozenset()
            case AccessKeyChange():
                names = (change.user, self._owners.get(change.key_id, change.user))
                return frozenset(self._named("user", name, change.user_arn) for name in names)
            case GroupChange() | UserChange() | RoleChange():
                return frozenset((change.arn, self._alike.get((change.target[0], change.name.lower()), change.arn)))
            case MembershipChange() | LoginProfileChange() | UserCredentialChange():
                return frozenset((self._named("user", change.user, change.user_arn),))
            case AttachmentChange() | InlinePolicyChange():
                return frozenset((self._named(change.holder.kind, change.holder.name, change.holder.arn),))

    def groups_of(self, user: str) -> frozenset[str]:
        """ARNs of the groups that the user of that ARN is in."""
        found = self.users.get(user)
        return frozenset() if found is None else frozenset(self._named("group", name, name) for name in found.groups)

    def group_of(self, change: MembershipChange) -> str:
        """ARN of the group that is joined or left."""
        return self._named("group", change.group, change.group_arn)

    def _named(self, kind: str, name: str, otherwise: str) -> str:
        return self._arns.get((kind, name), otherwise)
