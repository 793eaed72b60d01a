"""A creation that brought no answer: whether it made a key, whose secret nobody has then."""

from __future__ import annotations

from datetime import datetime

from rootward.engine.rotation.case import Case
from rootward.engine.rotation.move import Found, Make, Move, Wait
from rootward.engine.rotation.seen import SeenKey
from rootward.engine.rotation.times import ANSWER_LOST, CLOCK_DOUBT, LONGEST_CALL
from rootward.model.rotation import Intent
from rootward.model.rotation_rest import Rest


def of_lost_creation(case: Case) -> Move | None:
    """What is done about it; None: nothing is pending, or no key came of it."""
    intent = case.standing.pending
    if intent is None or case.new_id or intent.step not in {"create", "discard"}:
        return None
    if intent.step == "discard":
        is_there = case.seen.key(intent.key_id) is not None
        return Make("discard", intent.key_id) if is_there else Found("discard", intent.key_id)
    return _of_creation(case, intent)


def _of_creation(case: Case, intent: Intent) -> Move | None:
    came = [key for key in case.seen.keys if key.id not in intent.known]
    kept = next((key for key in came if key.id in case.seen.stashed), None)
    if kept is not None:
        return Found("create", kept.id)
    if not came:
        return Wait(1) if case.seen.at < intent.at + ANSWER_LOST else None
    if len(came) == 1 and _is_orphan(came[0], intent.at):
        return Make("discard", came[0].id)
    return Rest(
        "held",
        f"a key came meanwhile ({', '.join(key.id for key in came)}), and whether this rotation made it is not known",
        "if nobody knows it, delete it by its id, and resume: rootward keys rotate --resume",
    )


def _is_orphan(key: SeenKey, announced: datetime) -> bool:
    """Whether it is the key whose creation was announced then: made within that call's time, and never used."""
    return key.last_used is None and announced - CLOCK_DOUBT <= key.created_at <= announced + LONGEST_CALL
