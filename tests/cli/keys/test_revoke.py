"""`rootward keys revoke` at a terminal: the plan, the question, and what is left to do."""

from __future__ import annotations

import pytest


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


def test_what_is_no_key(office):
    shown = office.run("keys", "revoke", "AKIA", "--auto-approve")

    assert shown.code == 2
    assert "no access key's id" in shown.err
