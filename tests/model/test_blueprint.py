"""Who is to work in an account."""

from __future__ import annotations

import pytest

from rootward.model.blueprint import Blueprint, WantedGroup, WantedRole, WantedUser

SAML = WantedRole(name="company", provider="arn:aws-us-gov:iam::123456789012:saml-provider/oidc-provider")
OIDC = WantedRole(name="deploy", provider="arn:aws:iam::123456789012:oidc-provider/login.example/saml")


def test_a_user_is_an_administrator_at_the_console_unless_it_is_said_otherwise():
    assert WantedUser(name="mark") == WantedUser(name="mark", groups=("administrators",), console=True)


def test_a_role_is_of_the_kind_of_its_provider():
    assert SAML.is_saml
    assert not OIDC.is_saml


@pytest.mark.parametrize(
    "blueprint",
    [
        Blueprint(users=(WantedUser(name="mark"),)),
        Blueprint(roles=(SAML,)),
        Blueprint(identity_center=True),
    ],
)
def test_users_roles_and_identity_center_let_somebody_in(blueprint):
    assert not blueprint.names_nobody


def test_a_group_lets_in_nobody():
    assert Blueprint(groups=(WantedGroup(name="developers"),)).names_nobody
    assert Blueprint().names_nobody
