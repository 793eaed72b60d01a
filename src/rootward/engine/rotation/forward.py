"""The way from the old key to the new one."""

from __future__ import annotations

from datetime import datetime, timedelta

from rootward.engine.rotation.case import Case, Rule, why_unread
from rootward.engine.rotation.move import Close, Found, GoBack, Make, Move, Wait
from rootward.engine.rotation.seen import SeenKey
from rootward.engine.rotation.times import AGREED, MOST_DISCARDS, REPORTED, told
from rootward.model.rotation_rest import Rest

_MOST_KEYS = 2
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

_RESUME = "rootward keys rotate --resume"
_ROLLBACK = "rootward keys rotate --rollback"
_RETIRE = "rootward keys retire"

_LOOK = timedelta(seconds=30)
"""So often it is looked for a late use."""


def _old_as_planned(case: Case) -> Move | None:
    if case.new_id:
        return None
    if case.old is None:
        return GoBack("changed", f"{case.opened.owner.user} has no key {case.opened.old_key_id} any more")
    if case.holds_other(case.old.id):
        return GoBack("changed", f"{case.place} does not hold the key that was to be rotated")
    if why := why_unread(case.old):
        return GoBack("changed", f"the last use of the key cannot be read: {why}")
    return None


def _create(case: Case) -> Move | None:
    if case.new_id:
        return None
    if case.standing.discards >= MOST_DISCARDS:
        return GoBack("not-kept", "no new key could be kept")
    second = next((key for key in case.seen.keys if key.id != case.opened.old_key_id), None)
    is_chosen = second is not None and second.id == case.opened.clears
    if second is not None and is_chosen and not second.is_active and not case.has("clear"):
        return _clear(case, second)
    if len(case.seen.keys) < _MOST_KEYS:
        return Make("create")
    is_discarded = second is not None and second.id == case.standing.discarded_id
    if (is_chosen and case.is_within(AGREED, "clear")) or (is_discarded and case.is_within(AGREED, "discard")):
        return Wait(1)  # deleted, and listed still
    ids = ", ".join(key.id for key in case.seen.keys)
    return GoBack("changed", f"{case.opened.owner.user} has two keys already, the most that AWS allows: {ids}")


def _clear(case: Case, second: SeenKey) -> Move:
    """Whoever let it go was told its last use then, which may be days ago."""
    if isinstance(second.last_used, datetime) and second.last_used > case.opened.at:
        return GoBack("changed", f"{second.id}, which was to be deleted, was used at {told(second.last_used)}")
    return Make("clear", second.id)


def _found_stored(case: Case) -> Move | None:
    is_there = case.standing.may_be_stored and case.seen.held == case.new_id
    return Found("store", case.new_id) if is_there else None


def _new_there(case: Case) -> Move | None:
    if case.new is None:
        if case.is_within(AGREED, "create"):
            return Wait(1)  # a list may not know of it yet
        return GoBack("changed", "somebody else deleted the new key")
    return None if case.new.is_active else GoBack("changed", "somebody else switched the new key off")


def _stash(case: Case) -> Move | None:
    is_at_hand = case.new_id in case.seen.stashed
    if not case.has("stash"):
        return Make("stash" if is_at_hand else "discard", case.new_id)
    return None if is_at_hand else GoBack("not-kept", "the secret of the new key is not at hand any more")


def _probe(case: Case) -> Move | None:
    return None if case.has("probe") else Make("probe", case.new_id)


def _store(case: Case) -> Move:
    if case.holds_other(case.opened.old_key_id):
        return GoBack("changed", f"{case.place} does not hold the key any more that was to be rotated")
    return Make("store", case.new_id)


UNTIL_STORED: tuple[Rule, ...] = (_old_as_planned, _create, _found_stored, _new_there, _stash, _probe, _store)


def _over(case: Case) -> Move | None:
    return Close("deleted") if case.has("delete") else None


def _new_in_place(case: Case) -> Move | None:
    """The profile works with the new key, or goes back to the old one."""
    new_is_gone = _new_there(case)
    if new_is_gone is not None:
        return new_is_gone
    old_id = case.opened.old_key_id
    if case.seen.held == old_id:
        return GoBack(
            "in-use" if case.has("deactivate") else "changed", f"somebody put {old_id} back into {case.place}"
        )
    if case.holds_other(case.new_id):
        return Rest(
            "held",
            f"{case.place} has {f'another key, {case.seen.held}' if case.seen.held else 'no key any more'}",
            f"put the new key back, or go back: {_ROLLBACK}",
        )
    return None


def _verify(case: Case) -> Move | None:
    if case.has("verify"):
        return None
    if case.opened.place.profile is not None:
        return Make("verify", case.new_id)
    if case.new is not None and case.used_since(case.new, "store", "deactivate-new"):
        return Found("verify", case.new_id, f"the new key was used at {told(case.new.last_used)}")
    return Rest(
        "unused",
        "nobody has used the new key yet; the old one stays active until then",
        f"let what needs the key take the new one, then: {_RESUME}",
    )


