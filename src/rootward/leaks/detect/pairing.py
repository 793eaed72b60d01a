"""Which secret belongs to which key: those that stand together, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rootward.leaks.detect.seen import Seen

_REACH = 400
_TOKEN_REACH = 1200


def paired(seen: Sequence[Seen]) -> list[Seen]:
    """All of them, each secret and token with the key's id that it belongs to, and each id said to be beside its own.

    They are in the order in which they stand, and every one is looked at once: a secret belongs to the id before it
    that has none yet, or else to the one behind it; one that is left over, to the nearest id before it.
    """
    owner: dict[int, int] = {}
    keys: set[int] = set()
    free_id: int | None = None
    free_secret: int | None = None
    last_id: int | None = None
    for number, one in enumerate(seen):
        if one.kind == "access-key-id":
            last_id = number
            if free_secret is not None and one.start - seen[free_secret].end <= _REACH:
                owner[free_secret] = number
                keys.add(number)
                free_secret = free_id = None
            else:
                free_id = number
        elif one.kind == "secret-access-key":
            if free_id is not None and one.start - seen[free_id].end <= _REACH:
                owner[number] = free_id
                keys.add(free_id)
                free_id = None
            elif last_id is not None and free_secret is None and one.start - seen[last_id].end <= _REACH:
                owner[number] = last_id
                free_secret = number
            else:
                free_secret = number
        elif one.kind == "session-token" and last_id is not None and one.start - seen[last_id].end <= _TOKEN_REACH:
            owner[number] = last_id
    return [_joined(one, number, seen, owner, keys) for number, one in enumerate(seen)]


def _joined(one: Seen, number: int, seen: Sequence[Seen], owner: dict[int, int], keys: set[int]) -> Seen:
    if number in keys:
        return msgspec.structs.replace(one, confidence="high", reason="beside the secret key that belongs to it")
    key = owner.get(number)
    if key is None:
        return one
    reason = f"{one.reason}, beside a key's id" if one.kind == "session-token" else one.reason
    if one.kind == "secret-access-key":
        reason = "beside the id of its key"
    return msgspec.structs.replace(
        one, confidence="high", reason=reason, key_id=seen[key].key_id, account=seen[key].account
    )
