"""The laws over what a session of root's own lists, and one more: nothing here makes a credential for root."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rootward
from rootward.checks.check import Check
from rootward.checks.registry import BY_ID
from rootward.engine.planning import undo_plan
from rootward.model.account import FACTS, NOT_COLLECTED, Account
from rootward.model.baseline import Baseline
from rootward.model.change import ApiCall, RootCredentialChange
from rootward.model.journal import History, Intent, Journal, Opened, Result, history_of
from rootward.model.plan import Plan
from rootward.model.unknown import Unknown
from rootward.workflows.plan import Planning, plan_account
from tests.checks.facts import NOW
from tests.contract.accounts import accounts_of_root

CHECKS = tuple(BY_ID[name] for name in ("root-access-key-present", "root-certificate-present"))
PLANNING = Planning(checks=CHECKS)
_MAKING = re.compile(r"\b(create_access_key|create_login_profile|upload_signing_certificate)\b")
"""How boto3 would be asked to make a credential."""

NOT_BETTER = {"fail", "unknown"}


def statuses(check: Check, facts: Account) -> set[str]:
    return {verdict.status for verdict in check.judge(facts, Baseline())}


def after_all(plan: Plan, account: Account) -> Account:
    for step in plan.steps:
        account = step.change.effect(account)
    return account


def made(plan: Plan) -> Journal:
    """The journal of a run that made every step."""
    entries = [
        entry
        for step in plan.steps
        for entry in (Intent(at=NOW, step=step.number), Result(at=NOW, step=step.number, outcome="done"))
    ]
    return Journal(id="run", opened=Opened(at=NOW, caller="", plan=plan), entries=tuple(entries))


@given(accounts_of_root(), st.sampled_from(("denied", "failed")))
def test_no_denied_read_makes_a_check_look_better(facts, reason):
    for check in CHECKS:
        if statuses(check, facts) <= NOT_BETTER:
            for fact in check.facts:
                masked = msgspec.structs.replace(facts, **{fact: Unknown(reason, f"iam:Read-{fact}", "no")})
                assert statuses(check, masked) <= NOT_BETTER, f"{check.id} with {fact} {reason}"


@given(accounts_of_root())
def test_the_checks_read_the_facts_that_they_declare_and_no_others(facts):
    for check in CHECKS:
        others = {fact: NOT_COLLECTED for fact in FACTS if fact not in check.facts}
        alone = msgspec.structs.replace(facts, **others)
        assert tuple(check.judge(alone, Baseline())) == tuple(check.judge(facts, Baseline()))


@given(accounts_of_root())
def test_what_was_switched_off_is_on_again_after_the_undo_and_what_was_deleted_is_not(facts):
    plan = plan_account(facts, PLANNING)
    undo = undo_plan(made(plan), plan.account, now=NOW + timedelta(hours=1), version="1")

    after = after_all(undo, after_all(plan, facts))

    deleted = [step.change for step in plan.steps if step.change.inverse() is None]
    for change in deleted:
        facts = change.effect(facts)
    assert after == facts
    assert len(undo.withheld) == len(deleted)


@given(accounts_of_root())
def test_once_all_effects_have_come_true_no_change_is_planned(facts):
    plan = plan_account(facts, PLANNING)

    after = after_all(plan, facts)
    again = plan_account(after, PLANNING, history=history_of((made(plan),)))

    assert again.steps == ()
    assert again.score_before == plan.score_after


@given(accounts_of_root())
def test_what_is_deleted_is_off_before_in_use_nowhere_and_never_switched_off_by_the_same_plan(facts):
    off = plan_account(facts, PLANNING)
    changes = [step.change for step in off.steps if isinstance(step.change, RootCredentialChange)]

    assert len({change.target for change in changes}) == len(changes) == len(off.steps)
    for change in changes:
        assert change.before == change.state(facts)
        assert (change.after is None) == (change.before == "Inactive")
        assert change.last_used is None or (NOW - change.last_used).days > Baseline().recent_days


@given(accounts_of_root())
def test_every_gap_that_is_not_closed_by_a_step_is_told(facts):
    plan = plan_account(facts, PLANNING, history=History())
    told = {gap for step in plan.steps for gap in step.closes}
    told |= {one.gap for one in plan.guided} | {one.gap for one in plan.withheld}

    for check in CHECKS:
        if "fail" in statuses(check, facts):
            assert (check.id, facts.root_arn) in {(gap.check, gap.resource) for gap in told}


# ---- nothing makes a credential for root


@pytest.mark.parametrize("operation", ["CreateAccessKey", "CreateLoginProfile", "UploadSigningCertificate"])
@pytest.mark.parametrize("named", [{}, {"UserName": ""}])
def test_no_call_can_be_made_up_that_makes_a_credential_and_names_no_user(operation, named):
    with pytest.raises(ValueError, match="would make a credential of root's own"):
        ApiCall(operation=operation, parameters=named)

    assert ApiCall(operation=operation, parameters={"UserName": "ann"}).operation == operation


def test_no_code_outside_the_practice_account_goes_round_that():
    folder = Path(rootward.__file__).parent
    found = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.py"))
        if path.relative_to(folder).parts[0] != "sandbox"
        if re.search(
            r"\b(create_access_key|create_login_profile|upload_signing_certificate)\b", path.read_text("utf-8")
        )
    ]

    assert found == []
