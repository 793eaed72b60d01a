"""The plan of what somebody asked for by name: no check has a say, the lockout guard has."""

from __future__ import annotations

from rootward.checks.remedy import Proposal
from rootward.engine.lockout import Caller
from rootward.engine.planning import plan_of
from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange, IdentityRef, InlinePolicyChange
from tests.checks.facts import (
    account,
    allow,
    arn,
    identities,
    inline,
    listed_key,
    policy,
    report,
    role,
    root_row,
    user,
    user_row,
)

ADMIN = inline("all", policy(allow("*")))
OF = account(
    caller=arn("user", "ada"),
    credential_report=report(
        root_row(), *(user_row(name, password_enabled=True, mfa_active=True) for name in ("ada", "eve", "ivy"))
    ),
    identities=identities(
        users=(*(user(name, inline_policies=(ADMIN,)) for name in ("ada", "eve", "ivy")), user("bot")),
        roles=(role("AWSReservedSSO_Ops_1"),),
    ),
    access_keys=(listed_key("ada", 9), listed_key("bot", 9), listed_key("bot", 99, id="spare")),
)
ME = Caller(arn("user", "ada"), "key-of-ada")


def off(name: str, key_id: str, after: str | None = "Inactive") -> Proposal:
    change = AccessKeyChange(
        user=name,
        user_arn=arn("user", name),
        key_id=key_id,
        before="Active" if after else "Inactive",
        after=after,  # type: ignore[arg-type]
    )
    return Proposal(batches=((change,),), restricts=True, why="asked for")


def made(*proposals: Proposal):
    return plan_of(OF, proposals, Baseline(), caller=ME, version="0.1.0")


def test_what_is_asked_for_is_planned_and_closes_no_gap():
    plan = made(off("bot", "key-of-bot"))

    (step,) = plan.steps
    assert (step.number, step.risk, step.closes, step.why) == (1, "disruptive", (), "asked for")
    assert (plan.checks, plan.score_before, plan.score_after) == ((), None, None)
    assert plan.is_as_made


def test_what_would_lock_the_caller_out_is_withheld_and_the_rest_stands():
    plan = made(off("ada", "key-of-ada"), off("bot", "key-of-bot"))

    assert [step.change.key_id for step in plan.steps] == ["key-of-bot"]
    (withheld,) = plan.withheld
    assert (withheld.by, withheld.gap.check, withheld.gap.resource) == ("lockout", "", arn("user", "ada"))


def test_what_a_platform_owns_is_withheld():
    owned = arn("role", "AWSReservedSSO_Ops_1")
    change = InlinePolicyChange(
        holder=IdentityRef("role", "AWSReservedSSO_Ops_1", owned), name="x", before=None, after="{}"
    )

    plan = made(Proposal(batches=((change,),)))

    assert plan.steps == ()
    assert [(one.by, one.reason) for one in plan.withheld] == [
        ("guard", f"IAM Identity Center owns {owned}: change it there")
    ]


def test_what_nothing_takes_back_comes_last():
    plan = made(off("bot", "spare", None), off("bot", "key-of-bot"))

    assert [(step.number, step.risk) for step in plan.steps] == [(1, "disruptive"), (2, "irreversible")]


def test_nothing_asked_for_is_an_empty_plan():
    assert made().is_empty
