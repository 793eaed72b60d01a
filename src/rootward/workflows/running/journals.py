"""The journals of an account on this machine, and where a run keeps its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rootward import __version__
from rootward.errors import GuardRefusedError, JournalError
from rootward.model.journal import Journal
from rootward.workflows.source import Live, Practice

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession


def journals_here(session: AwsSession, folder: Path | None) -> tuple[Journal, ...]:
    """The runs on the session's account, oldest first: those that went through the same endpoint.

    Practice accounts all have the same number. Raises JournalError where one cannot be read.
    """
    from rootward.local.journals import journals_of

    several = journals_of(session.identity.account, folder)
    return tuple(one for one in several if one.opened.endpoint == session.endpoint)


def undone(journals: tuple[Journal, ...]) -> frozenset[str]:
    """The ids of the runs that were taken back whole, by an undo that was not itself undone. Oldest first."""
    taken_back: set[str] = set()
    for one in reversed(journals):
        if one.plan.undoes is not None and one.is_complete and one.id not in taken_back:
            taken_back.add(one.plan.undoes)
    return frozenset(taken_back)


def cut_off(journals: tuple[Journal, ...]) -> tuple[str, ...]:
    """The ids of the runs that changed something, came to no end, and were not taken back. Oldest first."""
    taken_back = undone(journals)
    return tuple(one.id for one in journals if one.has_changes and not one.is_complete and one.id not in taken_back)


def to_take_up(journals: tuple[Journal, ...], now: datetime) -> tuple[Journal, ...]:
    """The runs that changed something and did not come to their own end, oldest first, and may yet be taken up.

    None that was taken back, that takes another one back, or that has steps left of a plan that has expired.
    """
    taken_back = undone(journals)
    several = (one for one in journals if one.plan.undoes is None and one.id not in taken_back)
    unfinished = (one for one in several if one.has_changes and not one.is_finished)
    return tuple(one for one in unfinished if one.is_complete or now <= one.plan.expires_at)


def own_makings(journals: tuple[Journal, ...]) -> frozenset[str]:
    """The ARNs of what the runs, oldest first, made or may have made, and did not take away since."""
    own: set[str] = set()
    for journal in journals:
        for step in journal.steps:
            inverse = step.change.inverse()
            if step.change.makes is not None:
                if journal.is_own(step):
                    own.add(step.change.makes)
            elif inverse is not None and inverse.makes is not None and journal.standing(step) == "done":
                own.discard(inverse.makes)
    return frozenset(own)


def made_by(journals: tuple[Journal, ...], name: str | None) -> frozenset[str]:
    """The ARNs of what the run of that id made, or may have made. None, or one that is not among these: nothing."""
    run = next((one for one in journals if one.id == name), None)
    steps = () if run is None else run.steps
    own = (step.change.makes for step in steps if run is not None and run.is_own(step))
    return frozenset(arn for arn in own if arn is not None)


def refuse_edited(journal: Journal) -> None:
    """Raise for a journal whose plan is not, or cannot have been, the one that was approved.

    Raises GuardRefusedError: its digest is not its own. Raises JournalError: somebody took the digest anew.
    """
    from rootward.local.plan_file import damage

    plan, again = journal.plan, "make a new plan: rootward plan"
    if not plan.is_as_made:
        advice = again
        if plan.rootward != __version__:
            advice = f"unless rootward {plan.rootward[:40]} wrote it, and this is {__version__}: use that version"
        raise GuardRefusedError(f"the journal {journal.id} was changed after it was written", advice=advice)
    for one in damage(plan):
        raise JournalError(f"the journal {journal.id} holds a damaged plan: {one}", advice=again)


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
