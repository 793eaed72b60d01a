"""Apply: a plan, shown and approved, is run; what was begun is taken up again; people are led through the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from rootward.engine.planning import leaves_root_alone
from rootward.errors import GuardRefusedError, NotAwaitedError, RootwardError, UsageError
from rootward.model.applied import Proof
from rootward.model.journal import Journal
from rootward.model.plan import Plan
from rootward.workflows.guide import Guide, lead
from rootward.workflows.plan import Planning, plan_to_apply, read_session
from rootward.workflows.running.journals import journals_here, kept, made_by, refuse_edited, undone
from rootward.workflows.running.run import Ran, Setting, carry_out
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's consent to one plan."""

    digest: str
    """Of the plan that was shown."""
    irreversible: bool = False
    """Whether it holds for the steps that cannot be undone, too."""


Ask = Callable[[Plan], Approval | None]
"""Shows a plan, and asks. None: no."""


def apply_plan(
    source: Live | Practice,
    plan: Plan | None,
    *,
    planning: Planning,
    ask: Ask,
    guide: Guide | None = None,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Ran | None:
    """Apply `plan`, or the one that is made first. None: it was not approved, or there is nothing to change.

    A plan of which an earlier run was cut off is taken up where that run ended. `foreign_endpoint`: an endpoint that is
    neither AWS's nor on this machine may be written to.

    Raises GuardRefusedError, IncompleteError, CredentialsError, JournalError before anything is changed.
    """
    with opened(source, setting.progress, announce) as session, kept(source, setting.state_folder) as folder:
        setting = msgspec.structs.replace(setting, state_folder=folder)
        planning = msgspec.structs.replace(planning, state_folder=folder)
        refuse_endpoint(session, allowed=foreign_endpoint)
        if plan is None:
            account, history = read_session(session, planning, setting.progress)
            plan = plan_to_apply(session, account, planning, history)
        return apply_here(session, plan, ask=ask, guide=guide, setting=setting)


def apply_here(session: AwsSession, plan: Plan, *, ask: Ask, guide: Guide | None, setting: Setting) -> Ran | None:
    """Apply the plan in the session, and lead through what is left for people. None: as of `apply_plan`."""
    from rootward.local.account_lock import refuse_unlockable

    refuse_unfit(plan, session, setting)
    if not plan.is_empty:
        refuse_unlockable(session.identity.account, setting.state_folder)
    approval = approved(plan, ask)
    if approval is None:
        return None
    ran = None if plan.is_empty else run_plan(session, plan, setting, irreversible=approval.irreversible)
    return _guided(session, plan, guide, setting, ran)


def resume(
    source: Live | Practice,
    name: str | None,
    *,
    ask: Ask,
    guide: Guide | None = None,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Ran | None:
    """Take up a run that was cut off or stopped: the journal of that name, or the last one that is not finished.

    Once its plan has expired nothing more is made: what is all done is looked at, and proved.

    Raises UsageError where there is none, or it was taken back, and what `apply_plan` raises.
    """
    from rootward.local.journals import find_journal

    with opened(source, setting.progress, announce) as session:
        refuse_endpoint(session, allowed=foreign_endpoint)
        account = session.identity.account
        several = journals_here(session, setting.state_folder)
        journal = _unfinished(several, account) if name is None else find_journal(account, name, setting.state_folder)
        if journal.is_finished:
            raise UsageError(f"the run {journal.id} is complete", advice="take it back with rootward undo")
        if journal.id in undone(several):
            raise UsageError(f"the run {journal.id} was undone", advice="make a new plan: rootward plan")
        _refuse_expired(journal, setting)
        ran = take_up(session, journal, several, ask=ask, setting=setting, announce=announce)
        return _guided(session, journal.plan, guide, setting, ran) if ran is not None else None


def _unfinished(journals: tuple[Journal, ...], account: str) -> Journal:
    taken_back = undone(journals)
    several = [one for one in journals if not one.is_finished and one.id not in taken_back]
    if not several:
        raise UsageError(f"no run in account {account} is unfinished", advice="make a plan: rootward plan")
    return several[-1]


def take_up(
    session: AwsSession,
    journal: Journal,
    several: tuple[Journal, ...],
    *,
    ask: Ask,
    setting: Setting,
    announce: Progress,
) -> Ran | None:
    """Go on with a run, with the account locked on this machine. None: it was not approved.

    `several`: the runs of this machine. That of an undo may let go what the one that it takes back made.
    """
    from rootward.local.account_lock import account_lock, refuse_unlockable

    refuse_edited(journal)
    refuse_other_account(journal.plan, session)
    if warning := leaves_root_alone(journal.plan):
        announce(warning)
    refuse_unlockable(session.identity.account, setting.state_folder)
    approval = approved(journal.plan, ask)
    if approval is None:
        return None
    with account_lock(session.identity.account, setting.state_folder):
        return carry_out(
            session,
            journal.plan,
            setting,
            irreversible=approval.irreversible,
            journal=journal,
            undoing=made_by(several, journal.plan.undoes),
        )


def approved(plan: Plan, ask: Ask) -> Approval | None:
    """What was answered to the plan. Raises GuardRefusedError for the approval of another one."""
    approval = ask(plan)
    if approval is not None and approval.digest != plan.digest:
        raise GuardRefusedError("the approval is for another plan", advice="look at this plan, and approve it")
    return approval


def run_plan(session: AwsSession, plan: Plan, setting: Setting, *, irreversible: bool) -> Ran:
    """Run an approved plan, or what a run of it left, with the account locked on this machine.

    A run of it that was taken back is as if it had not been.
    """
    from rootward.local.account_lock import account_lock

    account = session.identity.account
    with account_lock(account, setting.state_folder):
        journals = journals_here(session, setting.state_folder)
        taken_back = undone(journals)
        same = [one for one in journals if one.plan.digest == plan.digest and one.id not in taken_back]
        begun = same[-1] if same else None
        if begun is not None and begun.is_finished and begun.steps == plan.steps:
            raise GuardRefusedError(
                f"this plan was applied already (run {begun.id})", advice="make a new plan: rootward plan"
            )
        if begun is not None and not begun.is_finished:
            refuse_edited(begun)
            setting.progress(f"taking up run {begun.id}, which was not finished")
            return carry_out(session, plan, setting, irreversible=irreversible, journal=begun)
        return carry_out(session, plan, setting, irreversible=irreversible)


def refuse_endpoint(session: AwsSession, *, allowed: bool) -> None:
    """Raise GuardRefusedError where changes would go to an endpoint that is neither AWS's nor on this machine."""
    from rootward.aws.endpoint import is_loopback

    if session.endpoint and not allowed and not is_loopback(session.endpoint):
        raise GuardRefusedError(
            f"changes would be sent through {session.endpoint}, which is not AWS's own endpoint",
            advice="unset AWS_ENDPOINT_URL, or allow it with --allow-endpoint",
        )


def refuse_unfit(plan: Plan, session: AwsSession, setting: Setting) -> None:
    """Raise GuardRefusedError for a plan that was changed, is for another account or endpoint, or has expired.

    Or that says it takes a run back: for such a plan the lockout guard makes an exception, and anybody can write one.
    """
    again = "make a new plan: rootward plan"
    if not plan.is_as_made:
        raise GuardRefusedError("the plan was changed after it was made: its digest is not its own", advice=again)
    if plan.undoes is not None:
        told = f"the plan says that it takes back the run {plan.undoes}, and only rootward undo does that"
        raise GuardRefusedError(told, advice=f"rootward undo {plan.undoes}, on the machine that applied")
    refuse_other_account(plan, session)
    if setting.pace.now() > plan.expires_at:
        raise GuardRefusedError(f"the plan expired at {plan.expires_at:%Y-%m-%d %H:%M} UTC", advice=again)
    if plan.account.endpoint != session.endpoint:
        raise GuardRefusedError(
            f"the plan was made through {plan.account.endpoint or 'AWS itself'}, "
            f"and its changes would go through {session.endpoint or 'AWS itself'}",
            advice=again,
        )


def _refuse_expired(journal: Journal, setting: Setting) -> None:
    """Raise GuardRefusedError where steps are left of a plan that has expired: the facts they rest on are old.

    One that was left out, and could be allowed now, is left too.
    """
    plan = journal.plan
    is_all_done = all(journal.standing(step) == "done" for step in plan.steps)
    if is_all_done or setting.pace.now() <= plan.expires_at:
        return
    advice = "make a new plan: rootward plan"
    if plan.undoes is not None:
        advice = f"go on with it: rootward undo {plan.undoes}"
    elif journal.has_changes:
        advice = f"take back what was made (rootward undo {journal.id}), or {advice}"
    raise GuardRefusedError(
        f"the plan of the run {journal.id} expired at {plan.expires_at:%Y-%m-%d %H:%M} UTC", advice=advice
    )


def refuse_other_account(plan: Plan, session: AwsSession) -> None:
    """Raise GuardRefusedError for a plan for another account than the session's."""
    identity = session.identity
    if (plan.account.id, plan.account.partition) != (identity.account, identity.partition):
        raise GuardRefusedError(
            f"the plan is for account {plan.account.id}, and these credentials are for account {identity.account}",
            advice="choose the account's own credentials with --profile or --role-arn",
        )


def _guided(session: AwsSession, plan: Plan, guide: Guide | None, setting: Setting, ran: Ran | None) -> Ran | None:
    """Lead through the guided steps, unless the run came to a bad end. Their proofs stand with the others.

    A run that changed something is reported whatever becomes of them.
    """
    if guide is None or (ran is not None and (ran.error is not None or ran.applied.ending != "complete")):
        return ran
    found: list[Proof] = []
    error: RootwardError | None = None
    try:
        found.extend(lead(session, plan, guide, setting))
    except KeyboardInterrupt:
        if ran is None:
            raise
        told = "the waiting was interrupted; every other step is made"
        error = NotAwaitedError(told, advice="rootward audit tells when what was left for you is done")
    except RootwardError as failure:
        if ran is None:
            raise
        error = failure
    if ran is None:
        return None
    return Ran(msgspec.structs.replace(ran.applied, proofs=(*ran.applied.proofs, *found)), error)
