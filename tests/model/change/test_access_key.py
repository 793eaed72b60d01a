from __future__ import annotations

import msgspec
import pytest

from rootward.model.change import AccessKeyChange, ApiCall
from tests.checks.facts import NOW, account, ago, arn, denied, listed_key

KEYS = (listed_key("ann", 400, id="key-1"), listed_key("ann", 10, id="key-2"))
ACCOUNT = account(access_keys=KEYS)


def change(before, after, **fields):
    return AccessKeyChange(
        **{"user": "ann", "user_arn": arn("user", "ann"), "key_id": "key-1", "before": before, "after": after, **fields}
    )


OFF, ON, DELETED = change("Active", "Inactive"), change("Inactive", "Active"), change("Inactive", None)


@pytest.mark.parametrize(("changed", "status"), [(OFF, "Inactive"), (ON, "Active")])
def test_a_key_is_switched_with_its_owners_name(changed, status):
    assert changed.calls() == (
        ApiCall(
            operation="UpdateAccessKey",
            parameters={"UserName": "ann", "AccessKeyId": "key-1", "Status": status},
            resource=arn("user", "ann"),
        ),
    )


def test_a_key_is_deleted_by_its_exact_id():
    assert DELETED.calls() == (
        ApiCall(
            operation="DeleteAccessKey",
            parameters={"UserName": "ann", "AccessKeyId": "key-1"},
            resource=arn("user", "ann"),
        ),
    )


def test_only_a_deletion_cannot_be_taken_back():
    assert DELETED.inverse() is None
    assert OFF.inverse() == ON
    assert [one.risk for one in (OFF, ON, DELETED)] == ["disruptive", "safe", "irreversible"]


def test_a_use_since_the_plan_forbids_all_but_switching_it_on():
    assert [one.asks_for_rest for one in (OFF, ON, DELETED)] == [True, False, True]


def test_its_state_is_the_status_of_its_own_key():
    assert OFF.state(ACCOUNT) == "Active"
    assert change("Active", "Inactive", key_id="key-3").state(ACCOUNT) is None
    assert OFF.state(account(access_keys=denied("iam:ListAccessKeys"))) == denied("iam:ListAccessKeys")


def test_its_effect_is_on_its_own_key_alone():
    off = msgspec.structs.replace(KEYS[0], status="Inactive")

    assert OFF.effect(ACCOUNT).access_keys == (off, KEYS[1])
    assert DELETED.effect(ACCOUNT).access_keys == (KEYS[1],)


def test_the_report_stays_as_old_as_it_is():
    assert OFF.effect(ACCOUNT).credential_report == ACCOUNT.credential_report


def test_the_owner_is_the_resource_and_the_key_the_target():
    assert (OFF.resource, OFF.target) == (arn("user", "ann"), ("access-key", "key-1"))
    assert OFF.target != change("Active", "Inactive", key_id="key-2").target


def test_the_last_use_that_it_rests_on_goes_with_it():
    assert change("Active", "Inactive", last_used=NOW).inverse() == change("Inactive", "Active", last_used=NOW)


def test_of_two_that_switch_a_key_off_the_one_that_spares_no_use_counts():
    unused, leaked = change("Active", "Inactive", last_used=ago(90)), change("Active", "Inactive", in_use=True)
    both = change("Active", "Inactive", last_used=ago(90), in_use=True)

    assert unused.merged(leaked) == leaked.merged(unused) == both
    assert change("Active", "Inactive", last_used=ago(3)).merged(both) == msgspec.structs.replace(
        both, last_used=ago(3)
    )
    assert unused.merged(unused) == unused


@pytest.mark.parametrize("other", [ON, DELETED, change("Active", "Inactive", key_id="key-2")])
def test_what_is_done_to_another_key_or_otherwise_is_not_merged(other):
    assert OFF.merged(other) is None
