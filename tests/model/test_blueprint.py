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


ADMINISTRATORS = WantedRole(
    name="company", provider=SAML.provider, policies=("arn:aws:iam::aws:policy/AdministratorAccess",)
)


@pytest.mark.parametrize(
    "blueprint",
    [
        Blueprint(users=(WantedUser(name="mark"),)),
        Blueprint(users=(WantedUser(name="ann", groups=("developers", "administrators")),)),
        Blueprint(roles=(SAML, ADMINISTRATORS)),
        Blueprint(identity_center=True),
    ],
)
def test_administrators_are_named_as_users_as_roles_or_by_identity_center(blueprint):
    assert blueprint.names_administrator


@pytest.mark.parametrize(
    "blueprint",
    [
        Blueprint(),
        Blueprint(groups=(WantedGroup(name="administrators"),)),
        Blueprint(users=(WantedUser(name="ann", groups=("developers",)), WantedUser(name="lee", groups=()))),
        Blueprint(roles=(SAML, OIDC)),
    ],
)
def test_users_and_roles_for_tasks_name_none(blueprint):
    assert not blueprint.names_administrator


def test_whoever_is_named_administrator_comes_first_and_keeps_the_tasks():
    ann = WantedUser(name="Ann", groups=("developers",), console=False)
    lee = WantedUser(name="lee", groups=("developers",))
    described = Blueprint(users=(lee, ann))

    assert described.with_administrator(WantedUser(name="mark")).users == (WantedUser(name="mark"), lee, ann)
    assert described.with_administrator(WantedUser(name="ann")).users == (
        WantedUser(name="Ann", groups=("administrators", "developers"), console=True),
        lee,
    )
