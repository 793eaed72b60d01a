"""Who else is in a group that an undo takes policies from, or takes away: they would lose what it gives, or what binds.

A later run, or a person, may have put somebody into a group that an earlier run made. Nobody of them is in the plan
that takes that run back. What users and roles hold is `rootward.workflows.running.belongings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.account import Account
from rootward.model.change import (
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
)
from rootward.model.plan import Plan, Step
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.aws.reading import Reading

_SHOWN = 3

TAKE_OUT_FIRST = "first undo the later run that put it there, or take it out of the group"


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """What a run itself takes out of groups: each thing with the name of its group. All else in one is others'."""

    users: frozenset[tuple[str, str]] = frozenset()
    policies: frozenset[tuple[str, str]] = frozenset()
    """By their ARNs those attached, by their names those inside."""

    def against(self, reading: Reading, change: Change) -> str | Unknown | None:
        """What speaks against taking something from a group now: somebody is in it who is not taken out."""
        from rootward.aws.looks import members

        group = group_losing(change)
        if group is None:
            return None
        seen = members(reading, group)
        if isinstance(seen, Unknown):
            return seen
        others = [name for name in seen if (group.name, name) not in self.users]
        return (
            f"the group {group.name} has members whom this run does not take out: {_told(others)}" if others else None
        )

    def left_in(self, account: Account, group: GroupChange) -> str | None:
        """What speaks against taking a group away: a policy of it stays, and AWS deletes none but an empty group."""
        found = account.identities
        if isinstance(found, Unknown):
            return None
        held = (
            name
            for one in found.groups
            if one.name == group.name
            for name in (*one.attached_policies, *(inline.name for inline in one.inline_policies))
        )
        others = [name for name in held if (group.name, name) not in self.policies]
        return (
            f"the group {group.name} has policies that this run does not take away: {_told(others)}" if others else None
        )


def company_of(plan: Plan, steps: Iterable[Step]) -> Company | None:
    """What the steps take out of groups. None of a plan that takes no run back: it says itself who loses what."""
    if plan.undoes is None:
        return None
    changes = [step.change for step in steps]
    return Company(
        users=frozenset(
            (one.group, one.user) for one in changes if isinstance(one, MembershipChange) and not one.after
        ),
        policies=frozenset(_policies(changes)),
    )


def _policies(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    for change in changes:
        match change:
            case AttachmentChange(after=False):
                yield change.holder.name, change.policy_arn
            case InlinePolicyChange(after=None):
                yield change.holder.name, change.name


def group_losing(change: Change) -> IdentityRef | None:
    """The group that is taken away, or that a policy is taken from."""
    match change:
        case GroupChange(after=False):
            return IdentityRef("group", change.name, change.arn)
        case AttachmentChange(after=False) | InlinePolicyChange(after=None):
            return change.holder if change.holder.kind == "group" else None
        case _:
            return None


def refuse_company(reading: Reading, account: Account, steps: tuple[Step, ...], company: Company) -> None:
    """Look into each group that the steps take away, or take policies from, before the first of them.

    Raises GuardRefusedError: somebody or something is in it that they do not take out. IncompleteError: a look was
    denied, or failed.
    """
    losing = {group.name: step for step in steps if (group := group_losing(step.change)) is not None}
    for step, seen in zip(
        losing.values(),
        reading.side_by_side(lambda step: company.against(reading, step.change), list(losing.values())),
        strict=True,
    ):
        if isinstance(seen, Unknown):
            raise IncompleteError(
                f"this run changed nothing: who is in the group of step {step.number} could not be read: {seen.detail}",
                advice=f"allow {seen.action}: rootward permissions --command apply" if seen.action else "try again",
            )
        if seen:
            raise _refused(seen)
    for step in steps:
        if isinstance(step.change, GroupChange) and not step.change.after:
            left = company.left_in(account, step.change)
            if left:
                raise _refused(left)


def _refused(told: str) -> GuardRefusedError:
    return GuardRefusedError(f"this run changed nothing: {told}", advice=TAKE_OUT_FIRST)


def _told(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"
