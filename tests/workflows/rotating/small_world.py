"""A small AWS with servers that learn of a key at different times; a place, a stash and a journal that outlive a crash.

Whatever happens is preceded and followed by a point, at which the process may die, and at which the laws are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec

from rootward.aws.access_keys import Tried
from rootward.aws.executor import Made, Refused, Unsure
from rootward.engine.rotation.seen import SeenKey
from rootward.errors import CredentialsError, JournalError
from rootward.local.key_stash import DamagedStashError
from rootward.local.key_stores.store import NotStored, Stored, Unclear
from rootward.model.change import ApiCall
from rootward.model.key_pair import KeyOwner, KeyPair
from rootward.model.rotation import Entry, Opened, Place, Rotation
from rootward.model.secret import Secret
from rootward.workflows.rotating.tools import Tools
from rootward.workflows.running.pace import Pace

ANN = KeyOwner(account="123456789012", user="ann")
ARN = "arn:aws:iam::123456789012:user/people/ann"

OBSERVE_DAYS = 14
MOST_KEYS = 2

DELAYS = (0.0, 4.0, 15.0)
"""Seconds until each server knows of a change."""

ENTRIES: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)

StoreMode = Literal["works", "refuses", "unclear", "unclear-but-stored"]


class Killed(BaseException):
    """The process is no more."""


def is_noted(last: datetime | None, now: datetime) -> bool:
    """Whether AWS notes a use: of several in a quarter of an hour the first only."""
    return last is None or now - last >= timedelta(minutes=15)


def whole_minute(moment: datetime) -> datetime:
    """As AWS tells uses, and they seem to be an instant earlier than they were."""
    return moment.replace(second=0, microsecond=0)


class Key:
    """One of the user's keys."""

    def __init__(self, pair: KeyPair, now: datetime) -> None:
        self.pair = pair
        self.created = now
        self.uses: list[datetime] = []
        """Those that AWS notes."""
        self.history: list[tuple[datetime, str]] = [(now, "Active")]

    @property
    def state(self) -> str:
        return self.history[-1][1]

    @property
    def last_used(self) -> datetime | None:
        return self.uses[-1] if self.uses else None

    def told_use(self, now: datetime, lag: timedelta) -> datetime | None:
        """The last use that is told by now."""
        return next((use for use in reversed(self.uses) if use + lag <= now), None)

    def told_state(self, now: datetime, lag: timedelta) -> str:
        """What a list knows of it."""
        told = [state for at, state in self.history if at + lag <= now]
        return told[-1] if told else "gone"

    @property
    def since(self) -> datetime:
        return self.history[-1][0]

    def seen_by(self, server: int, now: datetime) -> str:
        """The state that the server knows of."""
        known = [state for at, state in self.history if at + timedelta(seconds=DELAYS[server]) <= now]
        return known[-1] if known else "unknown"


