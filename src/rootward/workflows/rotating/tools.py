"""What a rotation works with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from rootward.model.rotation import Entry, Rotation
from rootward.workflows.running.pace import Pace

if TYPE_CHECKING:
    from rootward.aws.access_keys import Tried
    from rootward.aws.executor import Made, Refused, Unsure
    from rootward.engine.rotation.seen import SeenKey
    from rootward.local.key_stores.store import Store
    from rootward.model.change.access_key import KeyState
    from rootward.model.key_pair import KeyOwner, KeyPair


class Keys(Protocol):
    """The calls: `aws.access_keys.AccessKeys` says what each does and raises."""

    @property
    def key_id(self) -> str:
        """Id of the key that signs them."""
        ...

    def now(self) -> datetime:
        """By AWS's clock."""
        ...

    def signed_by(self, pair: KeyPair) -> Keys:
        """The same, signed by that key."""
        ...

    def own_pair(self) -> KeyPair | None:
        """The long-lived key that signs them."""
        ...

    def of_user(self, owner: KeyOwner) -> tuple[SeenKey, ...]:
        """The user's keys."""
        ...

    def create(self, owner: KeyOwner) -> KeyPair | Refused | Unsure:
        """Make one."""
        ...

    def set_state(self, owner: KeyOwner, key_id: str, state: KeyState) -> Made | Refused | Unsure:
        """Switch one on or off."""
        ...

    def delete(self, owner: KeyOwner, key_id: str) -> Made | Refused | Unsure:
        """Delete one."""
        ...

    def tried(self, pair: KeyPair) -> Tried:
        """Whether that key works."""
        ...

    def tried_from(self, profile: str) -> Tried:
        """Whether a fresh session of that profile works."""
        ...


class Stash(Protocol):
    """`local.key_stash.KeyStash`."""

    def pairs(self) -> dict[str, KeyPair]:
        """What is kept."""
        ...

    def put_aside(self) -> str:
        """Of a damaged file: keep it under another name, and nothing under its own."""
        ...

    def keep(self, *pairs: KeyPair) -> None:
        """Keep these and no others."""
        ...


class Journal(Protocol):
    """`local.rotations.RotationWriter`."""

    rotation: Rotation

    def add(self, entry: Entry) -> None:
        """Write the entry."""
        ...


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    keys: Keys
    store: Store
    stash: Stash
    journal: Journal
    pace: Pace
    held_here: Callable[[], frozenset[str]]
    """Ids of the keys that any profile of this machine holds. Raises AwsFileError, UsageError."""
    announce: Callable[[str], None]
    """Told each state that is reached, and what a person should know of it."""
