"""What a look is: how the state that a kind of change is about is read live, and what that takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.reading import Reading


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Reads one kind of state. It makes the calls that it declares and no others: a test compares them."""

    calls: Mapping[str, tuple[Call, ...]]
    """By each operation that the kind of change makes, as `AttachUserPolicy`: the calls that may be made to look."""
    read: Callable[[Reading, Any], object]
    """The state, as the change's own `state` would give it. Raises UnreadError in place of one, and CredentialsError.

    The second argument is a change of the kind.
    """


T = TypeVar("T")
U = TypeVar("U")


def unless_gone(read: Callable[[], T], gone: U, *codes: str) -> T | U:
    """What is read; `gone` where AWS answers with one of these codes, each without a trailing `Exception`."""
    try:
        return read()
    except UnreadError as error:
        if error.code in codes:
            return gone
        raise
