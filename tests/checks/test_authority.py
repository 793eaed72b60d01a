from __future__ import annotations

import pytest

from rootward.checks.authority import Authority, authority
from rootward.model.monitoring import Organization
from tests.checks.facts import ACCOUNT, account, allow, denied, identities, inline, policy, user


def organization(management: str) -> Organization:
    return Organization(id="o-abcdefghij", management_account=management, feature_set="ALL")


def with_an_administrator(**facts):
    zoe = user("zoe", inline_policies=(inline("all", policy(allow("*"))),))
    return account(identities=identities(users=(zoe,)), **facts)


def made(**facts) -> Authority:
    found = authority(with_an_administrator(**facts))
    assert isinstance(found, Authority)
    return found


def test_identities_that_were_not_read_have_no_authority():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert authority(account(identities=unread)) is unread


def test_it_is_worked_out_once_for_an_account():
    given = with_an_administrator()

    found = authority(given)

    assert authority(given) is found
    assert authority(with_an_administrator()) is not found


@pytest.mark.parametrize("belongs", [None, organization(ACCOUNT)])
def test_outside_an_organisation_and_in_its_management_account_no_scps_apply(belongs):
    found = made(organization=belongs)

    assert (found.scps, found.caveat) == ("none", "")
    assert found.proved is found.before_scps
    assert found.before_scps.administrator_by_arn["arn:aws:iam::123456789012:user/zoe"].is_proved


@pytest.mark.parametrize("belongs", [organization("999999999999"), denied("organizations:DescribeOrganization")])
def test_scps_of_a_member_are_unread(belongs):
    found = made(organization=belongs)

    assert found.scps == "unread"
    assert found.caveat == " (before service control policies, which were not read)"
    (before,), (proved,) = found.before_scps.administrators, found.proved.administrators
    assert before.is_proved
    assert not proved.is_proved


def test_the_escalation_is_that_of_the_accounts_own_policies():
    found = made(organization=organization("999999999999"))

    path = found.escalation.of(found.before_scps.powers.holders[0])

    assert path is not None
    assert path.steps == ()
