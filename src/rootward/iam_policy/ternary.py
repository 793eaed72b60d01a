"""Yes, no, or maybe: what a statement says of a request of which not everything is known.

Kleene's three-valued logic, where a maybe names what it takes to settle it: condition keys, and policies that were not
read. A maybe is always the union of all that could matter, so that giving all of it leaves no maybe.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Layer = Literal["identity", "boundary", "session", "resource", "scp", "rcp"]
"""The kinds of policies that a request passes."""


class Maybe(msgspec.Struct, frozen=True):
    """It depends: on these condition keys (in small letters), and on policies of these layers that were not read."""

    keys: frozenset[str] = frozenset()
    unread: frozenset[Layer] = frozenset()

    def __or__(self, other: Maybe) -> Maybe:
        return Maybe(self.keys | other.keys, self.unread | other.unread)


Ternary = bool | Maybe


def any_of(answers: Iterable[Ternary]) -> Ternary:
    """True if one is; False if all are; else a maybe that depends on all that the maybes among them do."""
    together: Maybe | None = None
    for answer in answers:
        if answer is True:
            return True
        if isinstance(answer, Maybe):
            together = answer if together is None else together | answer
    return False if together is None else together


def all_of(answers: Iterable[Ternary]) -> Ternary:
    """False if one is; True if all are; else a maybe that depends on all that the maybes among them do."""
    together: Maybe | None = None
    for answer in answers:
        if answer is False:
            return False
        if isinstance(answer, Maybe):
            together = answer if together is None else together | answer
    return True if together is None else together


def negation(answer: Ternary) -> Ternary:
    """The other way round; a maybe stays one."""
    return answer if isinstance(answer, Maybe) else not answer
