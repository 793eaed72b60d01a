"""Whether AWS has room for all of a plan. A check asks for one gap at a time; what several ask for adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rootward.checks.quota import GROUPS_OF_A_USER, GROUPS_OF_AN_ACCOUNT
from rootward.model.account import Account
from rootward.model.change import Change, GroupChange, MembershipChange
from rootward.model.unknown import Unknown


def without_room(changes: Iterable[Change], account: Account) -> str | None:
    """What AWS would refuse because it is one too many, in one line; None where nothing is.

    What the changes give back is not counted: it may come later than what takes its place.
    """
    found = account.identities
    if isinstance(found, Unknown):
        return None
    made: set[str] = set()
    joined: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        if isinstance(change, GroupChange) and change.after:
            made.add(change.name.lower())
        elif isinstance(change, MembershipChange) and change.after:
            joined[change.user].add(change.group)
    new = made - {group.name.lower() for group in found.groups}
    if new and len(found.groups) + len(new) > GROUPS_OF_AN_ACCOUNT:
        return (
            f"with the rest of the plan the account would have {len(found.groups) + len(new)} groups, and AWS allows "
            f"{GROUPS_OF_AN_ACCOUNT}, if its quota was not raised: delete groups that nobody is in first"
        )
    for user in (user for user in found.users if user.name in joined):
        count = len(joined[user.name].union(user.groups))
        if count > GROUPS_OF_A_USER:
            told = f"with the rest of the plan {user.name} would be in {count} groups, and AWS allows"
            return f"{told} {GROUPS_OF_A_USER}: take the user out of one first"
    return None
