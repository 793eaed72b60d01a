"""Whether a user may change the own password.

AWS lets every user do so where the password policy has AllowUsersToChangePassword; else a policy must allow it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.iam_policy.document import MalformedPolicyError, Statement, parse
from rootward.iam_policy.wildcard import glob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.iam.models import Group, User

    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.iam.user import PracticeUser

_ACTION = "iam:ChangePassword"


def may_change_own_password(iam: PracticeIamBackend, user: PracticeUser) -> bool:
    """Whether the account's password policy or a policy of the user lets the user change the own password.

    A denial without conditions wins. Conditions are not weighed: a statement that has some allows and never denies.
    """
    statements = [s for text in _documents(iam, user) for s in _statements(text) if _is_about(s, user)]
    if any(s.effect == "Deny" and not s.conditions for s in statements):
        return False
    policy = iam.account_password_policy
    return bool(policy and policy.allow_users_to_change_password) or any(s.effect == "Allow" for s in statements)


def _is_about(statement: Statement, user: PracticeUser) -> bool:
    if not statement.takes(_ACTION):
        return False
    if statement.resources is not None:
        return any(_names(pattern, user) for pattern in statement.resources)
    return not any(_names(pattern, user) for pattern in statement.not_resources or ())


def _names(pattern: str, user: PracticeUser) -> bool:
    return glob(pattern.replace("${aws:username}", user.name), user.arn)


def _statements(text: str) -> tuple[Statement, ...]:
    try:
        return parse(text).statements
    except MalformedPolicyError:
        return ()


def _documents(iam: PracticeIamBackend, user: PracticeUser) -> Iterator[str]:
    """The documents of the user's own policies and of the user's groups."""
    groups = [group for group in iam.groups.values() if any(member.name == user.name for member in group.users)]
    holders: tuple[User | Group, ...] = (user, *groups)
    for holder in holders:
        yield from holder.policies.values()
        for policy in holder.managed_policies.values():
            default = policy.default_version_id
            yield from (version.document for version in policy.versions if version.version_id == default)
