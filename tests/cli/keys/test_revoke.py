"""`rootward keys revoke` at a terminal: the plan, the question, and what is left to do."""

from __future__ import annotations

import pytest

from rootward.sandbox.faults import Deny


@pytest.fixture
def leaked(office):
    """The id of a new user's key."""
    office.iam.create_user(UserName="spare")
    return office.iam.create_access_key(UserName="spare")["AccessKey"]["AccessKeyId"]


def test_the_plan_the_question_and_what_is_left_to_do(office, leaked):
    office.type("yes")

    shown = office.run("keys", "revoke", leaked)

    said = " ".join(shown.out.split())
    assert shown.code == 0
    assert "status: Active → Inactive" in said
    assert "RootwardRevokeOlderSessions of user spare" in said
    assert "AWSCompromisedKeyQuarantineV3 on user spare" in said
    assert "What it did in the last 90 days" in said
    assert "What is left to do" in said
    assert office.iam.list_access_keys(UserName="spare")["AccessKeyMetadata"][0]["Status"] == "Inactive"


def test_no_is_no(office, leaked):
    office.type("no")

    assert office.run("keys", "revoke", leaked).code != 0
    assert office.iam.list_access_keys(UserName="spare")["AccessKeyMetadata"][0]["Status"] == "Active"


def test_ones_own_key_is_left_to_another(office):
    office.type("yes")

    shown = office.run("keys", "revoke", office.sandbox.credentials[0])

    assert shown.code == 5
    assert "sign in as another administrator" in shown.err


def test_with_nobody_there_it_is_a_preview(office, leaked):
    shown = office.run("keys", "revoke", leaked)

    assert shown.code == 2
    assert "RootwardRevokeOlderSessions of user spare" in " ".join(shown.out.split())
    assert "that is the plan: to make it, say --auto-approve" in shown.err
    assert office.iam.list_access_keys(UserName="spare")["AccessKeyMetadata"][0]["Status"] == "Active"


def test_ctrl_c_while_cloudtrail_is_asked_leaves_the_rest_of_the_report(office, leaked, monkeypatch):
    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.aws.key_history.read_history", interrupted)

    shown = office.run("keys", "revoke", leaked, "--auto-approve")

    assert shown.code == 130
    assert "to take back: rootward undo" in shown.out
    assert "What is left to do" in shown.out
    assert "interrupted" in shown.err


def test_a_half_done_one_names_what_still_lives_and_how_to_go_on(office, leaked):
    office.sandbox.fault(Deny(actions=("iam:PutUserPolicy",)))

    shown = office.run("keys", "revoke", leaked, "--auto-approve")

    office.sandbox.no_faults()
    going_on = [line.strip() for line in shown.out.splitlines() if "rootward apply --resume" in line]
    assert shown.code == 3
    assert "SESSIONS ARE NOT DENIED: step 2" in " ".join(shown.out.split())
    assert len({line.removeprefix("to go on:").strip() for line in going_on}) == 1
    assert all(line.split()[-1].startswith("20") for line in going_on)


def test_what_is_no_key(office):
    shown = office.run("keys", "revoke", "AKIA", "--auto-approve")

    assert shown.code == 2
    assert "no access key's id" in shown.err
