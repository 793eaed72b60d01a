"""What is said of a user or a role whom the account does not have."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from rootward.errors import UsageError

_SHOWN_BY = {"user": "rootward list users", "role": "aws iam list-roles"}


def no_such(kind: Literal["user", "role"], asked: str, known: Iterable[str]) -> UsageError:
    """The error, with the names that may be meant. `asked`: a name, or an ARN."""
    names = {name.lower(): name for name in known}
    close = get_close_matches(asked.rpartition("/")[2].lower(), names, n=3)
    near = ", ".join(names[name] for name in close)
    advice = f"near it: {near}" if near else f"{_SHOWN_BY[kind]} shows them"
    return UsageError(f"the account has no {kind} '{asked}'", advice=advice)
