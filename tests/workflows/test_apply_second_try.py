"""Before a call is made a second time all is looked at again: meanwhile somebody else may have changed it."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import GuardRefusedError
from rootward.model.credential import PasswordPolicy
from rootward.sandbox.faults import Cut, Fail, Throttle
from tests.sandbox.people import as_user
from tests.workflows.patient import ends, standings

WRITE = "UpdateAccountPasswordPolicy"


def once(action: Any) -> Any:
    """What happens at the first waiting only."""
    left = [action]
    return lambda: left.pop()() if left else None


@pytest.fixture
def stronger(ada):
    """Somebody writes a password policy of their own while the run waits, and no call of the run's gets through."""

    def write() -> None:
        ada.sandbox.no_faults()
        as_user(ada.sandbox, "ada").update_account_password_policy(MinimumPasswordLength=40)

    ada.while_waiting = once(write)


FAULTS = {
    "throttled": (Throttle(actions=(f"iam:{WRITE}",)), "failed", "open"),
    "conflict": (
        Fail(actions=(f"iam:{WRITE}",), status=409, code="ConcurrentModification", moment="before"),
        "failed",
        "open",
    ),
    "lost": (Cut(actions=(f"iam:{WRITE}",)), "unsure", "unsure"),
}


@pytest.mark.usefixtures("in_order", "stronger")
@pytest.mark.parametrize("kind", FAULTS)
def test_a_change_of_somebody_elses_is_not_written_over_by_a_second_try(ada, plan, kind):
    fault, end, standing = FAULTS[kind]
    ada.sandbox.fault(fault)

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert ran.error.exit_code == 5
    assert (ends(ran)[2], standings(ada)[2], ends(ran)[3], ran.applied.ending) == (
        end,
        standing,
        "not begun",
        "stopped",
    )
    assert "was changed meanwhile" in ran.applied.detail
    policy = ada.account().password_policy
    assert isinstance(policy, PasswordPolicy)
    assert policy.minimum_length == 40


@pytest.mark.usefixtures("in_order")
def test_a_key_that_is_used_while_a_call_waits_is_left_alone(ada, plan):
    admin = as_user(ada.sandbox, "ada")
    admin.attach_user_policy(UserName="robot", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    ada.sandbox.fault(Throttle(actions=("iam:UpdateAccessKey",)))

    def use() -> None:
        ada.sandbox.no_faults()
        as_user(ada.sandbox, "robot").list_users()

    ada.while_waiting = once(use)

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert (ends(ran)[9], standings(ada)[9]) == ("failed", "open")
    (key,) = admin.list_access_keys(UserName="robot")["AccessKeyMetadata"]
    assert key["Status"] == "Active"


@pytest.mark.usefixtures("in_order")
def test_what_cannot_be_looked_at_is_not_made_a_second_time(ada, plan):
    ada.sandbox.fault(Throttle(actions=(f"iam:{WRITE}",)))

    def deny() -> None:
        ada.sandbox.no_faults()
        ada.sandbox.deny("iam:GetAccountPasswordPolicy")

    ada.while_waiting = once(deny)

    ran = ada.apply(plan)

    assert (ran.error, ends(ran)[2], standings(ada)[2]) == (None, "failed", "open")
    assert ran.applied.detail.startswith("step 2: not made again, for it could not be looked at: AccessDenied")
