"""Who signs the calls of a rotation, where one of its two keys is the caller's own.

Never the key that a call is about; and once the new key is in its place never the old one, for whoever uses that one
then is taken for somebody who still needs it. A new key may work, fail, and work again: it is asked for patiently.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from rootward.errors import CredentialsError, GuardRefusedError, RootwardError
from rootward.workflows.rotating.tools import Keys, Tools

if TYPE_CHECKING:
    from rootward.engine.rotation.seen import Seen, SeenKey
    from rootward.model.key_pair import KeyPair

_MOMENT_SECONDS = 1.0

Found = TypeVar("Found")


class Signing:
    """The keys at hand, and which of them signs."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._remembered: dict[str, KeyPair] = {}

    def remember(self, pair: KeyPair) -> None:
        """A pair that is needed later, whatever becomes of where it lies."""
        self._remembered[pair.key_id] = pair

    def at_hand(self) -> dict[str, KeyPair]:
        """All pairs whose secrets can be had, by key id. Raises what the stash and the place raise."""
        for pair in (self._tools.keys.own_pair(), self._tools.store.read(), *self._tools.stash.pairs().values()):
            if pair is not None:
                self.remember(pair)
        return dict(self._remembered)

    def listed(self) -> tuple[SeenKey, ...]:
        """The user's keys. Raises CredentialsError where no key at hand works, and what `of_user` raises."""
        owner = self._tools.journal.rotation.owner
        failure: RootwardError | None = None
        for keys in self._for_looks():
            try:
                return self._patiently(keys, partial(keys.of_user, owner))
            except CredentialsError as error:
                failure = failure or error
        raise failure or CredentialsError(
            f"the key {self._tools.keys.key_id} is switched off by this rotation",
            advice="name the profile that has the other key, or an administrator's, with --profile",
        )

    def changing(self, key_id: str, seen: Seen) -> Keys:
        """Who signs a call about that key. Raises GuardRefusedError where only that key is at hand."""
        keys = self._tools.keys
        if not self._is_own(keys.key_id):
            return keys
        able = [one for one in self._for_looks() if one.key_id != key_id and _is_active(one.key_id, seen)]
        if able:
            return able[0]
        raise GuardRefusedError(
            f"only the key {key_id} itself is at hand to sign with, and no key switches itself off",
            advice="go on as an administrator, with --profile; or with the profile that has the other key",
        )

    def patiently(self, keys: Keys, call: Callable[[Keys], Found]) -> Found:
        """Make a call. Raises CredentialsError where the key still does not work after a while."""
        return self._patiently(keys, lambda: call(keys))

    def _patiently(self, keys: Keys, call: Callable[[], Found]) -> Found:
        pace = self._tools.pace
        until = pace.clock() + pace.patience
        while True:
            try:
                return call()
            except CredentialsError:
                if not self._is_own(keys.key_id) or pace.clock() >= until:
                    raise
                pace.sleep(_MOMENT_SECONDS)

    def _for_looks(self) -> list[Keys]:
        """Who may sign a look, the best first."""
        keys = self._tools.keys
        if not self._is_own(keys.key_id):
            return [keys]
        others = [pair for key_id, pair in self.at_hand().items() if self._is_own(key_id) and key_id != keys.key_id]
        off = self._switched_off()
        able = [one for one in (keys, *(keys.signed_by(pair) for pair in others)) if one.key_id not in off]
        better = self._better()
        return sorted(able, key=lambda one: one.key_id != better) if better else able

    def _is_own(self, key_id: str) -> bool:
        """Whether it is one of the rotation's two keys."""
        rotation = self._tools.journal.rotation
        return key_id in {rotation.opened.old_key_id, rotation.standing.new_key_id}

    def _switched_off(self) -> set[str]:
        """Ids of the keys that this rotation switched off: a server that does not know it yet would count a use."""
        rotation = self._tools.journal.rotation
        made = rotation.standing.made
        off = set()
        if "deactivate" in made and "activate" not in made:
            off.add(rotation.opened.old_key_id)
        if "deactivate-new" in made:
            off.add(rotation.standing.new_key_id)
        return off

    def _better(self) -> str:
        """Id of the key that is to sign where both can; empty: whichever signs already."""
        rotation = self._tools.journal.rotation
        standing = rotation.standing
        if standing.turned is not None:
            return rotation.opened.old_key_id if "put-back" in standing.made else ""
        is_in_place = "verify" if rotation.opened.place.profile is None else "store"
        return standing.new_key_id if is_in_place in standing.made else rotation.opened.old_key_id


def _is_active(key_id: str, seen: Seen) -> bool:
    key = seen.key(key_id)
    return key is not None and key.is_active