def _old_gone(case: Case) -> Move | None:
    return None if case.old is not None else Found("delete", case.opened.old_key_id, "somebody else deleted it")


def _deactivate(case: Case) -> Move | None:
    if case.old is None or case.has("deactivate"):
        return None
    if not case.old.is_active:
        return Found("deactivate", case.old.id)
    if why := why_unread(case.old):
        return _unread(case.old.id, why)
    if case.used_since(case.old, "store", "deactivate"):
        return Rest(
            "used",
            f"the old key {case.old.id} is used still, last at {told(case.old.last_used)}, by something that does not "
            f"take its key from {case.place}; both keys stay active",
            f"find what it is (rootward keys find) and give it the new key, then: {_RESUME}; "
            f"or end its use: rootward keys deactivate {case.old.id}, then resume",
        )
    seconds = case.seconds_to_quiet("store")
    if seconds > 0:
        return Wait(seconds, f"whether something else uses {case.old.id}, which stays active meanwhile")
    return _mailing(case.old.id, case) if case.opened.sends_mail else Make("deactivate", case.old.id)


def _mailing(old_id: str, case: Case) -> Rest:
    """That a person decides: https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html."""
    user = case.opened.owner.user
    return Rest(
        "used",
        f"{user} may send mail, and AWS records no use of a key over SMTP: an SMTP password may be made of the old key "
        f"{old_id}; both keys stay active",
        f"if one is, make it anew of the new key; then: rootward keys deactivate {old_id} --force, and {_RESUME}",
    )


def _still_held(case: Case) -> Move | None:
    """Before it is switched off; after that a use of it comes first."""
    return None if case.has("deactivate") else _held_here(case)


def _held_here(case: Case) -> Rest | None:
    old_id = case.opened.old_key_id
    if case.old is None or old_id not in case.seen.still_held:
        return None
    state = "it stays active" if case.old.is_active else "it is switched off, and not deleted"
    return Rest(
        "held",
        f"{case.place} has the new key, and a profile of this machine has the old one, {old_id}: {state}",
        f"put the new key there too (rootward keys find says where {old_id} lies), then: {_RESUME}",
    )


def _in_use(case: Case) -> Move | None:
    if case.old is None or not case.used_since(case.old, "store", "deactivate"):
        return None
    detail = f"{case.old.id} is used still, last at {told(case.old.last_used)}"
    if "deactivate" in case.standing.begun:
        return GoBack("in-use", detail)
    # Whoever else switched it off may have had a reason: a leak, say.
    return Rest("used", f"{detail}; somebody else switched it off", f"if that was a mistake, go back: {_ROLLBACK}")


def _confirm(case: Case) -> Move | None:
    return None if case.has("confirm") else Make("confirm", case.new_id)


def _watch(case: Case) -> Move | None:
    """A use of before it was switched off may be told late, and is looked for while somebody is there.

    For no longer than both keys stayed active: whoever shortened that is in a hurry.
    """
    switched_off = case.standing.made.get("deactivate")
    if switched_off is None or case.old is None or "deactivate" not in case.standing.begun:
        return None
    if case.old.is_active and not case.is_within(AGREED, "deactivate"):
        return None
    watched = min(REPORTED, timedelta(seconds=case.opened.settle_seconds))
    left = switched_off + watched - case.seen.at
    if left <= timedelta():
        return None
    why = f"whether a use of {case.old.id} from before it was switched off is told late"
    return Wait(min(left, _LOOK).total_seconds(), why, of=left.total_seconds())


def _observe(case: Case) -> Move:
    old_id = case.opened.old_key_id
    is_active = case.old is not None and case.old.is_active
    if is_active and not case.is_within(AGREED, "deactivate"):
        return Rest(
            "held",
            f"somebody else switched the old key {old_id} on again",
            f"if somebody needs it, go back: {_ROLLBACK}; else switch it off, and it is observed on",
        )
    if (held := _held_here(case)) is not None:
        return held
    if case.until is None or case.seen.at < case.until or is_active:
        return Rest("observing", f"the old key {old_id} is switched off", f"{_RETIRE}, then", case.until)
    if case.old is not None and (why := why_unread(case.old)):
        return _unread(old_id, why)
    if not case.may_delete:
        return Rest("due", f"the old key {old_id} was switched off for long enough", _RETIRE, case.until)
    return Make("delete", old_id)


def _unread(old_id: str, why: str) -> Rest:
    return Rest(
        "held",
        f"whether the old key {old_id} is used cannot be told: {why}",
        f"allow iam:GetAccessKeyLastUsed, then: {_RESUME}",
    )


STORED: tuple[Rule, ...] = (
    _over,
    _new_in_place,
    _old_gone,
    _verify,
    _still_held,
    _deactivate,
    _in_use,
    _confirm,
    _watch,
    _observe,
)