class World:
    """AWS, the machine, and what may go wrong."""

    def __init__(
        self,
        *,
        is_seen: bool = True,
        is_own: bool = True,
        counts_refused: bool = True,
        settle_seconds: int = 0,
        list_lag: int = 0,
        use_lag: int = 0,
        has_batch: bool = False,
    ) -> None:
        """`is_seen`: the place can be looked into. `is_own`: the profile's key signs, and not an administrator's.

        `list_lag`: so many seconds later a list tells of a new key and a new state; `use_lag`: of a use, then by whole
        minutes. `has_batch`: a second profile has the key as well.
        """
        self.list_lag, self.use_lag = timedelta(seconds=list_lag), timedelta(seconds=use_lag)
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.is_own = is_own
        self.counts_refused = counts_refused
        self.keys: dict[str, Key] = {}
        self.gone: dict[str, Key] = {}
        self.number = 0
        self.turn = 0
        self.held = self.make_key()
        self.first = self.held
        self.batch: KeyPair | None = self.held if has_batch else None
        self.ever_held = {self.held.key_id}
        self.settle()
        self.stash: dict[str, str] = {}
        self.stash_fails = False
        self.stash_is_damaged = False
        self.store_mode: StoreMode = "works"
        self.ready: Callable[[], None] = lambda: None
        """Raises where nothing can be put into the place."""
        self.lost_answers: set[int] = set()
        """The numbers of the calls that bring no answer; odd ones were made."""
        self.refused: set[int] = set()
        self.call_number = 0
        self.dies_in: int | None = None
        self.is_dead = False
        self.laws: Callable[[], None] = lambda: None
        self.on_delete: Callable[[Key], None] = lambda _key: None
        self.on_switch_off: Callable[[Key], None] = lambda _key: None
        self.elsewhere: Callable[[], None] = lambda: None
        """What goes on each second that this machine waits."""
        self.announced: list[str] = []
        place = Place(kind="credentials-file" if is_seen else "output", profile="p" if is_seen else None, label="[p]")
        self.lines = [
            msgspec.json.encode(
                Opened(
                    at=self.now,
                    owner=ANN,
                    old_key_id=self.held.key_id,
                    old_was_active=True,
                    place=place,
                    observe_days=OBSERVE_DAYS,
                    settle_seconds=settle_seconds,
                )
            )
        ]

    # AWS

    def make_key(self) -> KeyPair:
        self.number += 1
        pair = KeyPair(f"KEY{self.number}", Secret(f"hidden-{self.number}"))
        self.keys[pair.key_id] = Key(pair, self.now)
        return pair

    def settle(self) -> None:
        """Enough time for every server to know of everything."""
        self.now += timedelta(seconds=max(DELAYS) + 1)

    def answers(self, pair: KeyPair, server: int) -> bool:
        """Whether that server takes the key."""
        key = self.keys.get(pair.key_id) or self.gone.get(pair.key_id)
        return key is not None and key.pair == pair and key.seen_by(server, self.now) == "Active"

    def use(self, pair: KeyPair) -> bool:
        """Sign a call, at the next server; whether it is taken."""
        self.turn += 1
        works = self.answers(pair, self.turn % len(DELAYS))
        key = self.keys.get(pair.key_id)
        if key is not None and (works or self.counts_refused) and is_noted(key.last_used, self.now):
            key.uses.append(self.now.replace(microsecond=0))
        return works

    def works_everywhere(self, pair: KeyPair) -> bool:
        return all(self.answers(pair, server) for server in range(len(DELAYS)))

    def set_state(self, key_id: str, state: str) -> None:
        self.keys[key_id].history.append((self.now, state))

    def delete(self, key_id: str) -> None:
        key = self.keys.pop(key_id)
        key.history.append((self.now, "gone"))
        self.gone[key_id] = key

    # the machine

    def point(self) -> None:
        """Before and after whatever happens."""
        self.laws()
        if self.dies_in is not None:
            self.dies_in -= 1
            self.is_dead |= self.dies_in < 0
        if self.is_dead:
            raise Killed

    def sleep(self, seconds: float) -> None:
        """Time passes, and programs work under the profile meanwhile."""
        self.point()
        end = self.now + timedelta(seconds=seconds)
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=1))
            self.laws()
            self.use(self.held)
            if self.batch is not None:
                self.use(self.batch)
            self.elsewhere()
        self.point()

    def process(self) -> Tools:
        """A new process: what it remembers is what lies on disk."""
        self.is_dead = False
        first = self.keys.get(self.first.key_id)
        has_first = self.place.profile is None and first is not None and first.state == "Active"
        signer = (self.first if has_first else self.held) if self.is_own else None
        clock = self.now
        return Tools(
            keys=SmallKeys(self, signer),
            store=SmallStore(self),
            stash=SmallStash(self),
            journal=SmallJournal(self),
            pace=Pace(now=lambda: self.now, clock=lambda: (self.now - clock).total_seconds(), sleep=self.sleep),  # noqa: PLW0108 - time goes on
            held_here=lambda: frozenset(pair.key_id for pair in (self.held_here, self.batch) if pair is not None),
            announce=self.announced.append,
        )

    @property
    def held_here(self) -> KeyPair | None:
        return self.held if self.place.profile else None

    @property
    def rotation(self) -> Rotation:
        opened = msgspec.json.decode(self.lines[0], type=Opened)
        entries = tuple(ENTRIES.decode(line) for line in self.lines[1:])
        return Rotation(id="r", opened=opened, entries=entries)

    @property
    def place(self) -> Place:
        return self.rotation.opened.place


