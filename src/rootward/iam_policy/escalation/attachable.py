"""Policies that give power when they are attached: AWS's own, others of the account, and one made for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from rootward.iam_policy.administration import administration
from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.escalation.actor import Actor, each_policy
from rootward.iam_policy.escalation.choice import SearchCutError, Wanted, in_place, name, plain
from rootward.iam_policy.escalation.edge import Need
from rootward.iam_policy.escalation.inquiry import Inquiry
from rootward.iam_policy.policies import Policies
from rootward.iam_policy.policy import Policy
from rootward.iam_policy.powers import Powers
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens
from rootward.model.identity import Identities

MAKING = Need(action="iam:CreatePolicy", on="arn:{partition}:iam::{account}:policy/{any}{new}")
"""What it takes to write a policy for it."""
_POLICY_ARN = "iam:policyarn"
_EVERYTHING = arn_wildcard(tokens("*"))


class Attached(NamedTuple):
    """A policy that could be attached."""

    arn: str
    is_made: bool = False
    """Whether it is made for it."""


class Attachable:
    """Which policies could be attached, in the place of AdministratorAccess, by those who may attach some only."""

    def __init__(self, inquiry: Inquiry, powers: Powers, identities: Identities) -> None:
        self._inquiry, self._powers, self._identities = inquiry, powers, identities

    def by(self, who: Actor, need: Need, *, lesser: bool) -> Iterator[Attached]:
        """Policies that allow everything; `lesser`: those too that make an administrator, and do not allow everything.

        Which one it is makes no difference where no policy asks.
        """
        yield Attached(self._of_aws("AdministratorAccess"))
        if not self._is_asked(who, need):
            return
        for arn in self._new(who, need):
            yield Attached(arn, is_made=True)
        for arn in self._lesser if lesser else ():
            yield Attached(arn)

    @staticmethod
    def _is_asked(who: Actor, need: Need) -> bool:
        return any(
            _POLICY_ARN in rule.tested()
            for each in each_policy(who.policies)
            if isinstance(each, Policy)
            for rule in each.about(need.action.lower())
        )

    def _new(self, who: Actor, need: Need) -> Iterator[str]:
        """ARNs for a policy that it makes, each such that another condition on them may hold."""
        places = self._inquiry.places(who, MAKING.action, None)
        if places == ():
            return
        shape = in_place(MAKING.on, partition=self._powers.partition, account=self._powers.account_id, region="")
        yield plain(shape)
        group = (_EVERYTHING,) if places is None else places
        for named in ((_EVERYTHING,), *((each,) for each in self._named(who, need))):
            try:
                found = name(shape, Wanted((group, named)))
            except SearchCutError:
                continue
            if found is not None:
                yield found

    def _named(self, who: Actor, need: Need) -> Iterator[Wildcard]:
        keys = self._inquiry.keys(who, need.action, None)
        for each in each_policy(who.policies):
            for rule in each.about(need.action.lower()) if isinstance(each, Policy) else ():
                for test in rule.conditions:
                    if test.key == _POLICY_ARN:
                        yield from (arn_wildcard(wanted.template.widest(keys)) for wanted in test.values)

    @cached_property
    def _lesser(self) -> tuple[str, ...]:
        """Of AWS's, one that is for IAM alone; of those that were read, all that make an administrator."""
        anybody = f"arn:{self._powers.partition}:iam::{self._powers.account_id}:user/ "
        found = [self._of_aws("IAMFullAccess")]
        for each in self._identities.policies:
            try:
                if (
                    isinstance(each.document, str)
                    and administration(Policies((each.document,)), anybody).control is True
                ):
                    found.append(each.arn)
            except MalformedPolicyError:
                continue  # told where it is held
        return tuple(dict.fromkeys(found))

    def _of_aws(self, title: str) -> str:
        return f"arn:{self._powers.partition}:iam::aws:policy/{title}"
