"""One run of a rotation: looks and moves, until nothing more can be done now. It may end anywhere, and go on later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from rootward.engine.rotation.machine import next_move
from rootward.engine.rotation.move import Close, Found, GoBack, Make, Wait
from rootward.engine.rotation.seen import Seen
from rootward.errors import IncompleteError, JournalError
from rootward.local.key_stash import DamagedStashError
from rootward.model.rotation import Closed, Done, Rotation, State, Turned
from rootward.model.rotation_rest import Rest
from rootward.workflows.rotating.cut_off import left_behind, ways
from rootward.workflows.rotating.making import Making
from rootward.workflows.rotating.signing import Signing
from rootward.workflows.rotating.tools import Tools

if TYPE_CHECKING:
    from rootward.model.key_pair import KeyPair

LONGEST_SECONDS = 7200.0
"""A run takes minutes: the time that both keys stay active, twice. One that goes round in circles is ended."""


class Rested(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run brought the rotation."""

    rotation: Rotation
    rest: Rest
    turned: Turned | None = None
    """Why it went back, where it did."""


def run(tools: Tools, *, may_delete: bool) -> Rested:
    """Go on with the rotation as far as it goes. `may_delete`: a key that was observed for long enough is deleted.

    Raises IncompleteError, GuardRefusedError, CredentialsError, EndpointError, JournalError and what the store raises:
    whatever was under way is found out at the next run, and the profile works with the key that it has.
    """
    try:
        return _Run(tools).run(may_delete=may_delete)
    except KeyboardInterrupt:
        rotation = tools.journal.rotation
        if not rotation.is_over:
            tools.announce(left_behind(rotation))
            tools.announce(ways(rotation))
        raise
    except DamagedStashError:
        raise
    except JournalError as error:
        rotation = tools.journal.rotation
        if not rotation.standing.begun:
            raise
        raise IncompleteError(f"{error}; {left_behind(rotation)}", advice=_then(error.advice, rotation)) from error


def _then(first: str, rotation: Rotation) -> str:
    return f"{first}; then {ways(rotation)}" if first else ways(rotation)


def go_back(tools: Tools) -> Rested:
    """Turn the rotation, as a person asked for, and go back as far as it goes. Raises as `run`."""
    rotation = tools.journal.rotation
    if not rotation.is_over and rotation.standing.turned is None:
        tools.journal.add(Turned(at=tools.keys.now(), why="asked"))
    return run(tools, may_delete=False)


class _Run:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._signing = Signing(tools)
        self._making = Making(tools, self._signing)
        self._told = tools.journal.rotation.state
        self._waits = ""

    def run(self, *, may_delete: bool) -> Rested:
        pace = self._tools.pace
        until = pace.clock() + LONGEST_SECONDS
        self._do_without_damaged()
        while pace.clock() < until:
            self._tidy()
            self._tell()
            rotation = self._tools.journal.rotation
            if rotation.is_over:
                return self._rested(Rest("over", rotation.state))
            seen = self._look()
            move = next_move(rotation, seen, may_delete=may_delete)
            if isinstance(move, Rest):
                return self._rested(move)
            self._take(move, seen)
        raise IncompleteError(
            "the rotation does not come to an end: AWS's answers do not agree with each other",
            advice="go on in some minutes: rootward keys rotate --resume",
        )

    def _take(self, move: Make | Found | GoBack | Wait | Close, seen: Seen) -> None:
        journal, now = self._tools.journal, self._tools.keys.now
        match move:
            case Make(step=step, key_id=key_id):
                self._making.make(step, key_id, seen)
            case Found(step=step, key_id=key_id, detail=detail):
                journal.add(Done(at=now(), step=step, key_id=key_id, detail=detail, is_found=True))
            case GoBack(why=why, detail=detail):
                self._making.turn(why, detail)
            case Wait(seconds=seconds, why=why, of=of):
                if why and why != self._waits:
                    self._tools.announce(f"looking for {of or seconds:.0f} seconds {why}")
                self._waits = why
                self._tools.pace.sleep(seconds)
            case Close(ending=ending, detail=detail):
                self._tools.stash.keep()  # before: nobody goes on with a rotation that is over
                journal.add(Closed(at=now(), ending=ending, detail=detail))

    def _look(self) -> Seen:
        # The place first: whoever changes it meanwhile changes it to a key that the list, made later, knows of.
        held, still_held = self._tools.store.holds(), self._tools.held_here()
        keys = self._signing.listed()
        return Seen(
            at=self._tools.keys.now(),
            keys=keys,
            held=held,
            stashed=frozenset(self._signing.at_hand()),
            kept=frozenset(self._tools.stash.pairs()),
            still_held=still_held,
        )

    def _do_without_damaged(self) -> None:
        """Nothing in the stash is needed once the new key is stored, or has to go. Raises DamagedStashError before."""
        standing = self._tools.journal.rotation.standing
        try:
            self._tools.stash.pairs()
        except DamagedStashError as error:
            if standing.turned is None and "store" not in standing.made:
                raise
            self._tools.announce(f"{error}; it is put aside: {self._tools.stash.put_aside()}")

    def _tidy(self) -> None:
        """Keep no secret in the stash for longer than it may be needed."""
        kept = self._tools.stash.pairs()
        needed = [pair for pair in kept.values() if self._is_needed(pair)]
        if len(needed) < len(kept):
            self._tools.stash.keep(*needed)

    def _is_needed(self, pair: KeyPair) -> bool:
        rotation = self._tools.journal.rotation
        standing = rotation.standing
        if rotation.is_over:
            return False
        if pair.key_id == rotation.opened.old_key_id:
            return "delete" not in standing.made
        if standing.pending is not None and standing.pending.step == "create":
            return True
        last_need = "store" if rotation.opened.place.profile is not None else "deactivate"
        if standing.turned is not None:
            last_need = "verify-old"
        return pair.key_id == standing.new_key_id and last_need not in standing.made

    def _tell(self) -> None:
        state = self._tools.journal.rotation.state
        if state is not self._told and state is not State.GOING_BACK:
            self._tools.announce(state)
        self._told = state

    def _rested(self, rest: Rest) -> Rested:
        rotation = self._tools.journal.rotation
        return Rested(rotation=rotation, rest=rest, turned=rotation.standing.turned)