class SmallKeys:
    """The calls."""

    def __init__(self, world: World, signer: KeyPair | None) -> None:
        self._world = world
        self._signer = signer

    @property
    def key_id(self) -> str:
        return self._signer.key_id if self._signer else "ADMIN"

    def now(self) -> datetime:
        return self._world.now

    def signed_by(self, pair: KeyPair) -> SmallKeys:
        return SmallKeys(self._world, pair)

    def own_pair(self) -> KeyPair | None:
        return self._signer

    def of_user(self, owner: KeyOwner) -> tuple[SeenKey, ...]:
        assert owner == ANN
        self._world.point()
        self._sign()
        world = self._world
        return tuple(
            SeenKey(
                id=key_id,
                is_active=state == "Active",
                created_at=key.created.replace(microsecond=0),
                last_used=self._told_use(key),
            )
            for key_id, key in {**world.gone, **world.keys}.items()
            if (state := key.told_state(world.now, world.list_lag)) != "gone"
        )

    def _told_use(self, key: Key) -> datetime | None:
        world = self._world
        used = key.told_use(world.now, world.use_lag)
        return whole_minute(used) if used is not None and world.use_lag else used

    def create(self, owner: KeyOwner) -> KeyPair | Refused | Unsure:
        assert owner == ANN
        if len(self._world.keys) >= MOST_KEYS:
            return Refused(_call("CreateAccessKey"), "limit", "LimitExceeded", "two keys")
        made: KeyPair | Refused | Unsure = self._made("CreateAccessKey", self._world.make_key)
        return made

    def set_state(self, owner: KeyOwner, key_id: str, state: str) -> Made | Refused | Unsure:
        assert owner == ANN
        assert key_id != self.key_id, "a key never changes itself"
        if key_id not in self._world.keys:
            return Refused(_call("UpdateAccessKey"), "missing", "NoSuchEntity", "gone")
        if state == "Inactive":
            self._world.on_switch_off(self._world.keys[key_id])
        made: Made | Refused | Unsure = self._made("UpdateAccessKey", lambda: self._world.set_state(key_id, state))
        return made

    def delete(self, owner: KeyOwner, key_id: str) -> Made | Refused | Unsure:
        assert owner == ANN
        assert key_id != self.key_id, "a key never deletes itself"
        if key_id not in self._world.keys:
            return Refused(_call("DeleteAccessKey"), "missing", "NoSuchEntity", "gone")
        self._world.on_delete(self._world.keys[key_id])
        made: Made | Refused | Unsure = self._made("DeleteAccessKey", lambda: self._world.delete(key_id))
        return made

    def tried(self, pair: KeyPair) -> Tried:
        self._world.point()
        works = self._world.use(pair)
        self._world.point()
        return Tried(ARN, pair.key_id) if works else Tried(why="the token is invalid")

    def tried_from(self, profile: str) -> Tried:
        assert profile == "p"
        return self.tried(self._world.held)

    def _made(self, operation: str, effect: Callable[[], Any]) -> Any:
        self._world.point()
        self._sign()
        self._world.call_number += 1
        number = self._world.call_number
        if number in self._world.refused:
            return Refused(_call(operation), "denied", "AccessDenied", "denied")
        is_lost = number in self._world.lost_answers
        made = effect() if number % 2 or not is_lost else None
        self._world.point()
        if is_lost:
            return Unsure(_call(operation), "no answer")
        return made if isinstance(made, KeyPair) else Made("r")

    def _sign(self) -> None:
        if self._signer is not None and not self._world.use(self._signer):
            raise CredentialsError("the token is invalid")


def _call(operation: str) -> ApiCall:
    return ApiCall(operation=operation, parameters={"UserName": ANN.user})


class SmallStore:
    """A place that one key lies in."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def place(self) -> Place:
        return self._world.place

    def holds(self) -> str | None:
        self._world.point()
        return self._world.held.key_id if self.place.profile else None

    def read(self) -> KeyPair | None:
        return self._world.held if self.place.profile else None

    def ready(self) -> None:
        self._world.ready()

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored | Unclear:
        world = self._world
        world.point()
        mode = world.store_mode
        if world.held.key_id not in {pair.key_id, instead_of}:
            return NotStored("it has another key")
        if self.place.profile and world.held == pair and (world.batch is None or world.batch.key_id != instead_of):
            return Stored()
        if mode in {"works", "unclear-but-stored"}:
            if world.batch is not None and world.batch.key_id == instead_of:
                world.batch = pair
            world.held = pair
            world.ever_held.add(pair.key_id)
        world.point()
        if mode == "works":
            return Stored()
        return NotStored("it is read-only") if mode == "refuses" else Unclear("it was killed")


class SmallStash:
    """What lies in the stash."""

    def __init__(self, world: World) -> None:
        self._world = world

    def pairs(self) -> dict[str, KeyPair]:
        if self._world.stash_is_damaged:
            raise DamagedStashError("the stash is damaged")
        return {key_id: KeyPair(key_id, Secret(secret)) for key_id, secret in self._world.stash.items()}

    def put_aside(self) -> str:
        self._world.stash, self._world.stash_is_damaged = {}, False
        return "aside"

    def keep(self, *pairs: KeyPair) -> None:
        self._world.point()
        if self._world.stash_fails and pairs:
            raise JournalError("the disk is full")
        self._world.stash = {pair.key_id: pair.secret.reveal() for pair in pairs}
        self._world.point()


class SmallJournal:
    """Lines on disk."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.rotation = world.rotation

    def add(self, entry: Entry) -> None:
        self._world.point()
        self._world.lines.append(msgspec.json.encode(entry))
        self._world.point()
        self.rotation = self._world.rotation
