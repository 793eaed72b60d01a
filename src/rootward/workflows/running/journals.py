"""The journals of an account on this machine, and where a run keeps its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rootward.model.change import GroupChange
from rootward.model.journal import Journal
from rootward.workflows.source import Live, Practice

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession


def journals_here(session: AwsSession, folder: Path | None) -> tuple[Journal, ...]:
    """The runs on the session's account, oldest first: those through the same endpoint.

    Practice accounts all have the same number. Raises JournalError where one cannot be read.
    """
    from rootward.local.journals import journals_of

    several = journals_of(session.identity.account, folder)
    return tuple(one for one in several if one.plan.account.endpoint == session.endpoint)


def undone(journals: tuple[Journal, ...]) -> frozenset[str]:
    """The ids of the runs that were taken back whole, by an undo that was not itself undone. Oldest first."""
    taken_back: set[str] = set()
    for one in reversed(journals):
        if one.plan.undoes is not None and one.is_complete and one.id not in taken_back:
            taken_back.add(one.plan.undoes)
    return frozenset(taken_back)


def own_groups(journals: tuple[Journal, ...]) -> frozenset[str]:
    """The ARNs of the groups that the runs, oldest first, made or may have made, and did not take away since."""
    own: set[str] = set()
    for journal in journals:
        for step in journal.steps:
            change, standing = step.change, journal.standing(step)
            if not isinstance(change, GroupChange) or standing == "open":
                continue
            if change.after:
                own.add(change.arn)
            elif standing == "done":
                own.discard(change.arn)
    return frozenset(own)


@contextmanager
def kept(source: Live | Practice, folder: Path | None) -> Iterator[Path | None]:
    """The folder for journals and locks: the one given, or the user's own (None).

    Those of a practice account that is gone when the command ends go with it.
    """
    if folder is not None or isinstance(source, Live):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="rootward-") as temporary:
        yield Path(temporary)
