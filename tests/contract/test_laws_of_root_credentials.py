"""The laws over what a session of root's own lists, and one more: nothing here makes a credential for root."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import cast

import msgspec
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from hypothesis import given
from hypothesis import strategies as st

import rootward
from rootward.aws.executor import Executor
from rootward.aws.session import AwsSession
from rootward.checks.check import Check
from rootward.checks.registry import BY_ID
from rootward.engine.planning import undo_plan
from rootward.model.account import FACTS, NOT_COLLECTED, Account
from rootward.model.baseline import Baseline
from rootward.model.change import ApiCall, RootCredentialChange
from rootward.model.journal import History, Intent, Journal, Opened, Result, SeenOffOfRoot, history_of
from rootward.model.plan import Plan
from rootward.model.unknown import Unknown
from rootward.workflows.plan import Planning, plan_account
from tests.checks.facts import NOW, ago
from tests.contract.accounts import accounts_of_root

CHECKS = tuple(BY_ID[name] for name in ("root-access-key-present", "root-certificate-present"))
PLANNING = Planning(checks=CHECKS)
MAKING = ("CreateAccessKey", "CreateLoginProfile", "UploadSigningCertificate")

DAYS = st.sampled_from((0, 30, 31, 400))
"""For how long this machine has seen off what is off."""

NOT_BETTER = {"fail", "unknown"}


def statuses(check: Check, facts: Account) -> set[str]:
    return {verdict.status for verdict in check.judge(facts, Baseline())}


def after_all(plan: Plan, account: Account) -> Account:
    for step in plan.steps:
        account = step.change.effect(account)
    return account


def seen_off(account: Account, days: int) -> History:
    """Plans of this machine saw all that is off, the first time so many days ago."""
    own = account.root_credentials
    off = () if isinstance(own, Unknown) else own.ids_off
    return History(seen_off_of_root=tuple(SeenOffOfRoot(id=one, since=ago(days)) for one in off))


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


@given(accounts_of_root(), DAYS)
def test_what_was_switched_off_is_on_again_after_the_undo_and_what_was_deleted_is_not(facts, days):
    plan = plan_account(facts, PLANNING, history=seen_off(facts, days))
    undo = undo_plan(made(plan), plan.account, now=NOW + timedelta(hours=1), version="1")

    after = after_all(undo, after_all(plan, facts))

    deleted = [step.change for step in plan.steps if step.change.inverse() is None]
    for change in deleted:
        facts = change.effect(facts)
    assert after == facts
    assert len(undo.withheld) == len(deleted)


@given(accounts_of_root(), DAYS)
def test_once_all_effects_have_come_true_no_change_is_planned(facts, days):
    seen = seen_off(facts, days)
    plan = plan_account(facts, PLANNING, history=seen)

    after = after_all(plan, facts)
    made_and_seen = msgspec.structs.replace(history_of((made(plan),)), seen_off_of_root=seen.seen_off_of_root)
    again = plan_account(after, PLANNING, history=made_and_seen)

    assert again.steps == ()
    assert again.score_before == plan.score_after


@given(accounts_of_root(), DAYS)
def test_what_is_deleted_was_known_to_be_off_for_the_days_of_grace_and_is_in_use_nowhere(facts, days):
    off = plan_account(facts, PLANNING, history=seen_off(facts, days))
    changes = [step.change for step in off.steps if isinstance(step.change, RootCredentialChange)]

    assert len({change.target for change in changes}) == len(changes) == len(off.steps)
    for change in changes:
        assert change.before == change.state(facts)
        assert (change.after is None) == (change.before == "Inactive")
        assert change.after is not None or days > Baseline().grace_days
        assert change.last_used is None or (NOW - change.last_used).days > Baseline().recent_days


@given(accounts_of_root())
def test_of_what_nothing_is_known_here_nothing_is_deleted(facts):
    assert all(step.risk != "irreversible" for step in plan_account(facts, PLANNING).steps)


@given(accounts_of_root(), DAYS)
def test_every_gap_that_is_not_closed_by_a_step_is_told(facts, days):
    plan = plan_account(facts, PLANNING, history=seen_off(facts, days))
    told = {gap for step in plan.steps for gap in step.closes}
    told |= {one.gap for one in plan.guided} | {one.gap for one in plan.withheld}

    for check in CHECKS:
        if "fail" in statuses(check, facts):
            assert (check.id, facts.root_arn) in {(gap.check, gap.resource) for gap in told}


# ---- nothing makes a credential for root


class Unreached:
    """In place of a session: nobody is to ask it for a client."""

    def client(self, service: str, region: str | None) -> None:
        pytest.fail(f"a call to {service} would have gone out ({region})")


@pytest.mark.parametrize("operation", MAKING)
@pytest.mark.parametrize("named", [{}, {"UserName": ""}])
def test_no_call_can_be_made_up_that_makes_a_credential_and_names_no_user(operation, named):
    with pytest.raises(ValueError, match="would make a credential of root's own"):
        ApiCall(operation=operation, parameters=named)

    assert ApiCall(operation=operation, parameters={"UserName": "ann"}).operation == operation


@pytest.mark.parametrize("operation", MAKING)
@pytest.mark.parametrize("named", [{}, {"UserName": ""}])
def test_nor_does_the_executor_make_one_whose_name_was_taken_away_later(operation, named):
    parameters = {"UserName": "ann"}
    call = ApiCall(operation=operation, parameters=parameters)
    parameters.clear()
    parameters.update(named)

    with pytest.raises(ValueError, match="would make a credential of root's own"):
        Executor(cast("AwsSession", Unreached())).run(call)


def test_these_are_all_of_iam_s_operations_that_make_one_and_may_go_without_a_name():
    """botocore's model of IAM, of whatever version is here: a new operation of AWS's has to be looked at.

    Those that are listed besides make nothing: they change, reset or take away what is there.
    """
    iam = ServiceModel(Loader().load_service_model("iam", "service-2"), "iam")
    several = (iam.operation_model(name) for name in iam.operation_names)
    shapes = {one.name: one.input_shape for one in several if one.input_shape is not None}
    named = {name: shape for name, shape in shapes.items() if "UserName" in shape.members}
    nameless = {name for name, shape in named.items() if "UserName" not in shape.required_members}
    no_reads = {name for name in nameless if not name.startswith(("Get", "List"))}

    assert {name for name in no_reads if not name.startswith(("Deactivate", "Delete", "Reset", "Update"))} == {*MAKING}


def test_aws_is_reached_by_four_doors_of_which_one_makes_calls_that_change_something():
    """The executor; reads, which law 6 holds to reading; who the caller is; and whether a key is of use, by STS."""
    folder = Path(rootward.__file__).parent
    found = {
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.py"))
        if path.relative_to(folder).parts[0] != "sandbox"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {"client", "create_client", "resource"}
    }

    assert found == {"aws/executor.py", "aws/key_proof.py", "aws/reading.py", "aws/session.py"}
