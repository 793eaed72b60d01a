"""Undo: what a run did is taken back, last change first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward import __version__
from rootward.engine.planning import leaves_root_alone, undo_plan
from rootward.errors import UsageError
from rootward.model.journal import Journal
from rootward.model.plan import Plan, PlannedAccount
from rootward.workflows.apply import Ask, approved, refuse_endpoint, refuse_other_account, take_up
from rootward.workflows.running.journals import journals_here, made_by, refuse_edited, undone
from rootward.workflows.running.run import Ran, Setting, carry_out
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession


def undo(
    source: Live | Practice,
    name: str | None,
    *,
    ask: Ask,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Ran | None:
    """Take back the run of that name, or the last one that changed anything. None: not approved.

    What its plan said could not be undone stays. An undo has a journal of its own; one that was cut off is gone on
    with. Raises UsageError where there is nothing to take back, and what `apply_plan` raises.
    """
    from rootward.local.account_lock import account_lock, refuse_unlockable
    from rootward.local.journals import find_journal

    with opened(source, setting.progress, announce) as session:
        refuse_endpoint(session, allowed=foreign_endpoint)
        account = session.identity.account
        several = journals_here(session, setting.state_folder)
        journal = find_journal(account, name, setting.state_folder) if name else _last(several, account)
        refuse_edited(journal)
        refuse_other_account(journal.plan, session)
        _refuse_undone(journal, several)
        begun = [one for one in several if one.plan.undoes == journal.id and one.has_changes and not one.is_complete]
        if begun:
            setting.progress(f"taking up run {begun[-1].id}, which was not finished")
            return take_up(session, begun[-1], several, ask=ask, setting=setting, announce=announce)
        plan = _plan_of(journal, session, setting)
        if warning := leaves_root_alone(plan):
            announce(warning)
        if not plan.is_empty:
            refuse_unlockable(account, setting.state_folder)
        if approved(plan, ask) is None or plan.is_empty:
            return None
        with account_lock(account, setting.state_folder):
            return carry_out(session, plan, setting, undoing=made_by(several, journal.id))


def _plan_of(journal: Journal, session: AwsSession, setting: Setting) -> Plan:
    identity = session.identity
    account = PlannedAccount(
        id=identity.account,
        alias=journal.plan.account.alias,
        partition=identity.partition,
        caller=identity.arn,
        endpoint=session.endpoint,
    )
    return undo_plan(journal, account, now=setting.pace.now(), version=__version__)


def _last(journals: tuple[Journal, ...], account: str) -> Journal:
    taken_back = undone(journals)
    several = [one for one in journals if one.has_changes and one.plan.undoes is None and one.id not in taken_back]
    if not several:
        raise UsageError(
            f"there is nothing to undo in account {account}: no run on this machine changed anything that still stands",
            advice="a journal lies on the machine that applied; name it: rootward undo JOURNAL",
        )
    return several[-1]


def _refuse_undone(journal: Journal, journals: tuple[Journal, ...]) -> None:
    if journal.id in undone(journals):
        raise UsageError(f"the run {journal.id} was undone already", advice="make a new plan: rootward plan")
    if not journal.has_changes:
        raise UsageError(f"the run {journal.id} changed nothing", advice="make a new plan: rootward plan")
