"""Which roles the identities of an account may assume: what they may do by themselves, and what trust policies say.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.iam_policy.caller import Caller, Naming, caller
from rootward.iam_policy.circumstances import CIRCUMSTANCES, DIRECT_CALL
from rootward.iam_policy.context import Partial
from rootward.iam_policy.decision import Request, Verdict
from rootward.iam_policy.document import Principal
from rootward.iam_policy.evaluation import decide
from rootward.iam_policy.policies import Policies
from rootward.iam_policy.policy import Policy
from rootward.iam_policy.powers import Holder, Powers
from rootward.iam_policy.ternary import Maybe, Ternary

ASSUME = "sts:AssumeRole"

_CHOSEN = frozenset({"sts:externalid", "sts:rolesessionname", "sts:sourceidentity", "sts:taskpolicyarn"})
"""Keys that whoever assumes a role fills in as they like."""

_CONTEXT = Partial(DIRECT_CALL, open=CIRCUMSTANCES | _CHOSEN)


class Step(msgspec.Struct, frozen=True, eq=False):
    """A role that an identity may assume, or may under circumstances."""

    role: Holder
    answer: Ternary


class Assumption:
    """Who may assume which role."""

    def __init__(self, powers: Powers) -> None:
        self._powers = powers
        self._steps: dict[str, tuple[Step, ...]] = {holder.arn: () for holder in powers.holders}
        asking = [holder for holder in powers.holders if _may_ask(holder.policies)]
        for role in powers.holders:
            if role.trust is None:
                continue
            for holder in self._candidates(role, asking):
                answer = self.answer(holder, role)
                if answer is not False and holder is not role:
                    self._steps[holder.arn] += (Step(role, answer),)

    def roles_of(self, holder: Holder) -> tuple[Step, ...]:
        """The roles that the holder may assume, by their ARNs."""
        return self._steps[holder.arn]

    def answer(self, holder: Holder, role: Holder) -> Ternary:
        """Whether the holder may assume the role."""
        if role.trust is None:
            return False
        request = Request(action=ASSUME, resource=role.arn, principal=holder.arn, context=_CONTEXT)
        decision = decide(request, holder.policies.of_resource((role.trust.ready,)))
        if decision.verdict is Verdict.DEPENDS:
            return Maybe(decision.depends_on, decision.unread)
        return decision.verdict is Verdict.ALLOW

    def _candidates(self, role: Holder, asking: list[Holder]) -> Iterator[Holder]:
        """Those who could get in: whom the trust policy names itself, and, if it lets the account in, those who ask."""
        trust = role.trust
        if trust is None or not isinstance(trust.ready, Policy):
            yield from asking
            return
        named: dict[str, None] = {}
        whole = False
        for principal in _let_in(trust.ready):
            if principal.id == "*":  # whatever their own policies say
                named.update(dict.fromkeys(self._powers.by_arn))
            elif principal.id in self._powers.by_arn:
                named[principal.id] = None
            else:
                whole = whole or self._account.named_by((principal,)) > Naming.NOT_AT_ALL
        yield from (self._powers.by_arn[arn] for arn in named)
        if whole:
            yield from (holder for holder in asking if holder.arn not in named)

    @property
    def _account(self) -> Caller:
        return caller(f"arn:{self._powers.partition}:iam::{self._powers.account_id}:user/anybody")


def _let_in(trust: Policy) -> Iterator[Principal]:
    """The principals whom a trust policy lets assume the role, conditions aside: all but some are all."""
    for rule in trust.about(ASSUME.lower()):
        if rule.statement.effect == "Allow":
            principals = rule.statement.principals
            yield from (Principal("*", "*"),) if principals is None else principals


def _may_ask(policies: Policies) -> bool:
    """Whether any policy of an identity may allow it to assume a role at all."""
    return any(
        not isinstance(each, Policy) or any(rule.statement.effect == "Allow" for rule in each.about(ASSUME.lower()))
        for each in policies.identity
    )
