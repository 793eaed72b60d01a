"""`rootward who-can` on practice accounts: the answer on stdout, the exit code, and one clear line for a mistake."""

from __future__ import annotations

import json

import pytest

from rootward.cli.main import main
from rootward.sandbox import serve
from tests.checks.facts import arn

STARTUP = """\
Who can do iam:CreateUser on every resource

Can ────────────────────────────────────────────────────────────────────────────
  user  maya.chen      by AdministratorAccess, statement 1, through group admins
  user  tomas.novak    by AdministratorAccess, statement 1, through group admins
  role  lambda-orders  by AdministratorAccess, statement 1
  role  old-jenkins    by acme-legacy-everything, statement 1
  • by assuming old-jenkins: acme-legacy-everything, statement 1
    10 users  anna.kowalska, backup-agent, ci-deploy, codecommit-mirror,
              kenji.sato, lukas.weber, priya.raman, root-ops,
              ses-smtp-user.shop-mailer, sofia.rossi
    5 roles  contoso-cost-audit, github-deploy, github-release,
             northwind-monitoring, web-instance

Root is not listed: no policy of the account limits it.
"""

HARDENED = """\
Administrators ─────────────────────────────────────────────────────────────────
  role  AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071
          everything: AdministratorAccess

Administrators under circumstances ─────────────────────────────────────────────
  user  maya.chen    everything, with MFA: AdministratorAccess through group
                     administrators
  user  priya.raman  everything, with MFA: AdministratorAccess through group
                     administrators

Root is not listed: no policy of the account limits it.
"""


@pytest.fixture(scope="module")
def startup(tmp_path_factory):
    return collected("startup", tmp_path_factory)


@pytest.fixture(scope="module")
def hardened(tmp_path_factory):
    return collected("hardened", tmp_path_factory)


def collected(scenario, tmp_path_factory):
    path = tmp_path_factory.mktemp(scenario) / "account.json"
    assert main(["collect", "--sandbox", scenario, "--quiet", "-o", str(path)]) == 0
    return str(path)


def asked(capsys, *arguments):
    code = main(["who-can", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def body(text):
    """All but the account's line, in which the time stands."""
    return text.split("\n\n", 1)[1]


def test_who_can_make_users_in_a_careless_account(startup, capsys):
    code, out, err = asked(capsys, "iam:CreateUser", "--from", startup)

    assert (code, body(out), err) == (0, STARTUP, "")


def test_who_administers_a_hardened_account(hardened, capsys):
    code, out, err = asked(capsys, "--admin", "--from", hardened)

    assert (code, body(out), err) == (0, HARDENED, "")


def test_json(startup, capsys):
    code, out, _ = asked(capsys, "iam:CreateUser", "--from", startup, "--format", "json")

    assert code == 0
    assert json.loads(out)["principals"][0]["ways"][0]["through"] == [arn("role", "old-jenkins")]


def test_context_settles_what_depends_on_it(hardened, capsys):
    _, out, _ = asked(capsys, "iam:CreateUser", "--from", hardened, "--context", "aws:MultiFactorAuthPresent=true")

    assert "  where aws:MultiFactorAuthPresent = true\n" in out
    assert "Can under circumstances" not in out


def test_a_resource_whose_own_policy_was_not_read_is_said_once_on_stderr(startup, capsys):
    _, _, err = asked(capsys, "s3:GetObject", "arn:aws:s3:::acme-assets/logo.png", "--from", startup)

    assert err == (
        "rootward: note: policies of s3 resources were not read: "
        "they may let in others, and keep out those named here\n"
    )


def test_a_live_account_is_asked_for_identities_and_the_organisation_alone(capsys, monkeypatch):
    with serve("startup") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        code, out, err = asked(capsys, "iam:CreateUser")
        made = {call.action for call in sandbox.calls}

    assert (code, body(out)) == (0, STARTUP)
    assert "rootward: account 123456789012 as arn:aws:iam::123456789012:user/maya.chen\n" in err
    assert made <= {
        "sts:GetCallerIdentity",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetPolicyVersion",
        "organizations:DescribeOrganization",
    }


def test_identities_that_were_denied_are_exit_3(capsys, monkeypatch):
    with serve("startup") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        sandbox.deny_all()
        code, out, err = asked(capsys, "iam:CreateUser", "--quiet")

    assert (code, out) == (3, "")
    assert "rootward: error: users, roles and policies could not be read: " in err


def test_the_answer_can_go_to_a_file(startup, tmp_path, capsys):
    path = tmp_path / "answer.txt"

    code, out, _ = asked(capsys, "iam:CreateUser", "--from", startup, "-o", str(path))

    assert (code, out) == (0, "")
    assert body(path.read_text("utf-8")) == STARTUP


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "error: an action is missing"),
        (["iam:CreateUser", "--admin"], "error: --admin takes no action and no context"),
        (["--admin", "--context", "a=b"], "error: --admin takes no action and no context"),
        (["iam:Create*"], "error: 'iam:Create*' is a pattern; one action is asked about at a time"),
        (["iam:CreateUser", "--context", "nothing"], "error: --context nothing is no key and value"),
        (["iam:CreateUser", "--context", "=value"], "error: --context =value is no key and value"),
        (["iam:CreateUser", ""], "error: RESOURCE is empty"),
        (["s3:GetObject", "acme-assets"], "error: 'acme-assets' is no ARN"),
        (
            ["iam:CreateUser", "--context", "aws:SourceIp=office"],
            "error: --context aws:SourceIp=office: 'office' is no IP address",
        ),
        (["iam:CreateUser", "--context", "MFA=true"], "error: 'MFA' is no condition key of AWS or of iam"),
        (
            ["iam:CreateUser", "--context", "aws:TagKeys=a", "--context", "aws:tagkeys="],
            "error: --context aws:TagKeys= says that it is absent, and --context aws:TagKeys=a that not",
        ),
        (
            ["iam:CreateUser", "--context", "aws:TagKeys=", "--context", "aws:TagKeys=a"],
            "error: --context aws:TagKeys= says that it is absent, and --context aws:TagKeys=a that not",
        ),
        (["sts:AssumeRole"], "error: sts:AssumeRole is about one role"),
        (["iam:CreateUser", "--deep"], "No such option"),
    ],
)
def test_a_command_line_that_cannot_be_used_is_one_clear_line(startup, capsys, arguments, line):
    code, out, err = asked(capsys, *arguments, "--from", startup)

    assert (code, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) <= 2
