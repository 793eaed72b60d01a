"""Bootstrap: what a new account needs so that root may sleep, planned and applied like anything else.

It makes whom somebody wants (`model.blueprint`), and closes the gaps that every account should have closed on its first
day. What exists is left as it is; run again, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from rootward.checks.registry import BY_ID
from rootward.errors import NotAwaitedError
from rootward.model.blueprint import Blueprint
from rootward.model.change import Change
from rootward.model.plan import Plan
from rootward.workflows.apply import Ask, apply_here, refuse_endpoint
from rootward.workflows.guide import Guide
from rootward.workflows.plan import Planning
from rootward.workflows.rounds import ADMINISTRATOR_GAP, Host, Rounds
from rootward.workflows.running.journals import kept
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

CHECKS = tuple(
    BY_ID[name]
    for name in (
        "admin-identity-missing",
        "support-role-missing",
        "access-analyzer-missing",
        "root-mfa-missing",
        "root-mfa-not-hardware",
        "root-mfa-single",
        "user-mfa-missing",
        "mfa-not-enforced",
        "root-access-key-present",
        "root-certificate-present",
        "password-policy-missing",
        "password-too-short",
        "password-reuse-allowed",
        "password-complexity-low",
        "password-expiry-off-baseline",
        "password-change-forbidden",
        "trail-missing",
        "root-use-alarm-missing",
        "identity-alarms-missing",
        "security-contact-missing",
        "contact-details-missing",
    )
)
"""Those of a first day: what they find is missing. What is there, and may be in use, is not taken away.

But for one thing: run by root, it proposes to switch off what root has of keys and certificates.
"""


def bootstrap_plan(
    source: Live | Practice,
    blueprint: Blueprint,
    *,
    planning: Planning,
    host: Host,
    progress: Progress,
    announce: Progress,
) -> Plan:
    """The plan alone. Raises CredentialsError, JournalError, and UsageError for a policy that is not there."""
    with opened(source, progress, announce) as session, kept(source, planning.state_folder) as folder:
        planning = msgspec.structs.replace(planning, blueprint=blueprint, checks=CHECKS, state_folder=folder)
        return Rounds(session, planning, host, progress).plan()


def bootstrap(
    source: Live | Practice,
    blueprint: Blueprint,
    *,
    planning: Planning,
    host: Host,
    ask: Ask,
    guide: Guide,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Iterator[Ran]:
    """Plan, ask and apply, until there is nothing left to change; then lead through what is left for people.

    What was made may make more possible: an administrator may be there now to work with AWS Support, and whoever has
    registered an MFA device on the way can be bound to MFA. So each round plans anew, and the last one changes nothing.
    Ends with a run that did not come to its end, and where nobody waits for people.

    Raises what `apply_plan` raises, before anything is changed in the round; NotAwaitedError for Ctrl-C while people
    are waited for.
    """
    with opened(source, setting.progress, announce) as session, kept(source, setting.state_folder) as folder:
        setting = msgspec.structs.replace(setting, state_folder=folder)
        planning = msgspec.structs.replace(planning, blueprint=blueprint, checks=CHECKS, state_folder=folder)
        refuse_endpoint(session, allowed=foreign_endpoint)
        rounds = Rounds(session, planning, host, setting.progress)
        tried: list[Change] = []
        while True:
            plan = rounds.plan()
            if plan.is_empty:
                _lead(session, plan, ask, guide, setting, has_changed=bool(tried))
                if not (guide.waits and plan.guided):
                    return
            elif all(step.change in tried for step in plan.steps):
                return  # it was made, or left out, and its gap is open still: the proof has said so
            else:
                tried += [step.change for step in plan.steps]
                ran = apply_here(session, plan, ask=ask, guide=None, setting=setting)
                if ran is None:
                    return
                yield ran
                if ran.error is not None or ran.applied.ending != "complete":
                    return
            rounds.read_anew()


def is_short(plan: Plan) -> bool:
    """Whether a user, group or role that was wanted is held back by a guard."""
    return any(one.by == "guard" and one.gap.check in {"", ADMINISTRATOR_GAP} for one in plan.withheld)


def _lead(session: AwsSession, plan: Plan, ask: Ask, guide: Guide, setting: Setting, *, has_changed: bool) -> None:
    try:
        apply_here(session, plan, ask=ask, guide=guide, setting=setting)
    except KeyboardInterrupt:
        if not has_changed:
            raise
        told = "the waiting was interrupted; every other step is made"
        raise NotAwaitedError(told, advice="go on when what is left for you is done: rootward bootstrap") from None
