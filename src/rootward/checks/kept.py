"""What was made of an account once, for the many findings that ask for it one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from rootward.model.account import Account

T = TypeVar("T")


class Kept(Generic[T]):
    """The account's index, or whatever `make` makes of it: kept until another account is asked about."""

    def __init__(self, make: Callable[[Account], T]) -> None:
        self._make = make
        self._last: tuple[Account, T] | None = None

    def of(self, account: Account) -> T:
        """What `make` makes of the account."""
        if self._last is None or self._last[0] is not account:
            self._last = (account, self._make(account))
        return self._last[1]
