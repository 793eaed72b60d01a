"""Those who sign in without an MFA device, and may not register one, are let: wishes like those of a blueprint.

Once they have one the way in is closed behind them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.mfa.enrolment import GROUP, POLICY, enrolments, leaving
from rootward.checks.remedy import Guidance
from rootward.engine.planning.blueprint import Wish
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.plan import Gap


def ways_to_enrol(account: Account, baseline: Baseline) -> Iterator[Wish]:
    """What lets each of them register a device, or why nothing does; and what takes those out who have one.

    It closes no gap: the device is missing until somebody has registered it.
    """
    if not baseline.iac:
        for proposal in leaving(account):
            yield Wish(Gap(check="", resource=proposal.batches[0][0].resource), proposal)
    for one in enrolments(account):
        arn = one.user.arn
        if one.refused is not None:
            yield Wish(Gap(check="", resource=arn), one.refused)
        elif one.proposal is not None and baseline.iac:
            name = one.user.name
            told = (
                f"in the code that keeps the account's identities: declare a group {GROUP} with an inline policy"
                f" {POLICY}, which lets its members register an MFA device of their own, and put user {name} into it;"
                f" then let {name} register one, and take {name} out of it again"
            )
            yield Wish(Gap(check="user-mfa-missing", resource=arn), Guidance(told))
        elif one.proposal is not None:
            yield Wish(Gap(check="", resource=arn), one.proposal)
