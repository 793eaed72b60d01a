"""A rotation of one access key, as its journal tells it: what was announced, what came of it, and how far it is.

    PLANNED → CREATED → STASHED → PROPAGATED → STORED → VERIFIED → OLD_INACTIVE → OBSERVING → DELETED

- CREATED: AWS made the new key; its secret is in memory. A key whose secret is lost here is deleted, and made anew.
- STASHED: both secrets, the new and the old, lie in a file of rootward's own. Nothing that happens later loses one.
- PROPAGATED: the new key works, several times in a row. The profile has the old one still.
- STORED: the place has the new key. The new secret leaves the stash; the old one stays, for the way back.
- VERIFIED: the profile works with the new key; where nobody can look into the place, the new key was used.
- OLD_INACTIVE: the old key is switched off, after a look that nobody used it since the new one was stored.
- OBSERVING: the profile works without it. So many days pass.
- DELETED: the old key is gone, and its secret leaves the stash.

The way back ends in ROLLED_BACK: the old key is active and the profile has it again. A new key that no place ever had
is deleted at once; one that a place had is switched off, and deleted after the same days: programs may hold it.
FAILED is a rotation that went back by itself before anything was stored. GIVEN_UP is one of which nothing more can be
done, for both keys are gone, or which a person closed as it was.

The journal is JSON lines and holds no secret. All its times are by AWS's clock, not this machine's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from rootward.model.key_pair import KeyOwner

ROTATION_SCHEMA = 1

StepName = Literal[
    "clear",
    "create",
    "set-aside",
    "discard",
    "stash",
    "probe",
    "store",
    "verify",
    "deactivate",
    "confirm",
    "delete",
    "activate",
    "probe-old",
    "put-back",
    "verify-old",
    "deactivate-new",
    "delete-new",
]
"""`clear`: delete the inactive second key that the person chose. `set-aside`: switch off what a creation without an
answer seems to have made. `discard`: delete that, or a new key that no place has.
`confirm`: the profile works once the old key is off. From `activate` on: the way back."""

Why = Literal["asked", "in-use", "not-kept", "not-working", "not-stored", "refused", "changed"]
"""Why a rotation goes back. `refused`: AWS makes no key. `changed`: somebody else touched the keys or the place."""

Ending = Literal["deleted", "rolled-back", "failed", "given-up"]


class State(StrEnum):
    """How far a rotation is."""

    PLANNED = "planned"
    CREATED = "created"
    STASHED = "stashed"
    PROPAGATED = "propagated"
    STORED = "stored"
    VERIFIED = "verified"
    OLD_INACTIVE = "old-inactive"
    OBSERVING = "observing"
    DELETED = "deleted"
    GOING_BACK = "going-back"
    ROLLED_BACK = "rolled-back"
    FAILED = "failed"
    GIVEN_UP = "given-up"


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the key is stored, as far as a journal may say: what `--resume` finds the store again by."""

    kind: Literal["credentials-file", "keyring", "output", "program"]
    profile: str | None
    """The profile that works with what lies there, whose fresh sessions prove it; None: nobody can look into it."""
    label: str
    """For people, as `~/.aws/credentials [default]`. No argument of a program: it may be a secret."""


class Opened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="opened", tag_field="type"):
    """The first line."""

    schema: Literal[1] = 1
    at: datetime
    owner: KeyOwner
    old_key_id: str
    old_was_active: bool
    """False: there is no way back from STORED, for the profile did not work before."""
    place: Place
    observe_days: Annotated[int, msgspec.Meta(ge=1)]
    settle_seconds: Annotated[int, msgspec.Meta(ge=0)]
    """So long at least both keys stay active once the place has another one, so that a use of the other shows."""
    clears: str = ""
    """Id of the inactive second key that the person wants deleted, to make room."""
    sends_mail: bool = False
    """Whether the owner may send mail over SMTP: no use tells then that the old key is needed, and a person decides."""


class _Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    at: datetime


class Intent(_Line, frozen=True):
    """A step that is about to be made. Without a Done or Failed after it, nobody knows whether it was."""

    step: StepName
    key_id: str = ""
    known: tuple[str, ...] = ()
    """Of `create`: the ids of the keys that the user has before it."""


class Done(_Line, frozen=True):
    """A step that was made, or was found made."""

    step: StepName
    key_id: str = ""
    detail: str = ""
    is_found: bool = False
    """Somebody else made it, or a run that was cut off."""


