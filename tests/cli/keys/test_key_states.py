"""`rootward keys deactivate`, `activate` and `delete` at a terminal: what is shown, asked and refused."""

from __future__ import annotations

import pytest


@pytest.fixture
def idle(office):
    """The id of a new user's key, which nobody used."""
    office.iam.create_user(UserName="spare")
    return office.iam.create_access_key(UserName="spare")["AccessKey"]["AccessKeyId"]


def state(office):
    return [key["Status"] for key in office.iam.list_access_keys(UserName="spare")["AccessKeyMetadata"]]


def test_the_plan_is_shown_and_yes_makes_it_so(office, idle):
    office.type("yes")

    shown = office.run("keys", "deactivate", idle)

    assert shown.code == 0
    assert f"Access key {idle} of spare" in shown.out
    assert "status: Active → Inactive" in shown.out
    assert state(office) == ["Inactive"]


def test_anything_else_changes_nothing(office, idle):
    office.type("y")

    assert office.run("keys", "deactivate", idle).code != 0
    assert state(office) == ["Active"]


def test_on_again(office, idle):
    office.run("keys", "deactivate", idle, "--auto-approve", "-q")

    assert office.run("keys", "activate", idle, "--auto-approve", "-q").code == 0
    assert state(office) == ["Active"]


def test_to_delete_the_account_is_typed(office, idle):
    office.run("keys", "deactivate", idle, "--auto-approve", "-q")
    office.type(office.sandbox.account_id, "yes")

    assert office.run("keys", "delete", idle).code == 0
    assert state(office) == []


def test_or_given(office, idle):
    office.run("keys", "deactivate", idle, "--auto-approve", "-q")

    given = f"--allow-irreversible={office.sandbox.account_id}"
    assert office.run("keys", "delete", idle, "--auto-approve", given, "-q").code == 0
    assert state(office) == []


def test_with_nobody_there_nothing_is_deleted_by_auto_approve_alone(office, idle):
    office.run("keys", "deactivate", idle, "--auto-approve", "-q")

    shown = office.run("keys", "delete", idle, "--auto-approve", "-q")

    assert shown.code == 2
    assert "nobody can type it here" in shown.err
    assert state(office) == ["Inactive"]


def test_with_nobody_there_the_plan_is_shown_all_the_same(office, idle):
    shown = office.run("keys", "deactivate", idle)

    assert shown.code == 2
    assert f"Access key {idle} of spare" in shown.out
    assert "that is the plan: to make it, say --auto-approve" in shown.err
    assert state(office) == ["Active"]


@pytest.mark.parametrize("command", ["deactivate", "activate", "delete", "revoke"])
def test_what_is_no_key_is_said_before_anything_is_asked_for(office, command):
    shown = office.run("keys", command, "foo")

    assert shown.code == 2
    assert "'foo' is no access key's id" in shown.err
    assert "--auto-approve" not in shown.err


def test_what_is_gone_for_good_is_not_offered_back(office, idle):
    office.run("keys", "deactivate", idle, "--auto-approve", "-q")
    office.type("yes", office.sandbox.account_id, "yes")

    shown = office.run("keys", "delete", idle)

    assert shown.code == 0
    assert "to take back" not in shown.out
    assert state(office) == []


def test_an_active_key_is_not_deleted(office, idle):
    office.type(office.sandbox.account_id, "yes")

    shown = office.run("keys", "delete", idle)

    assert shown.code == 5
    assert "rootward keys deactivate" in shown.err
    assert state(office) == ["Active"]


def test_what_the_lockout_guard_holds_back_is_exit_code_5(office):
    own = office.sandbox.credentials[0]
    office.type("yes")

    shown = office.run("keys", "deactivate", own, "--force")

    assert shown.code == 5
    assert "the key that you act with" in " ".join(shown.out.split())
