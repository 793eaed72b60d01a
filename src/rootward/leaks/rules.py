"""What is looked for, beside what always is: plain data, so that a worker process can be given it."""

from __future__ import annotations

import msgspec


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan looks for."""

    account_numbers: bool = False
    """Whether account numbers count. They are no secret, and some would rather not have them about."""
    patterns: tuple[str, ...] = ()
    """The user's own, in the syntax of `re`, for bytes."""
