"""Before a rotation: whose key it is, whether it can be rotated, and whether there is room for another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

import msgspec

from rootward.engine.rotation.times import REPORTED, USE_NOTED, told
from rootward.errors import GuardRefusedError, IncompleteError, UsageError
from rootward.model.key_pair import KeyOwner
from rootward.model.rotation import Opened, Rotation
from rootward.model.unknown import Unknown
from rootward.workflows.rotating.cut_off import ways

if TYPE_CHECKING:
    from rootward.aws.access_keys import AccessKeys
    from rootward.aws.session import Identity
    from rootward.engine.rotation.seen import SeenKey
    from rootward.local.key_stores.store import Store
    from rootward.workflows.rotating.tools import Keys


SETTLE_SECONDS = int((USE_NOTED + REPORTED).total_seconds())


class Person(Protocol):
    """Whoever decides what nobody else may."""

    def deletes_second(self, rotated: SeenKey, second: SeenKey) -> bool:
        """Whether the user's second key, which is switched off, is deleted for good, to make room for the new one.

        Both come with their last use. False where nobody can be asked.
        """
        ...


class Quitter(Protocol):
    """Whoever says that nothing more is to be done."""

    def gives_up(self, rotation: Rotation, left: str) -> bool:
        """Whether the rotation is closed as it is. `left`: which keys its user has. False where nobody can be asked."""
        ...


class Rotating(msgspec.Struct, frozen=True, kw_only=True):
    """Which key is to be rotated."""

    key_id: str | None = None
    """None: the one that the place holds."""
    user: str | None = None
    """The IAM user's name, where it is not the caller; None: AWS is asked whose the key is."""
    observe_days: int = 14
    settle_seconds: int = SETTLE_SECONDS
    """So long at least both keys stay active, and it is looked whether something else uses the old one. Less than
    twenty minutes shows little, for AWS notes a use once in a quarter of an hour, and tells it some minutes later: use
    shows then while the key is observed."""


def key_id_of(store: Store, wish: Rotating) -> str:
    """Id of the key to rotate. Raises UsageError: none is named, or the place has another."""
    held = store.holds()
    key_id = wish.key_id or held
    if not key_id:
        raise UsageError(
            f"{store.place.label} has no key that could be rotated", advice="name the key by its id, or another profile"
        )
    if held is not None and held != key_id:
        raise UsageError(f"{store.place.label} has the key {held or 'none'}, and not {key_id}")
    return key_id


def owner_of(keys: AccessKeys, identity: Identity, key_id: str, wish: Rotating) -> KeyOwner:
    """The IAM user whose key it is. Raises GuardRefusedError for root's, UsageError, IncompleteError.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
    """
    if identity.key_id == key_id:
        if identity.is_root:
            raise _of_root(key_id)
        if identity.user is None:
            raise UsageError(
                f"{identity.arn} is no IAM user, and has no key that could be rotated",
                advice="name the profile of the user's own key, with --profile",
            )
        name = identity.user
    else:
        found = wish.user or keys.owner_of(key_id)
        if found is None:
            raise _of_root(key_id)
        name = found
    if wish.user is not None and wish.user != name:
        raise UsageError(f"the key {key_id} is not of {wish.user}, but of {name}")
    try:
        return KeyOwner(account=identity.account, user=name)
    except ValueError as error:
        raise UsageError(str(error), advice="'rootward list users' shows the users' names") from None


def _of_root(key_id: str) -> GuardRefusedError:
    return GuardRefusedError(
        f"{key_id} is a key of the root user: root's keys are never rotated, only deleted",
        advice="work as a user of your own, and delete it: 'rootward explain root-access-key-present' says how",
    )


def refuse_second_rotation(rotations: Iterable[Rotation], owner: KeyOwner) -> None:
    """Raises GuardRefusedError where a rotation of the user's key is under way."""
    for rotation in rotations:
        if rotation.owner == owner and not rotation.is_over:
            raise GuardRefusedError(
                f"a rotation of {owner.user}'s key {rotation.opened.old_key_id} is under way: {rotation.state}",
                advice=_waited_for(rotation) or ways(rotation),
            )


def _waited_for(rotation: Rotation) -> str:
    """Until when a key is observed, and how it goes earlier; empty where none is."""
    until = rotation.observed_until
    if until is None:
        return ""
    spare = rotation.opened.old_key_id if rotation.standing.turned is None else rotation.standing.new_key_id
    return (
        f"{spare} is observed until {told(until)}, then rootward keys retire deletes it; "
        f"to rotate before that: rootward keys delete {spare}, then rootward keys retire"
    )


def opened(
    keys: Keys,
    store: Store,
    owner: KeyOwner,
    key_id: str,
    *,
    listed: tuple[SeenKey, ...],
    person: Person,
    wish: Rotating,
    sends_mail: bool,
) -> Opened:
    """The first line of the journal. Raises GuardRefusedError, IncompleteError and UsageError: nothing was changed."""
    old = next((key for key in listed if key.id == key_id), None)
    if old is None:
        raise UsageError(f"{owner.user} of account {owner.account} has no key {key_id}")
    if isinstance(old.last_used, Unknown):
        raise IncompleteError(
            f"the last use of {key_id} cannot be read, and no key is switched off without it: {old.last_used.detail}",
            advice="allow iam:GetAccessKeyLastUsed",
        )
    second = next((key for key in listed if key.id != key_id), None)
    return Opened(
        at=keys.now(),
        owner=owner,
        old_key_id=key_id,
        old_was_active=old.is_active,
        place=store.place,
        observe_days=wish.observe_days,
        settle_seconds=wish.settle_seconds,
        sends_mail=sends_mail,
        clears="" if second is None else _cleared(owner, old, second, person),
    )


def _cleared(owner: KeyOwner, old: SeenKey, second: SeenKey, person: Person) -> str:
    """Id of the second key, if it may be deleted. Raises GuardRefusedError."""
    told_both = "; ".join(_told(key) for key in (old, second))
    message = f"{owner.user} has two keys, the most that AWS allows: {told_both}"
    if second.is_active:
        raise GuardRefusedError(
            message,
            advice=f"if nothing needs {second.id}: rootward keys deactivate {second.id}, and delete it some days later",
        )
    if not person.deletes_second(old, second):
        raise GuardRefusedError(message, advice=f"if nothing needs it: rootward keys delete {second.id}")
    return second.id


def _told(key: SeenKey) -> str:
    state = "active" if key.is_active else "switched off"
    if isinstance(key.last_used, Unknown):
        return f"{key.id}, {state}, its last use could not be read"
    used = "never used" if key.last_used is None else f"last used {told(key.last_used)}"
    return f"{key.id}, {state}, {used}"
