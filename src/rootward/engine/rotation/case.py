"""A rotation and a look at it, side by side; and rules, of which the first that has something to say decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from rootward.engine.rotation.move import Move
from rootward.engine.rotation.seen import Seen, SeenKey
from rootward.engine.rotation.times import QUIET, SETTLED
from rootward.model.rotation import Rotation, StepName
from rootward.model.unknown import Unknown


class Case:
    """What the rules look at."""

    def __init__(self, rotation: Rotation, seen: Seen, *, may_delete: bool) -> None:
        """`may_delete`: a key that was observed for long enough may be deleted."""
        self.rotation = rotation
        self.opened = rotation.opened
        self.place = rotation.opened.place.label
        self.standing = rotation.standing
        self.seen = seen
        self.may_delete = may_delete
        self.new_id = self.standing.new_key_id
        self.new = seen.key(self.new_id) if self.new_id else None
        self.old = seen.key(rotation.opened.old_key_id)
        self.until = rotation.observed_until

    def has(self, *steps: StepName) -> bool:
        """Whether all of these steps are made."""
        return all(step in self.standing.made for step in steps)

    def is_within(self, span: timedelta, step: StepName) -> bool:
        """Whether that step was made no longer ago."""
        made = self.standing.made.get(step)
        return made is not None and self.seen.at < made + span

    def holds_other(self, *key_ids: str) -> bool:
        """Whether it is seen that the place has another key than these, or none."""
        return self.seen.held is not None and self.seen.held not in key_ids

    def used_since(self, key: SeenKey, stored: StepName, switched_off: StepName) -> bool:
        """Whether somebody uses a key since the other one was stored, by that step.

        What was under way then does not count. One rule before the key is switched off and after it, when a use is a
        refused call: AWS does not say whether its date moves for one. Where a person switched the key off, what was
        before that does not count either.
        """
        since = self._since(stored, switched_off)
        return since is not None and isinstance(key.last_used, datetime) and key.last_used > since

    def _since(self, stored: StepName, switched_off: StepName) -> datetime | None:
        made = self.standing.made
        if switched_off in self.standing.found and switched_off not in self.standing.begun:
            return made.get(switched_off)
        stored = self._seen_stored(stored)
        return made[stored] + SETTLED if stored in made else None

    def _seen_stored(self, stored: StepName) -> StepName:
        """Where nobody can look into the place, the first use of the new key tells that it is there."""
        return "verify" if stored == "store" and self.opened.place.profile is None and self.has("verify") else stored

    def seconds_to_quiet(self, stored: StepName) -> float:
        """Seconds until the look at the use of a key means something; not above 0: it does."""
        made = self.standing.made.get(self._seen_stored(stored))
        if made is None:
            return 0.0
        quiet = max(SETTLED + QUIET, timedelta(seconds=self.opened.settle_seconds))
        return (made + quiet - self.seen.at).total_seconds()


Rule = Callable[[Case], Move | None]


def first(rules: tuple[Rule, ...], case: Case) -> Move | None:
    """What the first rule says that has something to say."""
    return next((move for rule in rules if (move := rule(case)) is not None), None)


def why_unread(key: SeenKey) -> str:
    """Why the last use is not known; empty where it is."""
    return key.last_used.detail or key.last_used.reason if isinstance(key.last_used, Unknown) else ""
