"""Enforce: users are bound to MFA; whoever would be cut off is named first, and those without a way in are given one.

It is the plan of `mfa-not-enforced`, and what lets people register a device: nothing else is changed. Run again once
they have registered one, it binds them, and closes their way in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from rootward.checks.mfa.enforcement import obstacles
from rootward.checks.mfa.enrolment import Enrolment, enrolments
from rootward.checks.registry import BY_ID
from rootward.checks.report_row import row_of
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.blueprint import Blueprint
from rootward.model.enforcement import CutOff, Enforcement, Way
from rootward.model.plan import Plan
from rootward.model.unknown import Unknown
from rootward.model.user_arn import user_in
from rootward.workflows.apply import Ask, apply_here, refuse_endpoint
from rootward.workflows.audit import audit_account
from rootward.workflows.guide import Guide
from rootward.workflows.no_such import no_such
from rootward.workflows.plan import Planning, plan_to_apply, read_session
from rootward.workflows.running.journals import kept
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

ENFORCED = "mfa-not-enforced"

CHECKS = tuple(BY_ID[name] for name in (ENFORCED, "user-mfa-missing"))
"""The second changes nothing: it says who has to register a device."""

BLUEPRINT = Blueprint(lets_enrol=True)

Tell = Callable[[Enforcement], None]
"""Shows whom enforcing would cut off today: before the plan."""


def enforce(
    source: Live | Practice,
    *,
    planning: Planning,
    tell: Tell,
    ask: Ask,
    guide: Guide,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
    session_users: tuple[str, ...] = (),
) -> Ran | None:
    """Tell whom it would cut off, plan, ask and apply. None: not approved, or nothing to change.

    `session_users`: names or ARNs of users who join those of the baseline. Raises what `apply_plan` raises, and
    UsageError for one whom the account does not have, before anything is changed.
    """
    with opened(source, setting.progress, announce) as session, kept(source, setting.state_folder) as folder:
        setting = msgspec.structs.replace(setting, state_folder=folder)
        refuse_endpoint(session, allowed=foreign_endpoint)
        planning = msgspec.structs.replace(planning, state_folder=folder)
        plan = _planned(session, planning, tell, setting.progress, session_users)
        return apply_here(session, plan, ask=ask, guide=guide, setting=setting)


def enforcement_plan(
    source: Live | Practice,
    *,
    planning: Planning,
    tell: Tell,
    progress: Progress,
    announce: Progress,
    session_users: tuple[str, ...] = (),
) -> Plan:
    """The plan alone, to be applied later. Raises CredentialsError, JournalError, and UsageError as `enforce` does."""
    with opened(source, progress, announce) as session, kept(source, planning.state_folder) as folder:
        planning = msgspec.structs.replace(planning, state_folder=folder)
        return _planned(session, planning, tell, progress, session_users)


def _planned(
    session: AwsSession, planning: Planning, tell: Tell, progress: Progress, session_users: tuple[str, ...]
) -> Plan:
    planning = msgspec.structs.replace(planning, checks=CHECKS, blueprint=BLUEPRINT)
    account, history = read_session(session, planning, progress)
    baseline = with_session_users(planning.baseline, account, session_users, progress)
    planning = msgspec.structs.replace(planning, baseline=baseline)
    plan = plan_to_apply(session, account, planning, history)
    tell(enforcement_of(account, plan, planning.baseline))
    return plan


def with_session_users(baseline: Baseline, account: Account, named: tuple[str, ...], tell: Progress) -> Baseline:
    """The baseline, by which those who are named on the command line work through `rootward mfa session` as well.

    `named`: names or ARNs. Whom the configuration names and the account does not have is told, for one file may serve
    several accounts. Where the users were not read nobody is bound, whoever is named. Raises UsageError for one of
    `named` whom the account does not have.
    """
    if isinstance(account.identities, Unknown):
        return baseline
    users = account.identities.users
    names = {known: user.name for user in users for known in (user.name, user.arn)}
    for one in named:
        if one not in names:
            raise no_such("user", one, (user.name for user in users))
    for one in baseline.session_users:
        if one not in names:
            tell(f"session_users of the configuration: the account has no user '{one}'")
    consenting = dict.fromkeys((*baseline.session_users, *(names[one] for one in named)))
    return msgspec.structs.replace(baseline, session_users=tuple(consenting))


def enforcement_of(account: Account, plan: Plan, baseline: Baseline) -> Enforcement:
    """Whom binding everybody today would cut off, and what becomes of each by the plan. Pure."""
    ways = {one.user.arn: one for one in enrolments(account)}
    found: list[CutOff] = []
    open_: set[str] = set()
    for finding in audit_account(account, baseline, checks=(BY_ID[ENFORCED],)).findings:
        if finding.status == "unknown":
            found.append(CutOff(user=_name(finding.resource), kind="unknown", why=finding.message))
        elif finding.status == "fail":
            open_.add(finding.resource)
            found += _cut_off(account, finding.resource, ways.get(finding.resource), baseline)
    for arn, one in ways.items():
        if arn not in open_ and one.way in {"given", "shut"}:
            found.append(CutOff(user=one.user.name, kind="bound", why="", way=_way(one, baseline)))
    bound = {gap.resource for step in plan.steps for gap in step.closes if gap.check == ENFORCED}
    return Enforcement(
        bound=len(bound), left=len(open_ - bound), cut_off=tuple(sorted(found, key=lambda one: one.user))
    )


def _cut_off(account: Account, arn: str, enrolment: Enrolment | None, baseline: Baseline) -> Iterator[CutOff]:
    row = row_of(account, arn)
    for one in () if isinstance(row, Unknown) else obstacles(account, row, baseline):
        way = _way(enrolment, baseline) if one.kind == "device" and enrolment is not None else None
        yield CutOff(user=_name(arn), kind=one.kind, why=one.refused.reason, way=way)


def _way(enrolment: Enrolment, baseline: Baseline) -> Way:
    """Where identities are kept as code, the plan lets nobody: it says what to write there."""
    return "shut" if enrolment.way == "given" and baseline.iac else enrolment.way


def _name(resource: str) -> str:
    return user_in(resource) or ""
