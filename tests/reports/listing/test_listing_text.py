"""What a terminal shows of users, groups and policies."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from rootward.reports.listing.text import render
from rootward.workflows.list import list_account
from tests.checks.facts import account, arn, group, identities, user
from tests.reports.listing.house import house

USERS = """\
3 users ────────────────────────────────────────────────────────────────────────
  Ann                                                         created 2024-12-27
    groups       Admins
  mark                                                        created 2024-12-27
    path         /staff/
    groups       Admins, readers
    policies     billing, ReadOnlyAccess (AWS)
    inline       one, two
    boundary     fence
  zoe                                                         created 2024-12-27
    in no group, with no policy
"""

GROUPS = """\
3 groups ───────────────────────────────────────────────────────────────────────
  Admins                                                               2 members
    members      Ann, mark
    policies     AdministratorAccess (AWS)
    inline       deny
  empty                                                                0 members
    path         /teams/
    with no policy
  readers                                                               1 member
    members      mark
    policies     ReadOnlyAccess (AWS)
"""

POLICIES = """\
Managed policies of the account: 3 ─────────────────────────────────────────────
  billing                                                           1 attachment
    users        mark
  fence                                                            0 attachments
    path         /fences/
    boundary of  role/web, user/mark
  unused                                                           0 attachments
    held by nobody

Managed policies of AWS: 2 ─────────────────────────────────────────────────────
  AdministratorAccess                                               1 attachment
    groups       Admins
  ReadOnlyAccess                                                   3 attachments
    users        mark
    groups       readers
    roles        web

Inline policies: 3 ─────────────────────────────────────────────────────────────
  user mark: one, two
  group Admins: deny
"""

POLICIES_OF_MARK = """\
Policies of user mark ──────────────────────────────────────────────────────────
  directly
    billing
    ReadOnlyAccess (AWS)
    one (inline)
    two (inline)
  by group Admins
    AdministratorAccess (AWS)
    deny (inline)
  by group readers
    ReadOnlyAccess (AWS)
  within the permissions boundary
    fence
"""


def body(subject, user=None, of=None, **options):
    """All but the account's line and the empty one after it."""
    head, empty, rest = render(list_account(of or house(), subject, user), **options).split("\n", 2)
    assert head == "Account 123456789012 (acme), taken 2026-01-31 12:00 UTC"
    assert not empty
    return rest


@pytest.mark.parametrize(("subject", "said"), [("users", USERS), ("groups", GROUPS), ("policies", POLICIES)])
def test_all_of_them(subject, said):
    assert body(subject) == said


def test_one_user():
    assert body("users", "zoe").splitlines() == [
        "User ───────────────────────────────────────────────────────────────────────────",
        "  zoe                                                         created 2024-12-27",
        "    in no group, with no policy",
    ]


def test_the_groups_of_a_user():
    assert body("groups", "Ann").splitlines() == [
        "Groups of user Ann ─────────────────────────────────────────────────────────────",
        "  Admins                                                               2 members",
        "    members      Ann, mark",
        "    policies     AdministratorAccess (AWS)",
        "    inline       deny",
    ]


def test_a_user_in_no_group():
    assert "zoe is in no group.\n" in body("groups", "zoe")


def test_what_holds_for_a_user_stands_by_how_it_gets_there():
    assert body("policies", "mark") == POLICIES_OF_MARK


def test_a_user_whom_no_policy_holds_for():
    assert "  No policy, of its own or of a group.\n" in body("policies", "zoe")


def test_an_account_without_policies():
    assert "There is no policy.\n" in render(list_account(account(), "policies"))


def test_of_many_members_some_are_shown_and_the_rest_counted():
    many = identities(groups=(group("all"),), users=tuple(user(f"u{n:03}", groups=("all",)) for n in range(51)))
    shown = " ".join(body("groups", of=account(identities=many)).split())

    assert "51 members" in shown
    assert "u000, u001" in shown
    assert "u019, and 31 more: --format json has all" in shown
    assert "u020" not in shown


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize(
    ("subject", "user"), [("users", None), ("groups", None), ("policies", None), ("policies", "mark")]
)
def test_no_line_is_wider_than_asked(subject, user, width):
    text = render(list_account(house(), subject, user), width=width)

    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_without_unicode_all_is_ascii():
    assert body("policies", unicode=False).isascii()
    assert "ReadOnlyAccess" in body("policies", unicode=False)


def test_colours_colour_and_change_no_word():
    assert "\x1b[1mmark" in render(list_account(house(), "users"), color=True)


def test_a_policy_of_aws_is_told_from_one_of_the_account_with_its_name():
    own = arn("policy", "ReadOnlyAccess")
    both = user("ann", attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess", own))

    assert "    policies     ReadOnlyAccess, ReadOnlyAccess (AWS)\n" in body(
        "users", of=account(identities=identities(users=(both,)))
    )
