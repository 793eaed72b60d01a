"""What a reader is: how one fact is read, and what that takes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError, failed
from rootward.aws.reading import Reading
from rootward.model.account import Account
from rootward.model.unknown import Blocked, Unknown

Read = Callable[[Reading, Account], object]


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    """What is added to a fact once it is there, with the help of others. Nobody waits for those to begin with it."""

    calls: tuple[Call, ...]
    helped_by: tuple[str, ...]
    """Facts that it looks at, where they are asked for anyway: without them the fact stays as it is."""
    ask: Read
    """The fact, of an account that holds it as it was read, and those. Raises CredentialsError, and UnreadError where
    nothing can be added."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Reads one fact. It makes the calls that it declares and no others: a contract test compares them."""

    fact: str
    """The name of the field of Account."""
    calls: tuple[Call, ...]
    """The first is the one that an Unknown names where no other is to blame."""
    needs: tuple[str, ...] = ()
    """Facts that are read before; `ask` finds them in the account that it is given."""
    ask: Read
    """The fact's value. Raises UnreadError in place of one, and CredentialsError."""
    completion: Completion | None = None
    only_root: bool = False
    """Whether it makes its calls in a session of root's own alone, to which no policy has to allow them."""

    @property
    def all_calls(self) -> tuple[Call, ...]:
        """Its own, and those of its completion."""
        return self.calls if self.completion is None else (*self.calls, *self.completion.calls)

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions of its own calls."""
        return tuple(call.action for call in self.calls)

    def complete(self, reading: Reading, account: Account) -> object:
        """The fact that the account holds, completed as far as can be. Raises CredentialsError."""
        read: object = getattr(account, self.fact)
        if self.completion is None or isinstance(read, Unknown):
            return read
        try:
            return self.completion.ask(reading, account)
        except UnreadError:
            return read

    def read(self, reading: Reading, account: Account) -> object:
        """The fact, or the Unknown in its place. Raises CredentialsError."""
        try:
            return self.ask(reading, account)
        except UnreadError as error:
            fact = error.fact
            return self._with_untried(
                Unknown("denied", self.actions[0], fact.detail) if isinstance(fact, Blocked) else fact
            )
        except KeyError as error:
            # AWS's answer lacks what its own description says is always there.
            return failed(self.calls[0], f"AWS's answer has no {error}").fact
        except (AttributeError, TypeError):
            return failed(self.calls[0], "the answer could not be read: it is not what AWS would send").fact

    def _with_untried(self, unread: Unknown) -> Unknown:
        """With the actions that come after the denied one, so that one policy lets the whole fact be read."""
        if unread.reason != "denied":
            return unread
        first = self.actions.index(unread.action) + 1 if unread.action in self.actions else 0
        return msgspec.structs.replace(unread, untried=tuple(dict.fromkeys((*unread.untried, *self.actions[first:]))))
