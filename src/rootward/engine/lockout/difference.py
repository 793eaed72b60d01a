"""Of which users an account says something else than it did before, as far as power and ways in rest on it."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.model.account import Account
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown

_OF_ALL = (
    "id",
    "partition",
    "taken_at",
    "organization",
    "virtual_mfa_devices",
    "saml_providers",
    "oidc_providers",
)
"""What is said of the account as a whole, or changes for nobody by a change of rootward's."""


def users_that_differ(before: Account, after: Account) -> frozenset[str] | None:
    """ARNs of the users; None where what differs may be about anybody."""
    if any(_differ(getattr(before, name), getattr(after, name)) for name in _OF_ALL):
        return None
    rows = _rows_that_differ(before, after)
    old, new = before.identities, after.identities
    if rows is None or isinstance(old, Unknown) or isinstance(new, Unknown):
        return None
    if _differ(old.roles, new.roles) or _differ(_documents(old), _documents(new)):
        return None
    if not _differ(before.access_keys, after.access_keys):
        return _users(old, new, rows)
    if isinstance(before.access_keys, Unknown) or isinstance(after.access_keys, Unknown):
        return None
    return _users(old, new, rows | {key.user for key in set(before.access_keys) ^ set(after.access_keys)})


def _rows_that_differ(before: Account, after: Account) -> set[str] | None:
    """Names of the users of whom the credential report says something else; None where it may be anybody."""
    old, new = before.credential_report, after.credential_report
    if not _differ(old, new):
        return set()
    if isinstance(old, Unknown) or isinstance(new, Unknown) or old.generated_at != new.generated_at:
        return None
    kept = {id(row) for row in old.rows} & {id(row) for row in new.rows}  # nearly all of them, and quick to compare
    return {row.user for row in (*old.rows, *new.rows) if id(row) not in kept}


def _differ(before: object, after: object) -> bool:
    return before is not after and before != after


def _documents(found: Identities) -> list[tuple[str, object]]:
    """How often a policy is attached changes nothing in it."""
    return [(policy.arn, policy.document) for policy in found.policies]


def _users(before: Identities, after: Identities, names: set[str]) -> frozenset[str]:
    """ARNs of the users who differ, whose groups do, or whose names these are."""
    groups = _keys_that_differ(
        {group.name: group for group in before.groups}, {group.name: group for group in after.groups}
    )
    old, new = ({user.arn: user for user in found.users} for found in (before, after))
    by_themselves = _keys_that_differ(old, new)
    by_others = {user.arn for user in after.users if user.name in names or not groups.isdisjoint(user.groups)}
    return frozenset(by_themselves | by_others)


def _keys_that_differ(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {key for key in before.keys() | after.keys() if _differ(before.get(key), after.get(key))}
