"""Whom a name means, and what is said where it means nobody, or two."""

from __future__ import annotations

import pytest

from rootward.engine.access.principals import principal
from rootward.errors import UsageError
from tests.checks.facts import account, arn, identities, role, user
from tests.engine.access.office import scene

PEOPLE = account(
    identities=identities(
        users=(user("zoe"), user("ci", arn=arn("user", "machines/ci"), path="/machines/"), user("deploy")),
        roles=(role("deploy"), role("operations")),
    )
)


@pytest.mark.parametrize(
    ("named", "arn_of"),
    [
        ("zoe", arn("user", "zoe")),
        (arn("user", "zoe"), arn("user", "zoe")),
        ("user/zoe", arn("user", "zoe")),
        ("ci", arn("user", "machines/ci")),
        ("user/ci", arn("user", "machines/ci")),
        ("user/machines/ci", arn("user", "machines/ci")),
        ("role/deploy", arn("role", "deploy")),
        ("user/deploy", arn("user", "deploy")),
        ("arn:aws:sts::123456789012:assumed-role/deploy/session", arn("role", "deploy")),
    ],
)
def test_a_name_an_arn_and_a_session_name_a_principal(named, arn_of):
    assert principal(scene(PEOPLE), named).arn == arn_of


def test_a_user_may_be_called_root():
    assert principal(scene(account(identities=identities(users=(user("root"),)))), "root").arn == arn("user", "root")


@pytest.mark.parametrize(
    ("named", "said", "advice"),
    [
        ("deploy", "'deploy' is a user and a role", "say which: user/deploy or role/deploy"),
        ("zoo", "the account has no user and no role 'zoo'", "near it: user/zoe"),
        ("Operation", "the account has no user and no role 'Operation'", "near it: role/operations"),
        ("user/operatons", "the account has no user and no role 'user/operatons'", "near it: role/operations"),
        (
            "x",
            "the account has no user and no role 'x'",
            "give a user's or role's name or ARN; rootward collect -o FILE lists them",
        ),
        (
            "arn:aws:iam::210987654321:user/zoe",
            "arn:aws:iam::210987654321:user/zoe is of another account than 123456789012",
            "ask about a user or role of the account",
        ),
        (
            "root",
            "root is no user and no role: it has no policies to ask",
            "it may do everything, but for what service control policies deny to a member account's root",
        ),
        (
            "arn:aws:iam::123456789012:root",
            "root is no user and no role: it has no policies to ask",
            "it may do everything, but for what service control policies deny to a member account's root",
        ),
    ],
)
def test_whom_nobody_can_mean_is_one_clear_line(named, said, advice):
    with pytest.raises(UsageError) as error:
        principal(scene(PEOPLE), named)

    assert (str(error.value), error.value.advice) == (said, advice)
