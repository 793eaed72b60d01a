from __future__ import annotations

from msgspec.structs import replace

from rootward.iam_policy.known import Known
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.iam_policy.identities import account, role, user

TESTED = frozenset({"aws:principaltag/team", "aws:principaltag/owner", "aws:sourceip"})
ACME = Organization(id="o-acme", management_account="111122223333", feature_set="ALL")
OF_A_CALL = {
    "aws:securetransport": "true",
    "aws:viaawsservice": "false",
    "aws:calledvia": None,
    "aws:assumedroot": None,
    "aws:currenttime": "2026-01-31T12:00:00Z",
    "aws:epochtime": "1769860800",
}
WITHOUT_TAGS = {"aws:principaltag/team": None, "aws:principaltag/owner": None}


def known(identity, organization=None):
    return Known(replace(account(), organization=organization), TESTED).of(identity)


def test_a_user_has_the_tags_that_the_account_lists_and_no_others():
    unread = Unknown("denied", "organizations:DescribeOrganization")

    assert known(user("zoe", tags={"Team": "red", "city": "Rome"}), unread) == {
        **OF_A_CALL,
        "aws:principaltag/team": "red",
        "aws:principaltag/owner": None,
    }


def test_a_session_of_a_role_may_have_other_tags_and_has_no_mfa():
    unread = Unknown("denied", "organizations:DescribeOrganization")

    assert known(role("deploy", tags={"Team": "red"}), unread) == {
        **OF_A_CALL,
        "aws:multifactorauthpresent": "false",
        "aws:multifactorauthage": None,
    }


def test_an_account_of_an_organisation_knows_it():
    assert known(user("zoe"), ACME) == {
        **OF_A_CALL,
        **WITHOUT_TAGS,
        "aws:principalorgid": "o-acme",
        "aws:resourceorgid": "o-acme",
        "aws:principalorgmasteraccountid": "111122223333",
    }


def test_an_account_outside_any_organisation_lacks_its_keys():
    assert known(user("zoe"), None) == {
        **OF_A_CALL,
        **WITHOUT_TAGS,
        "aws:principalorgid": None,
        "aws:principalorgmasteraccountid": None,
        "aws:principalorgpaths": None,
        "aws:resourceorgid": None,
        "aws:resourceorgpaths": None,
    }


def test_identities_of_whom_the_same_is_known_share_it():
    of = Known(account(), TESTED).of
    red = of(user("zoe", tags={"team": "red"}))

    assert of(user("maya", tags={"Team": "red", "city": "Rome"})) is red
    assert of(user("ann")) is not red
    assert of(role("a")) is of(role("b", tags={"team": "red"}))
    assert of(role("a")) is not of(user("ann"))
