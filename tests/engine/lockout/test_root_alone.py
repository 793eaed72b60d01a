from __future__ import annotations

import pytest

from rootward.engine.lockout import Caller, Refusal, left_to_root
from tests.checks.facts import ACCOUNT, ROOT, account, arn
from tests.model.change import kinds

GOVCLOUD = account(partition="aws-us-gov")
OTHERS = (kinds.user("ann"), kinds.credential("signing-certificate"))


@pytest.mark.parametrize(
    "caller",
    [
        arn("user", "root"),
        f"arn:aws:sts::{ACCOUNT}:assumed-role/admins/root",
        "arn:aws:iam::999999999999:root",
    ],
)
@pytest.mark.parametrize("change", [kinds.of_root(), kinds.of_root("signing-certificate", after="Active")])
def test_what_is_root_s_is_for_root_of_that_account_alone(caller, change):
    found = left_to_root(Caller(caller, None), (*OTHERS, change), account())

    assert isinstance(found, Refusal)
    assert found.change == change
    assert found.reason.endswith(f"is for root itself, and you act as {caller}")
    assert found.advice == "sign in as root without a key (aws login, of AWS CLI 2.32 or newer), and run it as that"


def test_in_govcloud_root_comes_by_a_key_of_its_own():
    found = left_to_root(Caller("arn:aws-us-gov:iam::123456789012:user/ann", None), (kinds.of_root(),), GOVCLOUD)

    assert isinstance(found, Refusal)
    assert found.advice == "run it with an access key of root's (in GovCloud root has no other way)"


def test_root_may_and_what_is_not_root_s_anybody_may():
    assert left_to_root(Caller(ROOT, None), (kinds.of_root(),), account()) is None
    assert left_to_root(Caller(arn("user", "ann"), None), OTHERS, account()) is None
