"""Who may do something, as people read it."""

from __future__ import annotations

from rootward.engine.access.who_can import who_can
from rootward.model.access import Question
from rootward.reports.access.who_can import render
from tests.checks.facts import account, allow, identities, inline, managed, policy, user
from tests.engine.access.office import FENCE, MEMBER, deny, office, scene

OFFICE = """\
Account 123456789012 (acme), taken 2026-01-31 12:00 UTC

Who can do s3:GetObject on every resource

Can ────────────────────────────────────────────────────────────────────────────
  user  ann     by AdministratorAccess, statement 1, through group admins
  user  fay     by AdministratorAccess, statement 1, through group admins
  role  deploy  by inline policy ship, statement 1
  role  ops     by AdministratorAccess, statement 1
  • by assuming deploy: inline policy ship, statement 1
    user  hal

Can under circumstances ────────────────────────────────────────────────────────
  user  cat  with MFA: inline policy storage, statement 1 (WithMFA)
  user  gus  depending on aws:SourceIp: inline policy office, statement 1
  • by assuming ops, with MFA: AdministratorAccess, statement 1
    user  dan

Not known: policies were not read ──────────────────────────────────────────────
  user  eve  not read: Payroll (AWS denied it)

Can on some resources only ─────────────────────────────────────────────────────
  user  ben  on arn:aws:s3:::assets/*: inline policy assets of group designers,
             statement 1

Root is not listed: no policy of the account limits it.
"""

NOBODY = """\
Account 123456789012 (acme), taken 2026-01-31 12:00 UTC

Who can do ec2:DescribeInstances
  where aws:SourceIp = 192.0.2.7; aws:TagKeys = a, b; aws:SourceVpc is absent;
        keys that are not given are absent
Before service control policies: any that bind the account were not read, and
can only take away from this.

No user and no role surely can.
Root is not listed: no policy of the account limits it.
"""


def told(action, of=None, **options):
    question = {name: options.pop(name) for name in ("context", "complete") if name in options}
    return render(who_can(scene(of or office()), Question(action=action, **question), version="0"), **options)


def test_the_sure_come_first_and_what_is_not_known_apart():
    assert told("s3:GetObject") == OFFICE


def test_nobody_can_and_what_was_asked_is_told():
    context = {"aws:SourceIp": "192.0.2.7", "aws:TagKeys": ("a", "b"), "aws:SourceVpc": None}
    nobody = account(identities=identities(), organization=MEMBER)

    assert told("ec2:DescribeInstances", nobody, context=context, complete=True) == NOBODY


def test_colours_change_no_word():
    from rich.text import Text

    assert Text.from_ansi(told("s3:GetObject", color=True)).plain.rstrip() == OFFICE.rstrip()


def test_without_unicode_only_ascii_is_written():
    assert told("s3:GetObject", unicode=False).isascii()


def test_no_line_is_wider_than_the_page():
    for width in (40, 60, 80, 120):
        assert max(len(line) for line in told("s3:GetObject", width=width).splitlines()) <= width


def test_a_statement_that_may_deny_is_named():
    fence = policy(allow("*"), deny("s3:*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}))
    people = identities(
        users=(user("zoe", boundary=FENCE, inline_policies=(inline("all", policy(allow("*"))),)),),
        policies=(managed("fence", fence, arn=FENCE),),
    )

    assert (
        "  user  zoe  depending on aws:SourceIp: inline policy all, statement 1; unless\n"
        "             permissions boundary fence, statement 2 denies it\n"
    ) in told("s3:GetObject", account(identities=people))


def test_of_many_statements_two_are_named():
    three = tuple(inline(name, policy(allow("s3:*"))) for name in "abc")
    people = identities(users=(user("zoe", inline_policies=three),))

    assert (
        "  user  zoe  by inline policy a, statement 1; inline policy b, statement 1; and\n             1 more\n"
    ) in told("s3:GetObject", account(identities=people))


def test_where_no_policy_is_needed_that_is_said():
    people = identities(users=(user("zoe"),))

    assert "  user  zoe  no policy is needed\n" in told("sts:GetCallerIdentity", account(identities=people))
