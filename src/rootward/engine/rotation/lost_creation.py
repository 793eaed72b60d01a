"""A creation that brought no answer: whether it made a key, whose secret nobody has then.

Such a key may be somebody else's all the same, made at that moment: it is switched off, and deleted when nobody missed
it for a while.
"""

from __future__ import annotations

from datetime import datetime

from rootward.engine.rotation.case import Case, why_unread
from rootward.engine.rotation.move import Found, Make, Move, Wait
from rootward.engine.rotation.seen import SeenKey
from rootward.engine.rotation.times import AGREED, ANSWER_LOST, CLOCK_DOUBT, LONGEST_CALL, UNMISSED, told
from rootward.model.rotation import Intent
from rootward.model.rotation_rest import Rest

_RESUME = "rootward keys rotate --resume"


def of_lost_creation(case: Case) -> Move | None:
    """What is done about it; None: nothing is pending, or no key came of it."""
    if case.new_id:
        return None
    intent = case.standing.pending
    if intent is not None and intent.step == "discard":
        is_there = case.seen.key(intent.key_id) is not None
        return Make("discard", intent.key_id) if is_there else Found("discard", intent.key_id)
    if case.standing.orphan_id:
        return _of_orphan(case, case.standing.orphan_id)
    return _of_creation(case, intent) if intent is not None and intent.step == "create" else None


def _of_creation(case: Case, intent: Intent) -> Move | None:
    own = case.seen.kept - {*intent.known, case.opened.old_key_id}
    if own:  # a list may not know of it yet: the secret is proof enough
        return Found("create", min(own))
    came = [key for key in case.seen.keys if key.id not in intent.known]
    if not came:
        return Wait(1) if case.seen.at < intent.at + ANSWER_LOST else None
    if len(came) == 1 and _is_orphan(came[0], intent.at) and came[0].id not in case.seen.still_held:
        return Make("set-aside", came[0].id)
    return Rest(
        "held",
        f"a key came meanwhile ({', '.join(key.id for key in came)}), and whether this rotation made it is not known",
        f"if nobody knows it, delete it by its id, and resume: {_RESUME}",
    )


def _is_orphan(key: SeenKey, announced: datetime) -> bool:
    """Whether it may be the key whose creation was announced then: made within that call's time, and never used."""
    return key.last_used is None and announced - CLOCK_DOUBT <= key.created_at <= announced + LONGEST_CALL


def _of_orphan(case: Case, orphan_id: str) -> Move:
    key = case.seen.key(orphan_id)
    if key is None:
        return Found("discard", orphan_id)
    if (owned := _why_owned(case, key)) is not None:
        return Rest("held", owned, f"if somebody has it: rootward keys activate {orphan_id}; else delete it by its id")
    since = case.standing.made.get("set-aside")
    if since is None:
        return Make("set-aside", orphan_id)
    seconds = (since + UNMISSED - case.seen.at).total_seconds()
    if seconds > 0:
        return Wait(seconds, f"whether somebody misses {orphan_id}, which is taken for a creation's without an answer")
    return Make("discard", orphan_id)


def _why_owned(case: Case, key: SeenKey) -> str | None:
    """Why the key may be somebody's; None where nothing says so."""
    if why := why_unread(key):
        return f"whether {key.id}, which came while a creation brought no answer, is used cannot be told: {why}"
    if key.last_used is not None:
        return f"{key.id}, which came while a creation brought no answer, was used at {told(key.last_used)}"
    if key.id in case.seen.still_held:
        return f"a profile of this machine has {key.id}, which came while a creation brought no answer"
    if key.is_active and case.has("set-aside") and not case.is_within(AGREED, "set-aside"):
        return f"somebody switched {key.id} on again, which came while a creation brought no answer"
    return None
