"""Plan: collect the facts, and work out what closes the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rootward import __version__
from rootward.checks.check import Check
from rootward.checks.registry import CHECKS
from rootward.engine.lockout import Caller
from rootward.engine.planning import NOTHING, Target, make_plan
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.blueprint import Blueprint
from rootward.model.journal import History, history_of
from rootward.model.plan import Plan
from rootward.workflows.audit import facts_of
from rootward.workflows.running.facts import collected, facts_to_plan
from rootward.workflows.running.journals import cut_off, journals_here, kept
from rootward.workflows.running.live import looked_at_since
from rootward.workflows.running.sightings import seen_off_of_root, seen_unassigned
from rootward.workflows.source import Collecting, Live, Practice, Progress, Source, obtain, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession


class Planning(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is made by."""

    baseline: Baseline = Baseline()
    checks: tuple[Check, ...] = CHECKS
    collecting: Collecting = Collecting()
    blueprint: Blueprint | None = None
    """The users, groups and roles that somebody wants the account to have."""
    state_folder: Path | None = None
    """Where earlier runs left their journals, in place of the user's own folder."""


def plan_account(
    account: Account,
    planning: Planning | None = None,
    *,
    key_id: str | None = None,
    history: History | None = None,
    objections: Mapping[Target, str] = NOTHING,
) -> Plan:
    """Plan by facts that are already here. `key_id`: the access key that the caller signs with, if known.

    `objections`: what speaks against changes of these targets, by a live look.
    """
    chosen = planning or Planning()
    return make_plan(
        account,
        chosen.checks,
        chosen.baseline,
        caller=Caller(account.caller, key_id),
        history=history or History(),
        blueprint=chosen.blueprint,
        objections=objections,
        version=__version__,
    )


def plan_to_apply(session: AwsSession, account: Account, planning: Planning, history: History) -> Plan:
    """Plan by facts that the session has just read, for a run that begins at once.

    Whom the plan would bind to MFA is looked at, for AWS's report is up to four hours old: one user with a key at work
    is withheld, and does not stop the run for all. Raises CredentialsError.
    """
    from rootward.workflows.running.objections import objections_to

    found: dict[Target, str] = {}
    while True:
        key_id = session.identity.key_id
        plan = plan_account(account, planning, key_id=key_id, history=history, objections=found)
        more = objections_to(session, plan.steps)
        if more.keys() <= found.keys():
            return plan
        found |= more


def read_session(
    session: AwsSession, planning: Planning, progress: Progress, *, reads: Progress | None = None
) -> tuple[Account, History]:
    """What a plan is made of, the account of the session and what earlier runs left; those cut off are told.

    `reads`: is told of each fact that is read, in place of `progress`. Raises CredentialsError, JournalError.
    """
    facts, collecting = facts_to_plan(planning.checks), planning.collecting
    if collecting.deep:
        facts = (*facts, *facts_of(planning.checks, deep=True))
    account = collected(session, facts, reads or progress, collecting.deadline_seconds, deep=collecting.deep)
    journals = journals_here(session, planning.state_folder)
    for run in cut_off(journals):
        progress(f"run {run} was not finished: rootward apply --resume {run}, or rootward undo {run}")
    account = looked_at_since(session, account, journals)
    history = msgspec.structs.replace(
        history_of(journals),
        unassigned_devices=seen_unassigned(account, planning.state_folder, progress),
        seen_off_of_root=seen_off_of_root(account, planning.state_folder, progress),
    )
    return account, history


def plan_source(source: Source, planning: Planning, *, progress: Progress, announce: Progress) -> Plan:
    """Obtain the facts and plan. Raises what `workflows.source.obtain` raises."""
    if isinstance(source, Live | Practice):
        with opened(source, progress, announce) as session, kept(source, planning.state_folder) as folder:
            planning = msgspec.structs.replace(planning, state_folder=folder)
            account, history = read_session(session, planning, progress)
            return plan_account(account, planning, key_id=session.identity.key_id, history=history)
    facts = facts_to_plan(planning.checks)
    return plan_account(obtain(source, facts, planning.collecting, progress, announce), planning)
