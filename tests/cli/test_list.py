"""`rootward list` on a practice account: the list on stdout, the exit code, and one clear line for a mistake."""

from __future__ import annotations

import json

import pytest

from rootward.cli.main import main
from rootward.sandbox import serve

GROUPS_OF_MAYA = """\
Groups of user maya.chen ───────────────────────────────────────────────────────
  admins                                                               2 members
    members      maya.chen, tomas.novak
    policies     AdministratorAccess (AWS)
"""


@pytest.fixture(scope="module")
def startup(tmp_path_factory):
    path = tmp_path_factory.mktemp("startup") / "account.json"
    assert main(["collect", "--sandbox", "startup", "--quiet", "-o", str(path)]) == 0
    return str(path)


def asked(capsys, *arguments):
    code = main(["list", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def body(text):
    """All but the account's line, in which the time stands."""
    return text.split("\n\n", 1)[1]


def test_the_groups_of_a_user_as_the_aws_cli_would_list_them(startup, capsys):
    code, out, err = asked(capsys, "groups", "--user", "maya.chen", "--from", startup)

    assert (code, body(out), err) == (0, GROUPS_OF_MAYA, "")


@pytest.mark.parametrize("subject", ["users", "groups", "policies"])
def test_json(subject, startup, capsys):
    code, out, _ = asked(capsys, subject, "--from", startup, "--format", "json")

    assert code == 0
    assert json.loads(out)["account"]["id"] == "123456789012"


def test_a_live_account_is_asked_for_identities_alone(capsys, monkeypatch):
    with serve("startup") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        code, out, err = asked(capsys, "groups", "--user", "maya.chen")
        made = {call.action for call in sandbox.calls}

    assert (code, body(out)) == (0, GROUPS_OF_MAYA)
    assert "rootward: account 123456789012 as arn:aws:iam::123456789012:user/maya.chen\n" in err
    assert made <= {"sts:GetCallerIdentity", "iam:GetAccountAuthorizationDetails", "iam:GetPolicyVersion"}


def test_a_denied_read_is_exit_3_and_names_the_action(capsys, monkeypatch):
    with serve("startup") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        sandbox.deny("iam:GetAccountAuthorizationDetails")
        code, out, err = asked(capsys, "users", "--quiet")

    assert (code, out) == (3, "")
    assert "rootward: error: users, groups and policies could not be read: " in err
    assert "allow iam:GetAccountAuthorizationDetails" in err


def test_the_list_can_go_to_a_file(startup, tmp_path, capsys):
    path = tmp_path / "groups.txt"

    code, out, _ = asked(capsys, "groups", "--user", "maya.chen", "--from", startup, "-o", str(path))

    assert (code, out) == (0, "")
    assert body(path.read_text("utf-8")) == GROUPS_OF_MAYA


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "Missing argument"),
        (["roles"], "'roles' is not one of 'users', 'groups', 'policies'"),
        (["groups", "--user", "maya"], "error: the account has no user 'maya'"),
        (["groups", "--user", "maya.chan"], "near it: maya.chen"),
        (["users", "--deep"], "No such option"),
        (["users", "--sandbox"], "--from and --sandbox name two different sources"),
    ],
)
def test_a_command_line_that_cannot_be_used_is_one_clear_line(startup, capsys, arguments, line):
    code, out, err = asked(capsys, *arguments, "--from", startup)

    assert (code, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) <= 2
