"""Administrators and would-be administrators, as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from rootward.engine.access.administrators import who_administers
from rootward.model.access import Administrators, AskedAccount, Outsider, Permission, Step, UnreadPolicy, WouldBe
from rootward.reports.access.administrators import render
from tests.checks.facts import account, arn, identities
from tests.engine.access.office import MEMBER, office, scene

HEAD = "Account 123456789012 (acme), taken 2026-01-31 12:00 UTC\n\n"

OFFICE = (
    HEAD
    + """\
Before service control policies: any that bind the account were not read, and
can only take away from this.

Administrators ─────────────────────────────────────────────────────────────────
  user  ann  everything: AdministratorAccess through group admins
  user  dan  everything: AdministratorAccess through group admins
  role  ops  everything: AdministratorAccess

Not known: policies were not read ──────────────────────────────────────────────
  user  eve  everything: not read: Payroll (AWS denied it)

Root is not listed: no policy of the account limits it.
"""
)

PATHS = (
    HEAD
    + """\
Could become an administrator ──────────────────────────────────────────────────
  user  ci
    1. Creates a function with the role. → admin (lambda-001)
       iam:PassRole by deploy, statement 2, through group ci
       lambda:CreateFunction by deploy, statement 1, through group ci

  2 users  ann, ben
  role  shop
    1. Assumes the role. → first (sts-001)
       sts:AssumeRole by policies that differ
    2. first: Attaches a policy to the group. → second, group ops (iam-001)
       iam:AttachGroupPolicy by all, statement 1
    depending on aws:SourceIp

Possible: it rests on what was not read ────────────────────────────────────────
  user  kim
    1. Updates a stack. (cloudformation-002)
    possible: it rests on resources that are not read
    not read: Payroll through group staff (AWS denied it)

No user and no role is an administrator.
Root is not listed: no policy of the account limits it.
"""
)


def permission(who, action, policy, number=1, group=None):
    return Permission(principal=who, action=action, resource="*", policy=policy, number=number, group=group)


def chain(who, kind, policy):
    first, second = arn("role", "first"), arn("role", "second")
    return WouldBe(
        principal=who,
        kind=kind,
        name=who.rpartition("/")[2],
        certainty="sure",
        depends_on=("aws:SourceIp",),
        steps=(
            Step(
                path="sts-001",
                why="Assumes the role.",
                principal=who,
                target=first,
                permissions=(permission(who, "sts:AssumeRole", policy),),
            ),
            Step(
                path="iam-001",
                why="Attaches a policy to the group.",
                principal=first,
                target=second,
                group="ops",
                permissions=(permission(first, "iam:AttachGroupPolicy", "all"),),
            ),
        ),
    )


def paths():
    ci, kim = arn("user", "ci"), arn("user", "kim")
    deploy = arn("policy", "deploy")
    return Administrators(
        rootward="0",
        taken_at=datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
        account=AskedAccount(id="123456789012", alias="acme", partition="aws"),
        before_scps=False,
        administrators=(),
        would_be=(
            WouldBe(
                principal=ci,
                kind="user",
                name="ci",
                certainty="sure",
                steps=(
                    Step(
                        path="lambda-001",
                        why="Creates a function with the role.",
                        principal=ci,
                        target=arn("role", "admin"),
                        permissions=(
                            permission(ci, "iam:PassRole", deploy, 2, "ci"),
                            permission(ci, "lambda:CreateFunction", deploy, 1, "ci"),
                        ),
                    ),
                ),
            ),
            chain(arn("user", "ann"), "user", "own"),
            chain(arn("user", "ben"), "user", None),
            chain(arn("role", "shop"), "role", "own"),
        ),
        possible=(
            WouldBe(
                principal=kim,
                kind="user",
                name="kim",
                certainty="unread",
                reasons=("it rests on resources that are not read",),
                unread=(
                    UnreadPolicy(layer="identity", policy=arn("policy", "Payroll"), group="staff", why="AWS denied it"),
                ),
                steps=(Step(path="cloudformation-002", why="Updates a stack.", principal=kim, target=kim),),
            ),
        ),
    )


def test_administrators_stand_by_what_they_are_one():
    assert render(who_administers(scene(office(organization=MEMBER)), version="0")) == OFFICE


def test_each_path_stands_once_under_all_who_can_go_it():
    assert render(paths()) == PATHS


def test_where_nobody_is_one_that_is_said():
    text = render(who_administers(scene(account(identities=identities())), version="0"))

    assert "No user and no role is an administrator.\n" in text


def test_who_gets_in_from_outside_is_told():
    found = (
        Outsider(role=arn("role", "ops"), who="*", answer="yes"),
        Outsider(role=arn("role", "audit"), who="999999999999", answer="depends", depends_on=("sts:ExternalId",)),
        Outsider(role=arn("role", "audit"), who="arn:aws:iam::999999999999:role/ci", answer="depends"),
    )

    assert (
        """\
From outside the account ───────────────────────────────────────────────────────
  • anybody in any AWS account may assume ops
  • account 999999999999 may assume audit, depending on sts:ExternalId
  • arn:aws:iam::999999999999:role/ci may assume audit, perhaps: policies were
    not read
"""
    ) in render(msgspec.structs.replace(paths(), outsiders=found))


def test_no_line_is_wider_than_the_page():
    for width in (60, 80, 120):
        assert max(len(line) for line in render(paths(), width=width).splitlines()) <= width
