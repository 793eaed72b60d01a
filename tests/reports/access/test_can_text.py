"""One principal's verdict, as people read it."""

from __future__ import annotations

import pytest

from rootward.engine.access.can import can
from rootward.engine.access.principals import principal
from rootward.model.access import Question
from rootward.reports.access.can import render
from tests.checks.facts import account, allow, arn, identities, inline, policy, role, trust, user
from tests.engine.access.office import MEMBER, office, scene

HEAD = "Account 123456789012 (acme), taken 2026-01-31 12:00 UTC\n\n"

DENIED = (
    HEAD
    + """\
DENY  user dan may not do s3:GetObject on every resource: denied by inline
      policy no-storage of user dan, statement 2 (NoStorage).

Denied by ──────────────────────────────────────────────────────────────────────
  • inline policy no-storage of user dan, statement 2 (NoStorage)
    {
      "Sid": "NoStorage",
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*"
    }

Would allow it ─────────────────────────────────────────────────────────────────
  • AdministratorAccess, statement 1, through group admins
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }

Not by itself, but by a role ───────────────────────────────────────────────────
  • perhaps, by assuming ops, with MFA: AdministratorAccess, statement 1
    let in by trust policy of ops, statement 1
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::123456789012:root"
      },
      "Action": "sts:AssumeRole",
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }
"""
)

WITH_MFA = (
    HEAD
    + """\
DEPENDS  user cat may or may not do s3:GetObject on every resource: allowed with
         MFA, denied without it.

Allowed under circumstances by ─────────────────────────────────────────────────
  • inline policy storage of user cat, statement 1 (WithMFA): depending on
    aws:MultiFactorAuthPresent
    {
      "Sid": "WithMFA",
      "Effect": "Allow",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }
"""
)

ON_SOME = (
    HEAD
    + """\
DENY  user ben may not do s3:GetObject on every resource: only on some
      resources.

On some resources ──────────────────────────────────────────────────────────────
  • on arn:aws:s3:::assets/*: inline policy assets of group designers, statement
    1
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::assets/*"
    }
"""
)

IN_A_MEMBER = (
    HEAD
    + """\
DEPENDS  user ann may or may not do s3:GetObject on every resource: all that was
         read allows it.
Before service control policies: any that bind the account were not read, and
can only take away from this.

Allowed by ─────────────────────────────────────────────────────────────────────
  • AdministratorAccess, statement 1, through group admins
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }

Not read ───────────────────────────────────────────────────────────────────────
  • service control policies (AWS shows them to the organisation's management
    account and its delegated administrators only)
"""
)


def told(who, action="s3:GetObject", resource="*", of=None, **rest):
    there = scene(of or office())
    question = Question(action=action, resource=resource, **rest)
    return render(can(there, principal(there, who), question, version="0"))


@pytest.mark.parametrize(
    ("who", "said"), [("dan", DENIED), ("cat", WITH_MFA), ("ben", ON_SOME)], ids=["denied", "with MFA", "on some"]
)
def test_the_verdict_comes_first_then_what_it_rests_on(who, said):
    assert told(who) == said


def test_what_a_member_account_cannot_read_is_said():
    assert told("ann", of=office(organization=MEMBER)) == IN_A_MEMBER


@pytest.mark.parametrize(
    ("who", "action", "resource", "because"),
    [
        ("ann", "iam:CreateUser", "*", "AdministratorAccess, statement 1, through group admins."),
        ("fay", "iam:CreateUser", "*", "its permissions boundary fence does not allow it."),
        ("hal", "iam:CreateUser", "*", "it holds no policy."),
        ("ben", "iam:CreateUser", "*", "inline policy assets of group designers does not allow it."),
        ("hal", "sts:GetCallerIdentity", "*", "may do sts:GetCallerIdentity: no policy is needed."),
        ("hal", "sts:GetSessionToken", "*", "may do sts:GetSessionToken: no policy is needed."),
        ("dan", "sts:AssumeRole", arn("role", "deploy"), "the trust policy of deploy does not let it in."),
        ("eve", "iam:CreateUser", "*", "it depends on Payroll, not read."),
        ("gus", "s3:GetObject", "*", "it depends on aws:SourceIp."),
        ("hal", "sts:AssumeRole", arn("role", "deploy"), "trust policy of deploy, statement 1."),
        ("ops", "kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/1", "on the resource's own policy, not read."),
        (
            "eve",
            "kms:Decrypt",
            "arn:aws:kms:eu-west-1:123456789012:key/1",
            "it depends on 2 policies that were not read.",
        ),
    ],
)
def test_one_sentence_says_why(who, action, resource, because):
    assert because in " ".join(told(who, action, resource).split())


def test_who_holds_several_policies_is_told_that_none_allows_it():
    two = (inline("a", policy(allow("s3:*"))), inline("b", policy(allow("ec2:*"))))
    people = account(identities=identities(users=(user("zoe", inline_policies=two),)))

    assert "none of its policies allows it." in " ".join(told("zoe", "iam:CreateUser", of=people).split())


def test_of_two_statements_of_a_layer_the_first_is_shown_whole():
    two = (inline("a", policy(allow("s3:*"))), inline("b", policy(allow("s3:Get*"))))
    people = account(identities=identities(users=(user("zoe", inline_policies=two),)))

    said = told("zoe", of=people)

    assert said.count('"Effect"') == 1
    assert "  • inline policy b of user zoe, statement 1\n" in said


def test_a_role_is_told_with_the_statement_whole():
    said = told("hal")

    assert said.endswith(
        """\
  • yes, by assuming deploy: inline policy ship of role deploy, statement 1
    {
      "Effect": "Allow",
      "Action": "s3:*",
      "Resource": "*"
    }
    let in by trust policy of deploy, statement 1
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::123456789012:user/hal"
      },
      "Action": "sts:AssumeRole"
    }
"""
    )


def test_a_trust_policy_that_stands_on_two_ways_is_shown_once():
    all_ = (inline("all", policy(allow("*"))),)
    people = identities(
        users=(user("zoe"),),
        roles=(
            role("a", inline_policies=all_, trust_policy=trust({"AWS": arn("user", "zoe")})),
            role("b", inline_policies=all_, trust_policy=trust({"AWS": arn("role", "a")})),
        ),
    )

    said = told("zoe", of=account(identities=people))

    assert said.count("let in by trust policy of a, statement 1") == 2
    assert said.count('"AWS": "arn:aws:iam::123456789012:user/zoe"') == 1
    assert said.count('"AWS": "arn:aws:iam::123456789012:role/a"') == 1


def test_what_is_known_of_the_request_is_told():
    assert "where  aws:SourceIp = 192.0.2.7\n" in told("gus", context={"aws:SourceIp": "192.0.2.7"})
