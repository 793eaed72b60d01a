"""Rounds: the same is planned again and again while what was made makes more possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from rootward.engine.planning.blueprint import unknown_policies
from rootward.errors import UsageError
from rootward.model.account import Account
from rootward.model.baseline import Contact
from rootward.model.blueprint import Blueprint, WantedUser
from rootward.model.plan import Plan
from rootward.workflows.plan import Planning, plan_to_apply, read_session
from rootward.workflows.source import Progress

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

ADMINISTRATOR_GAP = "admin-identity-missing"
"""The gap of the administrators that are wanted, which no remedy closes; the others that are wanted have none."""

_ALARM_GAPS = frozenset({"root-use-alarm-missing", "identity-alarms-missing"})
_CONTACT_GAP = "security-contact-missing"


class Host(Protocol):
    """Whoever sets up the account: asked what no file says, and only where the account needs it."""

    def administrator(self) -> WantedUser:
        """Who is to administer the account. Raises UsageError where nobody can say."""
        ...

    def alarm_email(self) -> str | None:
        """Who is told when root is used; None: nobody yet."""
        ...

    def security_contact(self) -> Contact | None:
        """Whom AWS writes to and calls about the account's security; None: nobody yet."""
        ...


class Rounds:
    """Plans the same again and again, and asks whoever is there once."""

    def __init__(
        self,
        session: AwsSession,
        planning: Planning,
        host: Host,
        progress: Progress,
        *,
        reads: Progress | None = None,
    ) -> None:
        """`reads`: is told of each fact that is read, in place of `progress`."""
        self._session = session
        self._planning = planning
        self._host = host
        self._progress = progress
        self._reads = reads
        self._is_asked = False
        self.read_anew()

    @property
    def account(self) -> Account:
        """As it was read last."""
        return self._account

    def read_anew(self) -> None:
        """Read the account for another round. Raises CredentialsError, JournalError."""
        self._account, self._history = read_session(self._session, self._planning, self._progress, reads=self._reads)

    def plan(self) -> Plan:
        """The plan by what was read last. Raises what the host raises, and UsageError for a policy that is nowhere."""
        plan = self._planned()
        if not self._is_asked:
            self._is_asked = True
            told = self._told(plan)
            if told != self._planning:
                self._planning = told
                plan = self._planned()
        _refuse_missing(self._session, self._account, self._planning.blueprint or Blueprint())
        return plan

    def _planned(self) -> Plan:
        return plan_to_apply(self._session, self._account, self._planning, self._history)

    def _told(self, plan: Plan) -> Planning:
        """What is planned by, once whoever is there has said what this plan needs."""
        planning, baseline = self._planning, self._planning.baseline
        blueprint = planning.blueprint
        withheld = frozenset(one.gap.check for one in plan.withheld)
        if blueprint is not None and not blueprint.names_administrator and ADMINISTRATOR_GAP in _gaps(plan):
            blueprint = blueprint.with_administrator(self._host.administrator())
        if baseline.alarm_email is None and withheld & _ALARM_GAPS:
            baseline = msgspec.structs.replace(baseline, alarm_email=self._host.alarm_email())
        if baseline.security_contact is None and _CONTACT_GAP in withheld:
            baseline = msgspec.structs.replace(baseline, security_contact=self._host.security_contact())
        return msgspec.structs.replace(planning, blueprint=blueprint, baseline=baseline)


def _gaps(plan: Plan) -> frozenset[str]:
    """The checks of all that the plan closes, leaves to people or holds back."""
    closed = (gap for step in plan.steps for gap in step.closes)
    guided, withheld = (step.gap for step in plan.guided), (one.gap for one in plan.withheld)
    return frozenset(gap.check for gap in (*closed, *guided, *withheld))


def _refuse_missing(session: AwsSession, account: Account, blueprint: Blueprint) -> None:
    """Raise UsageError for a managed policy that is to be attached, and is none of the account's nor of AWS's."""
    from rootward.aws.managed_policies import missing_policies

    for arn in missing_policies(session, unknown_policies(account, blueprint)):
        raise UsageError(
            f"there is no managed policy '{arn.partition(':policy/')[2]}'; nothing was changed",
            advice="AWS's own are listed by: aws iam list-policies --scope AWS --query Policies[].Arn",
        )
