"""Check a password: by whose rules first, then the password itself, so that it is typed only where it can be judged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from rootward.engine.password.judging import Names, Rules, judged
from rootward.leaks.breached.file import BreachedFile
from rootward.leaks.breached.range import RangeServer
from rootward.model.password import PasswordVerdict
from rootward.model.secret import Secret
from rootward.workflows.known_policy import known_policy
from rootward.workflows.source import Collecting, Progress, Source, obtain

FACTS = ("password_policy",)


class Lists(msgspec.Struct, frozen=True, kw_only=True):
    """The lists of breached passwords to look into."""

    file: Path | None = None
    """A sorted list on this machine."""
    server: str | None = None
    """The address that answers for the first five digits of a hash; None: nobody is asked."""


def check_password(
    ask: Callable[[], Secret], rules: Rules, names: Names, lists: Lists, *, announce: Progress
) -> PasswordVerdict:
    """The verdict on what `ask` gives. `announce` is told before anything is sent to a server.

    Raises UsageError for a list that cannot be searched, before it asks, and what `ask` raises.
    """
    with ExitStack() as open_lists:
        file = None if lists.file is None else open_lists.enter_context(BreachedFile(lists.file))
        server = None if lists.server is None else RangeServer(lists.server)
        password = ask()
        sightings = [] if file is None else [file.look_up(password)]
        if server is not None:
            announce(f"the first five digits of the password's SHA-1 hash go to {server.address}, and nothing else")
            sightings.append(server.look_up(password))
    return judged(password, rules, names, tuple(sightings))


def rules_of_account(source: Source, *, deadline_seconds: float, progress: Progress, announce: Progress) -> Rules:
    """The account's password policy; None where it has none. Raises what `obtain` and `known_policy` raise."""
    account = obtain(source, FACTS, Collecting(deadline_seconds=deadline_seconds), progress, announce)
    return known_policy(account, without_it="leave the account out: the baseline's rules are judged then")


def is_incomplete(verdict: PasswordVerdict) -> bool:
    """Whether a list that was to be looked into was not."""
    return any(one.state == "not_looked_up" for one in verdict.sightings)
