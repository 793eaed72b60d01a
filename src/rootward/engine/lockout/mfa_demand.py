"""Whether policies ask for MFA at all: where none does, nobody can be bound to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.engine.lockout.document import Documents, read
from rootward.engine.lockout.population import identities_of
from rootward.engine.lockout.stage import Stage
from rootward.model.change import AttachmentChange, InlinePolicyChange, MembershipChange
from rootward.model.identity import User
from rootward.model.unknown import Unknown

_KEYS = frozenset({"aws:multifactorauthpresent", "aws:multifactorauthage"})


class MfaDemand:
    """The policies of an account's users, and those that the changes of a stage bring them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        found = identities_of(stage.account)
        self._users = {user.arn: user for user in found.users}
        self._groups = {group.name: group for group in found.groups}
        self._managed = Documents(stage.account)

    def of(self, arn: str, places: Iterable[int]) -> bool:
        """Whether a policy that the user has, or may get by these changes, asks for MFA, as far as they were read."""
        return any(_asks(document) for document in self._documents(self._users[arn], places))

    def _documents(self, user: User, places: Iterable[int]) -> Iterator[str | Unknown | None]:
        changes = [self._stage.changes[place] for place in places]
        joined = [change.group for change in changes if isinstance(change, MembershipChange)]
        yield from self._managed.all_of(user)
        if user.boundary:
            yield self._managed.of(user.boundary)
        for group in (self._groups[name] for name in (*user.groups, *joined) if name in self._groups):
            yield from self._managed.all_of(group)
        yield from (self._managed.of(change.policy_arn) for change in changes if isinstance(change, AttachmentChange))
        yield from (change.after for change in changes if isinstance(change, InlinePolicyChange))


def _asks(document: str | Unknown | None) -> bool:
    found = read(document)
    return found is not None and not found.keys.isdisjoint(_KEYS)
