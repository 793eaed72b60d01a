"""`rootward can` on practice accounts: verdict, reason and exit code."""

from __future__ import annotations

import json

import pytest

from rootward.cli.main import main
from tests.cli.test_who_can import body, collected

DENY = """\
DENY  user priya.raman may not do iam:CreateUser on every resource: none of its
      policies allows it.

Not by itself, but by a role ───────────────────────────────────────────────────
  • yes, by assuming old-jenkins: acme-legacy-everything, statement 1
    {
      "Effect": "Allow",
      "NotAction": "aws-portal:*",
      "Resource": "*"
    }
    let in by trust policy of old-jenkins, statement 1
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "*"
      },
      "Action": "sts:AssumeRole"
    }
"""

ALLOW = """\
ALLOW  user maya.chen may do iam:CreateUser on every resource:
       AdministratorAccess, statement 1, through group admins.

Allowed by ─────────────────────────────────────────────────────────────────────
  • AdministratorAccess, statement 1, through group admins
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
"""


@pytest.fixture(scope="module")
def startup(tmp_path_factory):
    return collected("startup", tmp_path_factory)


@pytest.fixture(scope="module")
def hardened(tmp_path_factory):
    return collected("hardened", tmp_path_factory)


def asked(capsys, *arguments):
    code = main(["can", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize(
    ("who", "code", "said"), [("priya.raman", 1, DENY), ("maya.chen", 0, ALLOW)], ids=["deny", "allow"]
)
def test_the_verdict_and_its_exit_code(startup, capsys, who, code, said):
    assert (found := asked(capsys, who, "iam:CreateUser", "--from", startup))[0] == code
    assert (body(found[1]), found[2]) == (said, "")


def test_what_depends_on_mfa_is_exit_3_until_it_is_known(hardened, capsys):
    question = ("maya.chen", "iam:CreateUser", "--from", hardened)

    assert asked(capsys, *question)[0] == 3
    assert asked(capsys, *question, "--context", "aws:MultiFactorAuthPresent=true")[0] == 0
    assert asked(capsys, *question, "--context", "aws:multifactorauthpresent=false")[0] == 1
    assert asked(capsys, *question, "--context", "aws:MultiFactorAuthPresent=")[0] == 1
    assert asked(capsys, *question, "--complete")[0] == 1


def test_a_key_that_is_given_twice_has_two_values(startup, capsys):
    _, out, _ = asked(
        capsys, "maya.chen", "iam:CreateUser", "--from", startup, "--format", "json",
        "--context", "aws:TagKeys=a", "--context", "AWS:tagkeys=b",
    )  # fmt: skip

    assert json.loads(out)["question"]["context"] == {"aws:TagKeys": ["a", "b"]}


@pytest.mark.parametrize(
    ("who", "line", "advice"),
    [
        ("maya.chan", "the account has no user and no role 'maya.chan'", "near it: user/maya.chen"),
        ("arn:aws:iam::210987654321:user/x", "arn:aws:iam::210987654321:user/x is of another account", "ask about"),
        ("arn:aws:iam::123456789012:root", "root is no user and no role", "it may do everything"),
    ],
)
def test_whom_nobody_can_mean_is_one_clear_line(startup, capsys, who, line, advice):
    code, out, err = asked(capsys, who, "iam:CreateUser", "--from", startup)

    first, second = err.splitlines()
    assert (code, out) == (2, "")
    assert first.startswith(f"rootward: error: {line}")
    assert second.startswith(f"rootward: {advice}")
