"""The next move of a rotation: never one that would leave the profile without a working key.

A crash may come anywhere, so nothing is decided by what a run remembers: the journal says what was announced, a live
look says what is. Only creation needs more than that, for its secret is told once.

AWS's advice for the order, and for the look at the last use before a key is switched off:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
"""

from __future__ import annotations

from rootward.engine.rotation.back import BACK
from rootward.engine.rotation.case import Case, first
from rootward.engine.rotation.forward import STORED, UNTIL_STORED
from rootward.engine.rotation.lost_creation import of_lost_creation
from rootward.engine.rotation.move import Make, Move
from rootward.engine.rotation.seen import Seen
from rootward.model.rotation import Rotation, StepName
from rootward.model.rotation_rest import Rest


def next_move(rotation: Rotation, seen: Seen, *, may_delete: bool) -> Move:
    """What comes next. `may_delete`: a key that was observed for long enough may be deleted, as by `keys retire`."""
    case = Case(rotation, seen, may_delete=may_delete)
    if case.standing.closed is not None:
        return Rest("over", case.standing.closed)
    if case.standing.turned is not None:
        rules = BACK
    elif case.has("store"):
        rules = STORED
    else:
        rules = UNTIL_STORED
    move = first((of_lost_creation, *rules), case)
    if move is None:  # each list ends with a rule that always speaks
        raise AssertionError
    return _sparing(move, case)


_TAKING: frozenset[StepName] = frozenset(
    {"clear", "set-aside", "discard", "deactivate", "delete", "deactivate-new", "delete-new"}
)
"""Steps that take a key away from whoever has it."""


def _sparing(move: Move, case: Case) -> Move:
    """The move; a rest, where it would take a key away that a profile of this machine has."""
    if not (isinstance(move, Make) and move.step in _TAKING and move.key_id in case.seen.still_held):
        return move
    return Rest(
        "held",
        f"a profile of this machine has the key {move.key_id}, which stays as it is",
        "put another key there (rootward keys find says where it lies), then: rootward keys rotate "
        f"{'--resume' if case.standing.turned is None else '--rollback'}",
    )
