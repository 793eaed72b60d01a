"""Collect an account's facts: only those asked for and what they need, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from rootward.model.account import DEEP_FACTS, FACTS, Account

if TYPE_CHECKING:
    from rootward.aws.readers.reader import Reader
    from rootward.aws.reading import Reading
    from rootward.aws.session import AwsSession

_GRACE_SECONDS = 2.0
"""Past the deadline nothing new is asked; what is under way may still say what it has."""


def collect_account(
    session: AwsSession,
    facts: Iterable[str] | None = None,
    *,
    deep: bool = False,
    deadline_seconds: float = 300.0,
    progress: Callable[[str], None] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Account:
    """The account of the session with these facts; what could not be read is `Unknown`, and the rest stands.

    Without `facts` all are read, the deep ones, which cost a call for each user, only with `deep`. With `deep`, what is
    otherwise read of a few identities is read of all. What was not read within the deadline is `Unknown("failed")`.
    Raises CredentialsError when AWS stops accepting the credentials on the way.
    """
    from rootward.aws.crew import Crew
    from rootward.aws.readers import READERS, in_order
    from rootward.aws.reading import Reading
    from rootward.aws.session import PARALLEL_CALLS

    identity = session.identity
    account = Account(
        taken_at=now().replace(microsecond=0),
        id=identity.account,
        partition=identity.partition,
        caller=identity.arn,
        endpoint=session.endpoint,
    )
    if facts is None:
        facts = (fact for fact in FACTS if deep or fact not in DEEP_FACTS)
    wanted = {fact for fact in facts if fact in READERS}
    # Two crews: what a reader starts side by side never queues behind readers that wait for it.
    with Crew(PARALLEL_CALLS, "rootward-fact") as readers, Crew(PARALLEL_CALLS, "rootward-call") as calls:
        reading = Reading(session, calls, deadline_seconds=deadline_seconds, deep=deep, clock=clock, sleep=sleep)
        found: dict[str, Future[object]] = {}
        incomplete: dict[str, Future[object]] = {}
        for reader in in_order(wanted):  # each after what it needs, so the crew never waits for one not yet begun
            found[reader.fact] = readers.start(partial(_read, reader, reading, account, found))
            if reader.completion is not None:
                incomplete[reader.fact] = found[reader.fact]
                helping = {fact: found[fact] for fact in reader.completion.helped_by if fact in found}
                job = partial(_complete, reader, reading, account, found[reader.fact], helping)
                found[reader.fact] = readers.start(job)
        values: dict[str, Any] = {}
        end = reading.deadline + _GRACE_SECONDS
        for number, (fact, future) in enumerate(found.items(), start=1):
            wait([future], timeout=max(0.0, end - clock()))
            read = next((one for one in (future, incomplete.get(fact)) if one is not None and one.done()), None)
            values[fact] = reading.too_late(READERS[fact].actions[0]) if read is None else read.result()
            if progress is not None:
                progress(f"read {fact.replace('_', ' ')} ({number} of {len(found)})")
    return msgspec.structs.replace(account, **values)


def _read(reader: Reader, reading: Reading, account: Account, found: dict[str, Future[object]]) -> object:
    needed: dict[str, Any] = {fact: found[fact].result() for fact in reader.needs}
    return reader.read(reading, msgspec.structs.replace(account, **needed))


def _complete(
    reader: Reader, reading: Reading, account: Account, read: Future[object], helping: dict[str, Future[object]]
) -> object:
    facts: dict[str, Any] = {reader.fact: read.result(), **{fact: one.result() for fact, one in helping.items()}}
    return reader.complete(reading, msgspec.structs.replace(account, **facts))
