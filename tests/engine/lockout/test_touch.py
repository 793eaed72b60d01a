"""What changes touch."""

from __future__ import annotations

import msgspec
import pytest

from rootward.engine.lockout import touched
from rootward.engine.lockout.touch import Touch
from rootward.model.change import IdentityRef, PasswordPolicyChange
from rootward.model.credential import PasswordPolicy
from tests.checks.facts import account, arn, denied, group, identities, listed_key, role, user
from tests.engine.lockout.house import attaching, joining, leaving, making, ref, switching_off, unmaking, writing
from tests.model.change import kinds

ANN = "arn:aws:iam::123456789012:user/people/ann"
STAFF = "arn:aws:iam::123456789012:group/teams/staff"
VAULT = "arn:aws:iam::123456789012:role/safe/vault"
HERE = account(
    identities=identities(
        users=(user("ann", arn=ANN, groups=("staff", "unlisted")), user("staff")),
        groups=(group("staff", arn=STAFF),),
        roles=(role("ann"), role("vault", arn=VAULT)),
    ),
    access_keys=(listed_key("ann", 1, id="key-1"),),
)


@pytest.mark.parametrize(
    ("change", "arns"),
    [
        (PasswordPolicyChange(account="1", before=None, after=PasswordPolicy()), set()),
        (switching_off("key-1"), {ANN}),
        (switching_off("key-1", "staff"), {ANN, arn("user", "staff")}),
        (switching_off("key-2"), {ANN}),
        (switching_off("key-2", "new"), {arn("user", "new")}),
        (making("new"), {arn("group", "new")}),
        (making("STAFF"), {arn("group", "STAFF"), STAFF}),
        (unmaking("staff"), {arn("group", "staff"), STAFF}),
        (joining("ann", "staff"), {ANN}),
        (leaving("new", "staff"), {arn("user", "new")}),
        (attaching("files", "user", "ann"), {ANN}),
        (attaching("files", "group", "staff"), {STAFF}),
        (attaching("files", "role", "ann"), {arn("role", "ann")}),
        (attaching("files", "role", "vault"), {VAULT}),
        (writing("{}", "group", "staff"), {STAFF}),
        (writing("{}", "group", "new"), {arn("group", "new")}),
        (kinds.user("new"), {arn("user", "new")}),
        (kinds.user("ann", after=False), {arn("user", "ann"), ANN}),
        (kinds.user("ANN"), {arn("user", "ANN"), ANN}),
        (kinds.role("vault", after=False), {arn("role", "vault"), VAULT}),
        (kinds.role("VAULT"), {arn("role", "VAULT"), VAULT}),
        (kinds.login("ann", after=False), {ANN}),
        (kinds.login("new"), {arn("user", "new")}),
        (kinds.credential("ssh-public-key"), {ANN}),
        (kinds.credential("signing-certificate", user="new", user_arn=arn("user", "new")), {arn("user", "new")}),
    ],
)
def test_a_change_touches_what_has_the_name_that_its_calls_say(change, arns):
    assert touched(change, HERE) == arns


@pytest.mark.parametrize("change", kinds.OF_THE_ACCOUNT, ids=lambda change: type(change).__name__)
def test_what_gives_nobody_power_touches_nobody(change):
    assert touched(change, HERE) == frozenset()


def test_a_name_decides_and_not_the_arn_beside_it():
    other = IdentityRef("user", "ann", arn("user", "somebody"))
    change = msgspec.structs.replace(attaching("files", "user", "ann"), holder=other)

    assert touched(change, HERE) == {ANN}


def test_where_nothing_was_read_the_change_s_own_arns_are_taken():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"), access_keys=denied("iam:ListAccessKeys"))

    assert touched(writing("{}", "user", "ann"), unread) == {ref("user", "ann").arn}
    assert touched(switching_off("key-1"), unread) == {arn("user", "ann")}


def test_the_groups_of_a_user_are_those_of_its_names():
    touch = Touch(HERE)

    assert touch.groups_of(ANN) == {STAFF, "unlisted"}
    assert touch.groups_of(arn("user", "staff")) == set()
    assert touch.groups_of(arn("role", "ann")) == set()
    assert touch.group_of(joining("ann", "staff")) == STAFF
    assert touch.group_of(joining("ann", "new")) == arn("group", "new")
