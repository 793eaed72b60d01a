"""Whether a key works everywhere: several times in a row, over several seconds. One failure starts the row anew.

A success says something of one server of AWS's; the next call may meet another, which does not know the key yet.
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from rootward.errors import IncompleteError
from rootward.model.key_pair import KeyOwner
from rootward.workflows.rotating.tools import Tools

if TYPE_CHECKING:
    from rootward.aws.access_keys import Tried

ROW = 5
"""So many successes in a row."""

GAP_SECONDS = 2.0
DEADLINE_SECONDS = 120.0


def why_not_working(
    tools: Tools,
    attempt: Callable[[], Tried],
    *,
    owner: KeyOwner,
    key_id: str,
    not_before: datetime | None = None,
) -> str:
    """Try until the row is whole, and ends no earlier than `not_before`. Empty: it works; else why it does not.

    Raises IncompleteError where AWS could not be reached at last: that says nothing of the key.
    """
    pace = tools.pace
    until = pace.clock() + DEADLINE_SECONDS
    successes, why = 0, ""
    while True:
        tried = attempt()
        why = _failure(tried, owner, key_id)
        successes = 0 if why else successes + 1
        if successes >= ROW and (not_before is None or tools.keys.now() >= not_before):
            return ""
        if pace.clock() >= until and tried.is_unreached:
            raise IncompleteError(
                f"whether the key {key_id} works could not be seen: {why}",
                advice="look at the network, then go on: rootward keys rotate --resume",
            )
        if pace.clock() >= until:
            return why or "it works at times only"
        pace.sleep(GAP_SECONDS)


def _failure(tried: Tried, owner: KeyOwner, key_id: str) -> str:
    """Why an attempt is none that counts."""
    if not tried.arn:
        return tried.why or "no answer"
    if tried.key_id != key_id:
        return f"the profile signs with {tried.key_id}, and not with {key_id}"
    return "" if owner.is_caller(tried.arn) else f"it is a key of {tried.arn}"
