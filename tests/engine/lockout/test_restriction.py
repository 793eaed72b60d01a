"""Whether a change takes something away from somebody."""

from __future__ import annotations

import pytest

from rootward.engine.lockout.restriction import denies, restricts
from rootward.model.change import Edit
from rootward.model.unknown import Unknown
from tests.checks.facts import account, allow, arn, denied, group, identities, inline, managed, policy, user
from tests.engine.lockout.house import (
    attaching,
    deleting,
    detaching,
    joining,
    leaving,
    making,
    switching_off,
    switching_on,
    unmaking,
    unwriting,
    writing,
)
from tests.model.change import kinds

GIVES = policy(allow("*"))
DENIES = policy(allow("s3:*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"})
UNREAD = Unknown("denied", "iam:GetPolicyVersion", "access denied")
HERE = account(
    identities=identities(
        users=(user("ann", groups=("Staff",)),),
        groups=(
            group("Staff", inline_policies=(inline("own", GIVES),), attached_policies=(arn("policy", "gives"),)),
            group("empty"),
            group("inside", inline_policies=(inline("a", GIVES), inline("b", DENIES))),
            group("attached", attached_policies=(arn("policy", "gives"), arn("policy", "denies"))),
            group("unread", attached_policies=(arn("policy", "unread"),)),
            group("unlisted", attached_policies=(arn("policy", "unlisted"),)),
            group("broken", inline_policies=(inline("own", "{"),)),
        ),
        policies=(managed("gives", GIVES), managed("denies", DENIES), managed("unread", UNREAD)),
    )
)


@pytest.mark.parametrize(
    "change",
    [
        switching_off("key-1"),
        deleting("key-1"),
        leaving("ann", "Staff"),
        joining("ann", "inside"),
        joining("ann", "attached"),
        joining("ann", "unread"),
        joining("ann", "unlisted"),
        joining("ann", "broken"),
        joining("ann", "not-there"),
        detaching("gives", "user", "ann"),
        attaching("denies", "user", "ann"),
        attaching("unread", "user", "ann"),
        attaching("unlisted", "user", "ann"),
        unwriting(GIVES, "user", "ann"),
        writing(DENIES, "user", "ann"),
        writing("{", "user", "ann"),
        writing(GIVES, "user", "ann", before=GIVES),
        unmaking("staff"),
        making("staff"),
        kinds.user("ann", after=False),
        kinds.role("vault", after=False),
        kinds.login("ann", after=False),
        kinds.login("ann", after=False, chosen_by="owner"),
        kinds.credential("service-credential"),
        kinds.credential("signing-certificate"),
        kinds.credential("ssh-public-key"),
    ],
)
def test_what_may_take_something_away_restricts(change):
    assert restricts(change, HERE)


@pytest.mark.parametrize(
    "change",
    [
        switching_on("key-1"),
        joining("ann", "Staff"),
        joining("ann", "empty"),
        attaching("gives", "user", "ann"),
        writing(GIVES, "user", "ann"),
        making("new"),
        unmaking("empty"),
        kinds.user("new"),
        kinds.role("new"),
        kinds.login("ann"),
        kinds.credential("ssh-public-key", after="Active"),
        *kinds.OF_THE_ACCOUNT,
    ],
)
def test_what_only_gives_does_not(change):
    assert restricts(change, HERE) is False


def test_a_kind_of_which_nobody_said_so_does_not_pass_for_one_that_only_gives():
    with pytest.raises(AssertionError):
        restricts(Edit(), HERE)  # type: ignore[arg-type] # a kind that is none of Change


def test_where_nothing_was_read_what_is_joined_or_attached_may_deny():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    assert restricts(joining("ann", "empty"), unread)
    assert restricts(attaching("gives", "user", "ann"), unread)
    assert not restricts(making("new"), unread)


@pytest.mark.parametrize(
    ("document", "expected"), [(GIVES, False), (DENIES, True), ("{", True), (UNREAD, True), (policy(), False)]
)
def test_a_policy_that_cannot_be_read_may_deny(document, expected):
    assert denies(document) == expected
