"""Plans in which every name is one that an attacker chose, and every text quotes it."""

from __future__ import annotations

import json
import re

import msgspec

from rootward.model.applied import Applied
from rootward.model.change import Change
from rootward.model.plan import Plan
from tests.checks.facts import arn
from tests.reports.plan.plans import (
    FULL,
    applied,
    attachment,
    gap,
    group,
    guided,
    inline,
    key,
    member,
    plan,
    proof,
    step,
    withheld,
)

OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""All that a terminal or an editor would obey, but for the newline of the report's own layout."""


def hostile_changes(name: str) -> tuple[Change, ...]:
    """A change of each kind that holds names."""
    document, other = (json.dumps({name: value}, ensure_ascii=False) for value in (1, 2))
    return (
        msgspec.structs.replace(key(name, "Active", "Inactive"), key_id=name),
        group(name, path=f"/{name}/"),
        member(name, name),
        attachment("user", name, f"arn:aws:iam::aws:policy/{name}"),
        inline("role", name, document, other, name),
        inline("role", name, None, document, name),
        inline("role", name, name, None, name),
    )


def hostile_plan(name: str) -> Plan:
    """A plan that names nothing else."""
    whose = arn("user", name)
    own = gap(name, whose)
    return plan(
        *(step(number, 1, change, own, why=name) for number, change in enumerate(hostile_changes(name), start=1)),
        account=msgspec.structs.replace(
            FULL.account, id=name, alias=name, caller=whose, endpoint=f"http://{name}.example"
        ),
        guided=(
            guided(8, name, whose, name, name),
            guided(9, name, whose, name, f"aws iam get-user --user-name {{name}} {name}"),
        ),
        withheld=tuple(withheld(name, whose, by, name) for by in ("guard", "lockout", "facts")),
        undoes=name,
        live_proof=name,
        digest=name,
    )


def hostile_applied(name: str) -> Applied:
    """What came of it, in the same words."""
    return applied(
        hostile_plan(name),
        (1, "done", name),
        (2, "failed", name),
        (3, "unsure", name),
        *((number, "not begun") for number in range(4, 8)),
        ending="stopped",
        detail=name,
        journal=name,
        proofs=(proof(gap(name, arn("user", name)), "open", name),),
    )
