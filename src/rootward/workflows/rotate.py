"""Rotate: a new key in the place of an old one, and nothing that runs on it breaks. Resumable at any point.

The states are in `model.rotation`, what comes next in `engine.rotation.machine`, what a place must offer in
`local.key_stores.store`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rootward.errors import GuardRefusedError, UsageError
from rootward.local.account_lock import account_lock
from rootward.local.key_stash import KeyStash
from rootward.local.key_stores.store import Store
from rootward.local.rotations import RotationWriter
from rootward.model.rotation import Closed, Rotation, State
from rootward.model.rotation_rest import Rest
from rootward.workflows.apply import refuse_endpoint
from rootward.workflows.rotating.beginning import (
    Person,
    Quitter,
    Rotating,
    key_id_of,
    opened,
    owner_of,
    refuse_second_rotation,
)
from rootward.workflows.rotating.mailing import may_mail
from rootward.workflows.rotating.run import Rested, go_back, run
from rootward.workflows.rotating.setting import FindStore, Setting
from rootward.workflows.rotating.tools import Tools

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession
    from rootward.engine.rotation.seen import SeenKey


def rotate(session: AwsSession, store: Store, wish: Rotating, person: Person, setting: Setting) -> Rested:
    """Rotate the key that lies in the store, up to the days in which the old one is observed.

    `session`: that key's own, or an administrator's.

    Raises, with nothing changed: UsageError, GuardRefusedError for root's keys, for a second key that stays, for a
    rotation of the user's that is under way, for a foreign endpoint. Later, with a profile that works: what `run`
    raises; `resume` goes on.
    """
    refuse_endpoint(session, allowed=setting.foreign_endpoint)
    keys = setting.keys(session)
    key_id = key_id_of(store, wish)
    owner = owner_of(keys, session.identity, key_id, wish)
    with account_lock(owner.account, setting.folder):
        refuse_second_rotation(setting.rotations(owner.account), owner)
        listed = keys.of_user(owner)
        mails = may_mail(session, owner, setting.announce)
        first = opened(keys, store, owner, key_id, listed=listed, person=person, wish=wish, sends_mail=mails)
        with RotationWriter.create(first, setting.folder) as writer:
            return run(setting.tools(keys, store, writer), may_delete=False)


def resume(session: AwsSession, find_store: FindStore, setting: Setting, user: str | None = None) -> Rested:
    """Go on with the rotation that is under way, forward or back. `user`: whose, where there are several.

    Raises UsageError where there is none, or several; and as `rotate`.
    """
    return _gone_on(session, find_store, setting, user, go_on=_forward)


def roll_back(session: AwsSession, find_store: FindStore, setting: Setting, user: str | None = None) -> Rested:
    """Take the rotation that is under way back: the old key active, the place with it again, the new one switched off.

    Raises as `resume`.
    """
    return _gone_on(session, find_store, setting, user, go_on=go_back)


def give_up(session: AwsSession, person: Quitter, setting: Setting, user: str | None = None) -> Rested:
    """Close the rotation that is under way as it is, where a person says so: no key and no place is touched.

    For one that can go neither way, as where its profile is gone. The secrets that are kept for it are deleted. Raises
    GuardRefusedError where nobody says so, UsageError, and what reading the user's keys raises.
    """
    refuse_endpoint(session, allowed=setting.foreign_endpoint)
    account = session.identity.account
    with account_lock(account, setting.folder):
        rotation = _under_way(setting.rotations(account), user)
        keys = setting.keys(session)
        left = _left(rotation, keys.of_user(rotation.owner))
        if not person.gives_up(rotation, left):
            raise GuardRefusedError(
                f"the rotation of {rotation.opened.old_key_id} stays under way: {rotation.state}",
                advice="it is given up by whoever types so at a terminal",
            )
        with RotationWriter.reopen(rotation, setting.folder) as writer:
            KeyStash(account, rotation.id, setting.folder).keep()  # before: nobody goes on with one that is over
            writer.add(Closed(at=keys.now(), ending="given-up", detail=left))
            return Rested(rotation=writer.rotation, rest=Rest("over", writer.rotation.state))


def _left(rotation: Rotation, keys: tuple[SeenKey, ...]) -> str:
    """Which keys the user has now, and which of them are this rotation's."""
    standing = rotation.standing
    roles = {rotation.opened.old_key_id: "the old one, ", standing.new_key_id: "the new one, "}
    told = (f"{key.id} ({roles.get(key.id, '')}{'active' if key.is_active else 'switched off'})" for key in keys)
    return f"{rotation.owner.user} has {', '.join(told) or 'no key'}"


def _forward(tools: Tools) -> Rested:
    return run(tools, may_delete=False)


def _gone_on(
    session: AwsSession,
    find_store: FindStore,
    setting: Setting,
    user: str | None,
    *,
    go_on: Callable[[Tools], Rested],
) -> Rested:
    refuse_endpoint(session, allowed=setting.foreign_endpoint)
    account = session.identity.account
    with account_lock(account, setting.folder):
        rotation = _under_way(setting.rotations(account), user)
        store = find_store(rotation.opened.place)
        with RotationWriter.reopen(rotation, setting.folder) as writer:
            return go_on(setting.tools(setting.keys(session), store, writer))


def _under_way(rotations: tuple[Rotation, ...], user: str | None) -> Rotation:
    """The one that is meant: the only one, or the only one that is not merely observed. Raises UsageError."""
    found = [one for one in rotations if not one.is_over and user in {None, one.owner.user}]
    pressing = [one for one in found if one.state not in {State.OBSERVING, State.ROLLED_BACK}] or found
    if not pressing:
        whose = f" of {user}'s key" if user else ""
        raise UsageError(f"no rotation{whose} is under way on this machine", advice="begin one: rootward keys rotate")
    if len(pressing) > 1:
        users = ", ".join(sorted(one.owner.user for one in pressing))
        raise UsageError(f"several rotations are under way: of {users}", advice="name the user: --user NAME")
    return pressing[0]
