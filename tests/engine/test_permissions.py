"""What takes back what changes make."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings

from rootward.checks.registry import BY_ID, CHECKS
from rootward.engine.permissions import UNDONE_BY, actions, operations, undoing
from rootward.model.change import Change, InlinePolicyChange, TrailSettings
from rootward.workflows.plan import plan_account
from tests.checks.remedied import remedied
from tests.contract.accounts import accounts
from tests.model.change import kinds
from tests.reports.plan.plans import STRICT, WEAK, attachment, group, inline, key, member, password_change

HOLDERS = ("user", "group", "role")

FORWARD: tuple[Change, ...] = (
    password_change(None, STRICT),
    password_change(WEAK, STRICT),
    password_change(WEAK, None),
    key("ann", "Active", "Inactive"),
    key("ann", "Inactive", "Active"),
    key("ann", "Inactive", None),
    *(group("staff", after=after) for after in (True, False)),
    *(member("ann", "staff", after=after) for after in (True, False)),
    *(attachment(kind, "x", after=after) for kind in HOLDERS for after in (True, False)),
    *(inline(kind, "x", before, after) for kind in HOLDERS for before, after in ((None, "{}"), ("{}", None))),
    *(made("x", after=after) for made in (kinds.user, kinds.role) for after in (True, False)),
    kinds.login("x", after=True),
    kinds.login("x", after=False, chosen_by="owner"),
    *(
        kinds.credential(kind, after=after)
        for kind in ("service-credential", "signing-certificate", "ssh-public-key")
        for after in ("Active", "Inactive")
    ),
    *(
        kinds.of_root(kind, after=after)
        for kind in ("access-key", "signing-certificate")
        for after in ("Active", "Inactive", None)
    ),
    *kinds.OF_THE_ACCOUNT[1:],
    kinds.trail(kinds.COVERS_ALL, TrailSettings(multi_region=False)),
    kinds.rule(kinds.SETTINGS, msgspec.structs.replace(kinds.SETTINGS, targets=(kinds.TARGET, kinds.BUS_TARGET))),
)
"""Every way that a remedy's change may go."""


def made_by(change: Change | None) -> set[str]:
    return set() if change is None else {call.name for call in change.calls()}


def test_every_operation_of_every_kind_of_change_is_known_and_no_other():
    assert set(UNDONE_BY) == {operation for change in FORWARD for operation in made_by(change)}


@pytest.mark.parametrize("operation", UNDONE_BY)
def test_what_takes_an_operation_back_is_what_the_inverses_make(operation):
    inverses = [change.inverse() for change in FORWARD if operation in made_by(change)]

    assert set(UNDONE_BY[operation]) == {one for inverse in inverses for one in made_by(inverse)}


def test_every_remedy_declares_operations_that_changes_make():
    for check in CHECKS:
        if check.remedy is not None:
            every = {*check.remedy.operations, *check.remedy.operations_of_root}
            assert every, check.id
            assert every <= set(UNDONE_BY), check.id


def test_no_permission_is_made_of_what_only_root_does():
    root_s = tuple(BY_ID[name] for name in ("root-access-key-present", "root-certificate-present"))

    assert operations(root_s) == ()
    assert "DeleteSigningCertificate" not in operations(CHECKS)


def test_the_operations_of_checks_are_those_of_their_remedies_each_once():
    checks = (
        remedied("access-key-unused", "UpdateAccessKey", "DeleteAccessKey"),
        remedied("access-key-second", "UpdateAccessKey"),
        remedied("root-mfa-missing"),
    )

    assert operations(checks) == ("DeleteAccessKey", "UpdateAccessKey")
    assert operations((BY_ID["root-used-recently"],)) == ()


def test_what_is_deleted_for_good_is_taken_back_by_nothing():
    assert undoing(("UpdateAccessKey", "DeleteAccessKey")) == ("UpdateAccessKey",)
    assert undoing(("CreateGroup", "PutGroupPolicy")) == ("DeleteGroup", "DeleteGroupPolicy")


@given(accounts())
@settings(max_examples=20)
def test_no_remedy_writes_an_inline_policy_over_another(account):
    for step in plan_account(account).steps:
        if isinstance(step.change, InlinePolicyChange):
            assert None in (step.change.before, step.change.after)


def test_each_operation_has_an_action_of_its_name():
    assert actions(("CreateGroup", "s3:CreateBucket")) == ("iam:CreateGroup", "s3:CreateBucket")
    assert actions(("accessanalyzer:DeleteAnalyzer",)) == ("access-analyzer:DeleteAnalyzer",)


def test_some_take_another_action_besides():
    assert actions(("events:PutTargets", "events:PutRule")) == ("events:PutTargets", "iam:PassRole", "events:PutRule")
    assert actions(("accessanalyzer:CreateAnalyzer",)) == (
        "access-analyzer:CreateAnalyzer",
        "iam:CreateServiceLinkedRole",
    )


@pytest.mark.parametrize("change", FORWARD, ids=lambda change: type(change).__name__)
def test_the_actions_of_operations_cover_all_that_their_calls_take(change):
    taken = {action for call in change.calls() for action, _ in call.permissions}

    assert taken <= set(actions(sorted(made_by(change))))