class Failed(_Line, frozen=True):
    """A step of which nothing happened."""

    step: StepName
    detail: str = ""


class Turned(_Line, frozen=True):
    """From here on the rotation goes back."""

    why: Why
    detail: str = ""


class Closed(_Line, frozen=True):
    """Nothing of it is left to be done."""

    ending: Ending
    detail: str = ""
    """Of `given-up`: what was left."""


Entry = Intent | Done | Failed | Turned | Closed


class Standing(msgspec.Struct, kw_only=True):
    """What the entries come to."""

    new_key_id: str = ""
    orphan_id: str = ""
    """A key that is taken for one whose creation brought no answer: it is switched off, and watched."""
    made: dict[StepName, datetime]
    """When each step was made that still counts: a discarded key takes with it what was made of it."""
    found: set[StepName]
    """Those of them that somebody else made."""
    begun: set[StepName]
    """Steps that were announced at any time, whatever came of them."""
    may_be_stored: bool = False
    """Storing began: only a look into the place, or a store that says so, tells that it does not have the new key."""
    was_maybe_stored: bool = False
    """So before the last storing began: where that one changed nothing, an earlier one may have."""
    discards: int = 0
    discarded_id: str = ""
    """The last of them."""
    turned: Turned | None = None
    pending: Intent | None = None
    """The last intent, where nothing is known of what came of it."""
    closed: Ending | None = None
    closing: str = ""
    """What was left of one that was given up."""

    def add(self, entry: Entry) -> None:
        """Go on by one entry."""
        match entry:
            case Intent():
                self.pending = entry
                self.begun.add(entry.step)
                if entry.step == "set-aside":
                    self.orphan_id = entry.key_id
                if entry.step == "store":
                    self.was_maybe_stored, self.may_be_stored = self.may_be_stored, True
            case Done():
                self.pending = None
                self._done(entry)
            case Failed():
                self.pending = None
                if entry.step == "store":
                    self.may_be_stored = self.was_maybe_stored
            case Turned():
                self.turned = entry
            case Closed():
                self.closed, self.closing = entry.ending, entry.detail

    def _done(self, entry: Done) -> None:
        if entry.step == "discard":
            self.discards += 1
            self.new_key_id, self.orphan_id, self.discarded_id = "", "", entry.key_id
            self.may_be_stored = self.was_maybe_stored = False
            for step in _OF_NEW_KEY:
                self.made.pop(step, None)
            self.made["discard"] = entry.at
            return
        if entry.step == "create":
            self.new_key_id = entry.key_id
        if entry.step == "activate":
            self.made.pop("probe-old", None)
        self.made[entry.step] = entry.at
        if entry.is_found:
            self.found.add(entry.step)


_OF_NEW_KEY: tuple[StepName, ...] = ("create", "set-aside", "stash", "probe", "store")

_STATES: tuple[tuple[StepName, State], ...] = (
    ("delete", State.DELETED),
    ("confirm", State.OBSERVING),
    ("deactivate", State.OLD_INACTIVE),
    ("verify", State.VERIFIED),
    ("store", State.STORED),
    ("probe", State.PROPAGATED),
    ("stash", State.STASHED),
    ("create", State.CREATED),
)


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """A journal that was read."""

    id: str
    """Its file's name without the ending."""
    opened: Opened
    entries: tuple[Entry, ...] = ()

    @property
    def owner(self) -> KeyOwner:
        """Whose key is rotated."""
        return self.opened.owner

    @property
    def standing(self) -> Standing:
        """How far it is, in detail."""
        standing = Standing(made={}, found=set(), begun=set())
        for entry in self.entries:
            standing.add(entry)
        return standing

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to be done."""
        return any(isinstance(entry, Closed) for entry in self.entries)

    @property
    def state(self) -> State:
        """How far it is, in one word."""
        standing = self.standing
        if standing.closed is not None:
            return State(standing.closed)
        if standing.turned is not None:
            return State.ROLLED_BACK if "deactivate-new" in standing.made else State.GOING_BACK
        return next((state for step, state in _STATES if step in standing.made), State.PLANNED)

    @property
    def observed_until(self) -> datetime | None:
        """When the key that is switched off may be deleted, the old one or, on the way back, the new; None: none is."""
        standing = self.standing
        since = standing.made.get("deactivate-new" if standing.turned else "deactivate")
        return None if since is None else since + timedelta(days=self.opened.observe_days)
