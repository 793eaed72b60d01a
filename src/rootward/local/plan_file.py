"""The plan as a file, `plan.json`: what was shown, to be approved, kept and applied later.

It is read as a stranger's: it lies where people edit, copy and send it. None of it is run: `apply` makes the calls
anew from its typed changes, and looks at the account before each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from rootward.errors import GuardRefusedError, PlanFileError, SnapshotError
from rootward.local.damage import odd_dates, told
from rootward.local.files import write_owner_only
from rootward.local.input_file import read_input
from rootward.model.change import RISKS
from rootward.model.plan import PLAN_SCHEMA, Plan

_AGAIN = "make it again: rootward plan -o plan.json"

_ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")


class _Head(msgspec.Struct):
    """What tells a plan from any other JSON."""

    schema: int
    digest: str
    expires_at: object


def write_plan(plan: Plan, path: Path) -> None:
    """Write the plan, atomically, for its owner only. Raises OutputError."""
    write_owner_only(path, msgspec.json.format(msgspec.json.encode(plan), indent=2) + b"\n")


def read_plan(path: Path) -> Plan:
    """Read a plan that is as it was made.

    Raises PlanFileError: not there, no plan, damaged, or of another schema. Raises GuardRefusedError: changed since
    its digest was taken.
    """
    data = _bytes_of(path)
    try:
        head = msgspec.json.decode(data, type=_Head)
    except msgspec.ValidationError:
        raise PlanFileError(f"{path} is JSON, but no plan", advice=_AGAIN) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PlanFileError(f"{path} is not valid JSON: {told(error)}", advice=_AGAIN) from None
    if head.schema != PLAN_SCHEMA:
        raise PlanFileError(
            f"{path} is a plan of schema {head.schema}; this rootward understands schema {PLAN_SCHEMA}",
            advice=_AGAIN if head.schema < PLAN_SCHEMA else "apply it with the newer rootward that made it",
        )
    try:
        plan = msgspec.json.decode(data, type=Plan)
    except (msgspec.ValidationError, RecursionError) as error:
        raise PlanFileError(
            f"{path} is a damaged plan, or one of a newer rootward: {told(error)}", advice=_AGAIN
        ) from None
    if not plan.is_as_made:
        raise GuardRefusedError(f"{path} was changed after it was made", advice=_AGAIN)
    for one in damage(plan):
        raise PlanFileError(f"{path} is a damaged plan: {one}", advice=_AGAIN)
    return plan


def damage(plan: Plan) -> Iterator[str]:
    """What the types of the fields let through, and a digest says nothing of: anybody can take one."""
    if not _ACCOUNT_NUMBER.fullmatch(plan.account.id):
        yield "an account number of twelve digits is expected - at `$.account.id`"
    yield from odd_dates(plan, "$")
    numbers = [step.number for step in plan.steps] + [step.number for step in plan.guided]
    if len(set(numbers)) < len(numbers):
        yield "two steps of the same number"
    for place, step in enumerate(plan.steps):
        if RISKS.index(step.risk) < RISKS.index(step.change.risk):
            yield f"a change that is {step.change.risk}, and is said to be {step.risk} - at `$.steps[{place}]`"


def _bytes_of(path: Path) -> bytes:
    try:
        return read_input(path)
    except SnapshotError as error:
        raise PlanFileError(str(error), advice=error.advice or _AGAIN) from None
