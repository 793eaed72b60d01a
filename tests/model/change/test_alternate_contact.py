from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall
from rootward.model.monitoring import AlternateContact
from tests.checks.facts import ACCOUNT, account, denied
from tests.model.change import kinds

HERE = account(security_contact=None)
NAMED = account(security_contact=AlternateContact(has_email=True))

named: Any = kinds.contact

OWN = "arn:aws:account::123456789012:account"


def test_the_contact_is_named_for_the_caller_s_own_account():
    assert named().calls() == (
        ApiCall(
            service="account",
            operation="PutAlternateContact",
            parameters={
                "AlternateContactType": "SECURITY",
                "Name": "Ann Lee",
                "Title": "Head of security",
                "EmailAddress": "security@acme.example",
                "PhoneNumber": "+44 20 7946 0000",
            },
            resource=OWN,
        ),
    )


def test_it_is_taken_away_by_its_type():
    assert named().inverse().calls() == (
        ApiCall(
            service="account",
            operation="DeleteAlternateContact",
            parameters={"AlternateContactType": "SECURITY"},
            resource=OWN,
        ),
    )


def test_it_is_safe_either_way():
    assert (named().risk, named().inverse().risk) == ("safe", "safe")


def test_its_state_is_whether_there_is_one():
    unread = denied("account:GetAlternateContact")

    assert (named().state(HERE), named().state(NAMED)) == (False, True)
    assert named().state(account(security_contact=unread)) == unread
    assert named().effect(account(security_contact=unread)) == account(security_contact=unread)


def test_it_comes_and_goes():
    assert named().effect(HERE) == NAMED
    assert named().inverse().effect(NAMED) == HERE


def test_one_that_is_there_already_stays_as_it_is():
    silent = account(security_contact=AlternateContact(has_email=False))

    assert named().effect(silent) == silent


def test_its_resource_is_the_account():
    assert named().resource == f"AWS::::Account:{ACCOUNT}"
    assert (named().target, named().makes) == (("alternate-contact", "SECURITY"), None)
