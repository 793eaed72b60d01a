"""What a look beats: the credential report says for four hours more what a run has changed since.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rootward.model.account import Account
from rootward.model.change import Change, LoginProfileChange
from rootward.model.journal import Journal

if TYPE_CHECKING:
    from rootward.aws.reading import Reading
    from rootward.aws.session import AwsSession

_REPORT_LASTS = timedelta(hours=5)
"""Four hours, and what it takes to make one."""

_READING_SECONDS = 300.0


def looked_at(reading: Reading, account: Account, made: Iterable[Change]) -> Account:
    """The account, of which the report says of passwords what a look says, where runs made or took one.

    Where a look was denied, or says otherwise, the report stands. Raises CredentialsError.
    """
    from rootward.aws.looks import look

    for change in made:
        if isinstance(change, LoginProfileChange) and change.agrees(look(reading, change), change.after):
            account = change.effect(account)
    return account


def looked_at_since(session: AwsSession, account: Account, journals: tuple[Journal, ...]) -> Account:
    """The same, for what the journals say was made since the report may have been. Raises CredentialsError."""
    recent = tuple(_passwords(journals, account.taken_at - _REPORT_LASTS))
    if not recent:
        return account
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading

    with Crew(1, "rootward-look") as crew:
        reading = Reading(session, crew, deadline_seconds=_READING_SECONDS)
        return looked_at(reading, account, recent)


def _passwords(journals: tuple[Journal, ...], since: datetime) -> Iterator[LoginProfileChange]:
    for journal in journals:
        for step in journal.steps:
            at = journal.done_at(step)
            if isinstance(step.change, LoginProfileChange) and at is not None and at >= since:
                yield step.change
