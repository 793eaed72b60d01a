"""The changes of one stage, which may be made in any order: by whom they touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rootward.engine.lockout.touch import Touch
from rootward.model.account import Account
from rootward.model.change import Change, MembershipChange


class Stage:
    """Changes made to an account side by side."""

    def __init__(self, changes: Sequence[Change], account: Account, name: str) -> None:
        self.changes = tuple(changes)
        self.account = account
        """As it is before the first of them."""
        self.name = name
        """In words: `stage 2`."""
        self._touch = Touch(account)
        self._by_arn: dict[str, list[int]] = defaultdict(list)
        self._joined: dict[str, set[str]] = defaultdict(set)
        for place, change in enumerate(self.changes):
            for arn in self._touch.of(change):
                self._by_arn[arn].append(place)
                if isinstance(change, MembershipChange):
                    self._joined[arn].add(self._touch.group_of(change))

    def about(self, arn: str, through: Iterable[str] = ()) -> tuple[int, ...]:
        """Places of the changes on which the power of the user or role of that ARN hangs, and its way in.

        `through`: the roles that it assumes. They are those that touch it, these roles, and the groups that it is in or
        gets in.
        """
        hangs_on = {arn, *through, *self._touch.groups_of(arn), *self._joined.get(arn, ())}
        return tuple(sorted({place for each in hangs_on for place in self._by_arn.get(each, ())}))

    @property
    def users(self) -> tuple[str, ...]:
        """ARNs of the account's users, sorted."""
        return tuple(sorted(self._touch.users))

    def touches(self, place: int, arn: str) -> bool:
        """Whether the change touches the user or role of that ARN itself."""
        return place in self._by_arn.get(arn, ())
