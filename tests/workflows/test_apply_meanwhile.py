"""Somebody else changes the account in the middle of a run: each step looks before it is made."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import GuardRefusedError
from rootward.sandbox.console import RemoveDevice
from rootward.sandbox.faults import Fail
from tests.aws.practice import policy
from tests.sandbox.people import as_user
from tests.workflows.patient import ends


@pytest.mark.usefixtures("in_order")
def test_a_user_who_vanishes_in_the_middle_stops_the_run_before_its_step(ada, plan):
    def vanish(step: Any, _outcome: Any) -> None:
        if step.number == 2:
            admin = as_user(ada.sandbox, "ada")
            admin.detach_user_policy(UserName="cleo", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
            admin.delete_user_policy(UserName="cleo", PolicyName="notes")
            admin.delete_user(UserName="cleo")

    ada.on_step = vanish

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert (ran.error.exit_code, str(ran.error)) == (
        5,
        "step 5: arn:aws:iam::123456789012:user/cleo is not there any more",
    )
    assert (ends(ran)[4], ends(ran)[5], ran.applied.ending) == ("done", "not begun", "stopped")


@pytest.mark.usefixtures("in_order")
def test_a_group_that_somebody_makes_in_the_middle_is_not_filled(ada, plan):
    def take_the_name(step: Any, _outcome: Any) -> None:
        if step.number == 7:
            as_user(ada.sandbox, "ada").create_group(GroupName="mfa-enforced")

    ada.on_step = take_the_name

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert ran.applied.detail == (
        "step 8: arn:aws:iam::123456789012:group/mfa-enforced is there already, and no run from this machine made it"
    )
    assert ends(ran)[8] == "not begun"


@pytest.mark.usefixtures("in_order")
def test_a_group_that_somebody_makes_between_look_and_call_is_not_filled(ada, plan):
    """AWS refuses the second group of the name: the one that is there is not the run's."""
    ada.sandbox.fault(
        Fail(
            actions=("iam:CreateGroup",),
            status=409,
            code="EntityAlreadyExists",
            message="Group with name mfa-enforced already exists.",
            skip=1,
            moment="after",
        )
    )

    ran = ada.apply(plan)

    assert (ends(ran)[8], ends(ran)[10]) == ("failed", "not begun")
    assert ran.applied.detail == (
        "step 8: iam:CreateGroup: EntityAlreadyExists: Group with name mfa-enforced already exists."
    )


@pytest.mark.usefixtures("in_order")
def test_a_policy_that_somebody_changes_in_the_middle_is_left_alone(ada, plan):
    mine = policy({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})

    def change(step: Any, _outcome: Any) -> None:
        if step.number == 6:
            as_user(ada.sandbox, "ada").put_user_policy(UserName="cleo", PolicyName="notes", PolicyDocument=mine)

    ada.on_step = change

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert "user/cleo was changed meanwhile" in ran.applied.detail
    assert ends(ran)[7] == "not begun"
    found = as_user(ada.sandbox, "ada").get_user_policy(UserName="cleo", PolicyName="notes")
    assert found["PolicyDocument"]["Statement"][0]["Action"] == "s3:PutObject"


@pytest.mark.usefixtures("in_order")
def test_a_key_that_is_used_in_the_middle_is_left_alone(ada, plan):
    as_user(ada.sandbox, "ada").attach_user_policy(UserName="robot", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")

    def use(step: Any, _outcome: Any) -> None:
        if step.number == 8:
            as_user(ada.sandbox, "robot").list_users()

    ada.on_step = use

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert str(ran.error).startswith("step 9: the key was used at ")
    assert ends(ran)[9] == "not begun"
    (key,) = as_user(ada.sandbox, "ada").list_access_keys(UserName="robot")["AccessKeyMetadata"]
    assert key["Status"] == "Active"


@pytest.mark.usefixtures("in_order")
def test_who_loses_the_only_device_in_the_middle_is_not_bound_to_mfa(ada, plan):
    def lose(step: Any, _outcome: Any) -> None:
        if step.number == 10:
            ada.sandbox.do(RemoveDevice(user="ben", name="ben"))

    ada.on_step = lose

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert str(ran.error).startswith("step 11: the user ben has no MFA device any more")
    assert (ends(ran)[10], ends(ran)[11]) == ("done", "not begun")
