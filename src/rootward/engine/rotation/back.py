"""The way back of a rotation: the old key active, the profile with it again, and only then the new one gone.

A new key that no place ever had is deleted at once. One that a place had may be in the memory of programs: it is
switched off after a look that nobody uses it, and deleted after as many days as the old one would have been.
"""

from __future__ import annotations

from rootward.engine.rotation.case import Case, Rule, why_unread
from rootward.engine.rotation.move import Close, Found, Make, Move, Wait
from rootward.engine.rotation.times import AGREED, told
from rootward.model.rotation import Ending
from rootward.model.rotation_rest import Rest

_AGAIN = "rootward keys rotate --rollback"


def _never_stored(case: Case) -> Move | None:
    """What is left to do with a key that no place has."""
    if not case.new_id:
        return Close(_ending(case))
    if case.has("put-back") or _may_be_in_place(case):
        return None
    if case.new is not None:
        return Make("discard", case.new_id)
    if case.is_within(AGREED, "create"):
        return Wait(1)  # a list may not know of it yet
    return Found("discard", case.new_id)


def _ending(case: Case) -> Ending:
    return "rolled-back" if case.standing.turned is not None and case.standing.turned.why == "asked" else "failed"


def _may_be_in_place(case: Case) -> bool:
    if case.has("store") or case.new_id in case.seen.still_held:
        return True
    return case.standing.may_be_stored if case.seen.held is None else case.seen.held == case.new_id


def _over(case: Case) -> Move | None:
    return Close("rolled-back") if case.has("delete-new") else None


def _nothing_left(case: Case) -> Move | None:
    """Both keys are gone, or their user is: there is nothing to go back to."""
    if case.old is not None or case.new is not None:
        return None
    return Wait(1) if case.is_within(AGREED, "create") else Close("given-up", "both keys are gone")


def _no_way(case: Case) -> Move | None:
    if case.has("put-back"):
        return None
    if case.old is None and case.has("store") and case.new is not None and not case.holds_other(case.new_id):
        return Close("deleted")  # it came to its end before anybody wanted it back
    if case.old is None:
        return Rest(
            "held",
            f"there is no way back: {case.opened.old_key_id} is gone, and {case.place} keeps the new key",
            "look whether the new key works; if it does not, an administrator makes another",
        )
    if not case.opened.old_was_active:
        return Rest(
            "held",
            f"there is no way back: {case.old.id} was switched off before the rotation; {case.place} keeps the new key",
            "begin another rotation of the new key, if it is not to stay",
        )
    return None


def _activate(case: Case) -> Move | None:
    if case.old is None or case.has("verify-old"):  # who switches it off after that means it
        return None
    # A list may not know yet that this rotation switched it off.
    if "deactivate" in case.standing.begun and not case.has("activate"):
        return Make("activate", case.old.id)
    if case.old.is_active:
        return None
    return Wait(1) if case.is_within(AGREED, "activate") else Make("activate", case.old.id)


def _probe_old(case: Case) -> Move | None:
    if case.has("put-back") or case.old is None:
        return None
    if case.old.id not in case.seen.stashed:
        return Rest(
            "held",
            f"both keys are active; the secret of {case.old.id} is not at hand, so {case.place} keeps the new one",
            f"put {case.old.id} back yourself, then: {_AGAIN}",
        )
    return None if case.has("probe-old") else Make("probe-old", case.old.id)


def _put_back(case: Case) -> Move | None:
    old_id = case.opened.old_key_id
    if case.has("put-back"):
        return None
    if case.holds_other(case.new_id, old_id):
        return Rest(
            "held",
            f"both keys are active; {case.place} has {case.seen.held or 'no key'}, which is neither",
            f"put {old_id} back yourself, then: {_AGAIN}",
        )
    return Make("put-back", old_id)  # also where the profile has it already: others here may have the new one still


def _verify_old(case: Case) -> Move | None:
    if case.has("verify-old"):
        return None
    if case.opened.place.profile is not None:
        return Make("verify-old", case.opened.old_key_id)
    return Found("verify-old", case.opened.old_key_id, "nobody can look there: the use of the new key tells it")


def _new_gone(case: Case) -> Move | None:
    return None if case.new is not None else Found("delete-new", case.new_id)


def _old_in_place(case: Case) -> Move | None:
    old_id = case.opened.old_key_id
    if case.old is not None and case.old.is_active and not case.holds_other(old_id):
        return None
    return Rest("held", f"{case.place} does not work with {old_id}, so the new key stays as it is", _AGAIN)


def _new_in_use(case: Case) -> Move | None:
    if case.new is None:
        return None
    why = why_unread(case.new)
    if not why and not case.used_since(case.new, "put-back", "deactivate-new"):
        return None
    return Rest(
        "used",
        f"{case.place} has {case.opened.old_key_id} again; something else may use the new key {case.new_id}: "
        f"{why or f'last at {told(case.new.last_used)}'}",
        f"find what it is (rootward keys find), then: {_AGAIN}",
    )


def _new_still_held(case: Case) -> Move | None:
    if case.new is None or case.new_id not in case.seen.still_held:
        return None
    return Rest(
        "held",
        f"{case.place} has {case.opened.old_key_id} again, and a profile of this machine has the new key "
        f"{case.new_id}, which stays as it is",
        f"put {case.opened.old_key_id} there too (rootward keys find says where {case.new_id} lies), then: {_AGAIN}",
    )


def _deactivate_new(case: Case) -> Move | None:
    if case.new is None or case.has("deactivate-new"):
        return None
    if not case.new.is_active:
        return Found("deactivate-new", case.new_id)
    seconds = case.seconds_to_quiet("put-back")
    if seconds > 0:
        return Wait(seconds, f"whether something else uses {case.new_id}, which stays active meanwhile")
    return Make("deactivate-new", case.new_id)


def _observe_new(case: Case) -> Move:
    is_active = case.new is not None and case.new.is_active
    if is_active and not case.is_within(AGREED, "deactivate-new"):
        return Rest("held", f"somebody else switched {case.new_id} on again", f"switch it off, then: {_AGAIN}")
    if case.until is None or case.seen.at < case.until or is_active:
        detail = f"{case.place} has {case.opened.old_key_id} again, and {case.new_id} is switched off"
        return Rest("observing", detail, "rootward keys retire, then", case.until)
    if not case.may_delete:
        return Rest("due", f"{case.new_id} was switched off for long enough", "rootward keys retire", case.until)
    return Make("delete-new", case.new_id)


BACK: tuple[Rule, ...] = (
    _never_stored,
    _over,
    _nothing_left,
    _no_way,
    _activate,
    _probe_old,
    _put_back,
    _verify_old,
    _new_gone,
    _old_in_place,
    _new_still_held,
    _new_in_use,
    _deactivate_new,
    _observe_new,
)
