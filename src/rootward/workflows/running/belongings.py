"""What a user or role holds besides what a run takes away: AWS would refuse to delete it, with half of the run made.

The usual case is a person for whom a run made a user, and who registered a device since.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.account import Account
from rootward.model.belonging import Belonging, of_role, of_user
from rootward.model.change import RoleChange, UserChange
from rootward.model.plan import Step
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.aws.reading import Reading

_SHOWN = 3


def refuse_belongings(reading: Reading, account: Account, steps: tuple[Step, ...]) -> None:
    """Look at each user and role that the steps delete, before the first of them.

    Groups, policies and instance profiles by the account's facts, credentials by live lists. Raises GuardRefusedError:
    it holds something that they do not take away. IncompleteError: a list was denied, or failed.
    """
    taken = {step.change.target for step in steps if step.change.after in (None, False)}
    deleting = [step for step in steps if isinstance(step.change, UserChange | RoleChange) and not step.change.after]
    several = reading.side_by_side(lambda step: _belongings(reading, account, step), deleting)
    for step, held in zip(deleting, several, strict=True):
        if isinstance(held, Unknown):
            raise IncompleteError(
                f"this run changed nothing: what {_whose(step)} holds could not be read: {held.detail}",
                advice=f"allow {held.action}: rootward permissions --command apply" if held.action else "try again",
            )
        left = [one for one in held if one.target not in taken]
        if left:
            raise GuardRefusedError(
                f"this run changed nothing: {_whose(step)} holds what it does not take away: {_told(left)}",
                advice=f"take that away first: {_lines(left)}",
            )


def _belongings(reading: Reading, account: Account, step: Step) -> tuple[Belonging, ...] | Unknown:
    from rootward.aws.looks import credentials

    name = _name(step)
    if isinstance(step.change, RoleChange):
        return of_role(account, name)
    held = credentials(reading, name)
    return held if isinstance(held, Unknown) else (*held, *of_user(account, name))


def _name(step: Step) -> str:
    return step.change.resource.rpartition("/")[2]


def _whose(step: Step) -> str:
    return f"{step.change.target[0]} {_name(step)}"


def _told(several: list[Belonging]) -> str:
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return f"{', '.join(one.told for one in several[:_SHOWN])}{more}"


def _lines(several: Iterable[Belonging]) -> str:
    from rootward.reports.aws_cli import command_line

    return " && ".join(command_line(call) for one in several for call in one.removed_by)
