"""Who has which power over an account, worked out once for all the checks that ask.

Service control policies of a member account are shown to nobody in it. So there are two readings: `before_scps`, as if
there were none, by which excess of power is judged (the findings say so); and `proved`, in which they are unread, by
which it is judged whether somebody surely has a power. Where none apply, both are the same.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

from rootward.iam_policy.administrators import Administrator, administrators
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.graph import Escalation
from rootward.iam_policy.policy import UNREAD
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown


class Reading:
    """The powers of an account's identities under one reading of its service control policies."""

    def __init__(self, powers: Powers) -> None:
        self.powers = powers

    @cached_property
    def assumption(self) -> Assumption:
        """Who may assume which role."""
        return Assumption(self.powers)

    @cached_property
    def administrators(self) -> tuple[Administrator, ...]:
        """Every administrator: users, then roles."""
        return administrators(self.powers, self.assumption)

    @cached_property
    def administrator_by_arn(self) -> dict[str, Administrator]:
        """The administrators, by their ARNs."""
        return {each.holder.arn: each for each in self.administrators}


class Authority:
    """Who has which power over one account."""

    def __init__(self, account: Account, identities: Identities) -> None:
        self.account = account
        self.identities = identities
        self.before_scps = Reading(Powers(account, identities))
        """As if no service control policies applied."""

    @property
    def scps(self) -> Literal["none", "unread"]:
        """Whether service control policies may bind the account, unread.

        `none` outside an organisation and in its management account.
        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
        """
        management = self.account.is_management
        return "none" if management is None or management is True else "unread"

    @property
    def caveat(self) -> str:
        """What a finding says of service control policies that were not read: ` (before SCPs…)`, or nothing."""
        return "" if self.scps == "none" else " (before service control policies, which were not read)"

    @cached_property
    def proved(self) -> Reading:
        """With service control policies that were not read taken for unread: what is true then is true."""
        if self.scps == "none":
            return self.before_scps
        return Reading(Powers(self.account, self.identities, UNREAD))

    @cached_property
    def escalation(self) -> Escalation:
        """How those who are no administrators could become one, before service control policies."""
        return Escalation(self.account, self.identities, self.before_scps.powers, self.before_scps.assumption)


class _Slot(msgspec.Struct):
    """What was made of the account that was asked about last."""

    authority: Authority | None = None


_LAST = _Slot()


def authority(account: Account) -> Authority | Unknown:
    """The account's authority, or why its identities are not known. It is kept until another account is asked about."""
    if isinstance(account.identities, Unknown):
        return account.identities
    kept = _LAST.authority
    if kept is None or kept.account is not account:
        kept = _LAST.authority = Authority(account, account.identities)
    return kept
