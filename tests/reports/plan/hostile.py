"""Plans in which every name is one that an attacker chose, and every text quotes it."""

from __future__ import annotations

import json
import re

import msgspec

from rootward.model.applied import Applied
from rootward.model.change import Change, RuleSettings
from rootward.model.monitoring import RuleTarget
from rootward.model.plan import Plan
from tests.checks.facts import arn
from tests.model.change import kinds
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
        *_of_other_kinds(name, document),
    )


def _of_other_kinds(name: str, document: str) -> tuple[Change, ...]:
    target = RuleTarget(id=name, arn=name, role=f"arn:aws:iam::1:role/{name}")
    caught, settings = (RuleSettings(pattern=each, state=name, targets=(target,)) for each in (document, name))
    return (
        kinds.user(name, path=f"/{name}/"),
        kinds.role(name, path=f"/{name}/", trust_policy=document, description=name),
        kinds.login(name),
        kinds.login(name, after=False, chosen_by="owner"),
        kinds.credential("ssh-public-key", user=name, id=name),
        kinds.device(name),
        kinds.server_certificate(name),
        kinds.analyzer(name=name, region=name),
        kinds.bucket(name, region=name),
        kinds.bucket_policy(None, document, of=name),
        kinds.bucket_policy(document, name, of=name),
        kinds.trail(name=name, region=name, bucket=name),
        kinds.logging(name=name),
        kinds.topic(name=name, region=name, policy=document, email=name),
        kinds.rule(None, caught, name=name, region=name, description=name),
        kinds.rule(caught, settings, name=name, region=name),
        kinds.rule(settings, None, name=name, region=name),
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
            guided(98, name, whose, name, name),
            guided(99, name, whose, name, f"aws iam get-user --user-name {{name}} {name}"),
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
        *((number, "not begun") for number in range(4, len(hostile_changes(name)) + 1)),
        ending="stopped",
        detail=name,
        journal=name,
        proofs=(proof(gap(name, arn("user", name)), "open", name),),
    )
