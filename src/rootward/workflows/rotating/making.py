"""The steps of a rotation: announced, made, and written down, so that a crash in one can be told from what is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from rootward.engine.rotation.times import AGREED, QUIET
from rootward.errors import IncompleteError, JournalError, RootwardError, UsageError
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Done, Failed, Intent, Place, Rotation, StepName, Turned, Why
from rootward.workflows.rotating.cut_off import go_on, ways
from rootward.workflows.rotating.probing import why_not_working
from rootward.workflows.rotating.signing import Signing
from rootward.workflows.rotating.tools import Keys, Tools

if TYPE_CHECKING:
    from rootward.aws.executor import Made, Refused, Unsure
    from rootward.engine.rotation.seen import Seen

_GOALS: Mapping[StepName, Literal["Active", "Inactive", "gone"]] = {
    "clear": "gone",
    "set-aside": "Inactive",
    "discard": "gone",
    "deactivate": "Inactive",
    "delete": "gone",
    "activate": "Active",
    "deactivate-new": "Inactive",
    "delete-new": "gone",
}
"""The steps that are one call about one key."""

_DONE_TO_KEY = {"Active": "switched on", "Inactive": "switched off", "gone": "deleted"}

_MOMENT_SECONDS = 1.0


class Making:
    """Makes the steps of one rotation."""

    def __init__(self, tools: Tools, signing: Signing) -> None:
        self._tools = tools
        self._signing = signing
        self._others: Mapping[StepName, Callable[[str], None]] = {
            "stash": self._stash,
            "probe": self._probe,
            "store": self._store,
            "verify": self._verify,
            "confirm": self._confirm,
            "probe-old": self._probe_old,
            "put-back": self._put_back,
            "verify-old": self._verify_old,
        }

    def make(self, step: StepName, key_id: str, seen: Seen) -> None:
        """Make it, or turn back, or leave it to the next look where nobody knows.

        Raises IncompleteError where it cannot be made now, and all is as the journal says; GuardRefusedError,
        CredentialsError, JournalError.
        """
        if step == "create":
            self._create(seen)
        elif step in _GOALS:
            self._change(step, key_id, seen)
        else:
            self._others[step](key_id)

    def _create(self, seen: Seen) -> None:
        from rootward.aws.executor import Refused

        owner = self._rotation.owner
        self._intend("create", known=tuple(key.id for key in seen.keys))
        made = self._signing.patiently(self._tools.keys, lambda keys: keys.create(owner))
        if isinstance(made, KeyPair):
            self._keep_new(made)
        elif not isinstance(made, Refused):
            self._tools.pace.sleep(QUIET.total_seconds())  # a list may know by then what came of it
        elif made.kind == "limit":
            self._look_for_more(seen, made.detail)
        else:
            self._failed("create", made.detail)
            self.turn("refused", f"AWS makes no key for {owner.user}: {made.detail}")

    def _look_for_more(self, seen: Seen, why: str) -> None:
        """There are more keys than were listed: one of them may be of a creation that brought no answer.

        What it is the next look tells, for the intent stays open. Raises IncompleteError where none comes to be listed.
        """
        self._tools.pace.sleep(AGREED.total_seconds())
        if len(self._signing.listed()) > len(seen.keys):
            return
        owner = self._rotation.owner
        known = ", ".join(key.id for key in seen.keys)
        raise IncompleteError(
            f"AWS makes no key for {owner.user} ({why}), and lists no other than {known}",
            advice="go on in some minutes, when it lists all of them: rootward keys rotate --resume",
        )

    def _keep_new(self, pair: KeyPair) -> None:
        """First of all the secret, for AWS does not tell it again."""
        self._signing.remember(pair)
        try:
            self._fill_stash(pair)
        except JournalError as error:
            self._done("create", pair.key_id)
            self.turn("not-kept", str(error))
            return
        self._done("create", pair.key_id)
        self._done("stash", pair.key_id)

    def _stash(self, key_id: str) -> None:
        try:
            self._fill_stash(self._signing.at_hand()[key_id])
        except JournalError as error:
            self.turn("not-kept", str(error))
            return
        self._done("stash", key_id)

    def _fill_stash(self, new: KeyPair) -> None:
        old = self._signing.at_hand().get(self._rotation.opened.old_key_id)
        self._tools.stash.keep(new, *([old] if old else []))

    def _probe(self, key_id: str) -> None:
        created = self._rotation.standing.made.get("create")
        pair = self._signing.at_hand()[key_id]
        why = why_not_working(
            self._tools,
            lambda: self._tools.keys.tried(pair),
            owner=self._rotation.owner,
            key_id=key_id,
            not_before=created + QUIET if created else None,
        )
        if why:
            self.turn("not-working", f"the new key does not come to work: {why}")
        else:
            self._done("probe", key_id)

    def _store(self, key_id: str) -> None:
        from rootward.local.key_stores.store import NotStored, Stored

        self._ready()
        self._intend("store", key_id)
        outcome = self._put(key_id, instead_of=self._rotation.opened.old_key_id)
        if isinstance(outcome, Stored):
            if outcome.note:
                self._tools.announce(outcome.note)
            self._done("store", key_id)
        elif isinstance(outcome, NotStored):
            self._failed("store", outcome.why)
            self.turn("not-stored", "; ".join(filter(None, (outcome.why, outcome.advice))))

    def _put_back(self, old_id: str) -> None:
        from rootward.local.key_stores.store import NotStored, Stored

        self._ready()
        self._intend("put-back", old_id)
        outcome = self._put(old_id, instead_of=self._rotation.standing.new_key_id)
        if isinstance(outcome, Stored):
            self._done("put-back", old_id)
        elif isinstance(outcome, NotStored):
            self._failed("put-back", outcome.why)
            raise IncompleteError(
                f"both keys are active, and {self._place.label} could not be put back: {outcome.why}",
                advice=outcome.advice or ways(self._rotation),
            )

    def _ready(self) -> None:
        """Raises UsageError, with the command line that can put something there."""
        try:
            self._tools.store.ready()
        except UsageError as error:
            raise UsageError(str(error), advice=f"{error.advice or 'then'}: {go_on(self._rotation)}") from error

    def _put(self, key_id: str, *, instead_of: str) -> object:
        """Stored, NotStored; None where a look into the place tells more. Raises IncompleteError where nothing does."""
        from rootward.local.key_stores.store import NotStored, Stored, Unclear

        store = self._tools.store
        try:
            outcome = store.put(self._signing.at_hand()[key_id], instead_of=instead_of)
        except RootwardError as error:
            outcome = Unclear(str(error))
        if not isinstance(outcome, Unclear):
            return outcome
        held = store.holds()
        if held is None:
            raise IncompleteError(
                f"both keys are active, and whether {self._place.label} has {key_id} is not known: {outcome.why}",
                advice=f"look there, then {ways(self._rotation)}",
            )
        return Stored() if held == key_id else NotStored(outcome.why)

    def _verify(self, key_id: str) -> None:
        self._in_profile("verify", key_id)

    def _confirm(self, key_id: str) -> None:
        self._in_profile("confirm", key_id)

    def _in_profile(self, step: StepName, key_id: str) -> None:
        if why := self._why_profile_fails(key_id):
            self.turn("not-working", f"the profile {self._place.profile} does not work with the new key: {why}")
        else:
            self._done(step, key_id)

    def _probe_old(self, old_id: str) -> None:
        activated = self._rotation.standing.made.get("activate")
        pair = self._signing.at_hand()[old_id]
        why = why_not_working(
            self._tools,
            lambda: self._tools.keys.tried(pair),
            owner=self._rotation.owner,
            key_id=old_id,
            not_before=activated + QUIET if activated else None,
        )
        self._went_back("probe-old", old_id, why)

    def _verify_old(self, old_id: str) -> None:
        self._went_back("verify-old", old_id, self._why_profile_fails(old_id))

    def _went_back(self, step: StepName, old_id: str, why: str) -> None:
        if why:
            raise IncompleteError(
                f"both keys are active, and {old_id} does not work (yet): {why}",
                advice="go on in a minute: rootward keys rotate --rollback",
            )
        self._done(step, old_id)

    def _why_profile_fails(self, key_id: str) -> str:
        profile = self._place.profile
        if profile is None:
            return ""
        return why_not_working(
            self._tools, lambda: self._tools.keys.tried_from(profile), owner=self._rotation.owner, key_id=key_id
        )

    def _change(self, step: StepName, key_id: str, seen: Seen) -> None:
        from rootward.aws.executor import Made, Refused

        keys = self._signing.changing(key_id, seen)
        if step == "discard" and self._rotation.standing.may_be_stored:
            self._clear_place(key_id)
        self._intend(step, key_id)
        outcome = self._signing.patiently(keys, lambda keys: self._call(keys, _GOALS[step], key_id))
        if isinstance(outcome, Made) or (_GOALS[step] == "gone" and _is_missing(outcome)):
            self._done(step, key_id)
        elif isinstance(outcome, Refused) and outcome.kind != "missing":
            if step != "discard":  # the journal would not know of the key any more
                self._failed(step, outcome.detail)
            raise IncompleteError(
                f"the key {key_id} could not be {_DONE_TO_KEY[_GOALS[step]]}: {outcome.detail}",
                advice=f"allow {outcome.call.action}, or go on as an administrator: rootward keys rotate --resume",
            )
        else:
            self._tools.pace.sleep(_MOMENT_SECONDS)

    def _clear_place(self, key_id: str) -> None:
        """A storing that was cut off may have left the secret somewhere, though nothing has the key from there."""
        old_id = self._rotation.opened.old_key_id
        old = self._signing.at_hand().get(old_id)
        if old is not None:
            with suppress(RootwardError):
                self._tools.store.put(old, instead_of=key_id)

    def _call(self, keys: Keys, goal: str, key_id: str) -> Made | Refused | Unsure:
        owner = self._rotation.owner
        if goal == "gone":
            return keys.delete(owner, key_id)
        return keys.set_state(owner, key_id, "Active" if goal == "Active" else "Inactive")

    def turn(self, why: Why, detail: str) -> None:
        """From here on it goes back."""
        self._tools.announce(f"going back: {detail}")
        self._tools.journal.add(Turned(at=self._tools.keys.now(), why=why, detail=detail))

    @property
    def _rotation(self) -> Rotation:
        return self._tools.journal.rotation

    @property
    def _place(self) -> Place:
        return self._rotation.opened.place

    def _intend(self, step: StepName, key_id: str = "", known: tuple[str, ...] = ()) -> None:
        self._tools.journal.add(Intent(at=self._tools.keys.now(), step=step, key_id=key_id, known=known))

    def _done(self, step: StepName, key_id: str) -> None:
        self._tools.journal.add(Done(at=self._tools.keys.now(), step=step, key_id=key_id))

    def _failed(self, step: StepName, detail: str) -> None:
        self._tools.journal.add(Failed(at=self._tools.keys.now(), step=step, detail=detail))


def _is_missing(outcome: object) -> bool:
    from rootward.aws.executor import Refused

    return isinstance(outcome, Refused) and outcome.kind == "missing"
