"""`rootward mfa list` on a practice account: the list on stdout, the exit code, and one clear line for a mistake."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from rootward.cli.main import main
from rootward.iam_policy.actions import find
from rootward.sandbox import serve

MAYA = """\
User maya.chen ─────────────────────────────────────────────────────────────────
  enough      has an MFA device
  virtual   since 2024-02-21  arn:aws:iam::123456789012:mfa/maya.chen
  An administrator. A virtual device's code can be typed into a page that looks
  like AWS's. A passkey answers to AWS alone: register one, then remove the
  virtual device.
  The only device. Whoever loses it is locked out. Up to eight may be
  registered: a second one, kept elsewhere, is the way back.
"""


@pytest.fixture(scope="module")
def startup(tmp_path_factory):
    path = tmp_path_factory.mktemp("startup") / "account.json"
    assert main(["collect", "--sandbox", "startup", "--deep", "--quiet", "-o", str(path)]) == 0
    return str(path)


@pytest.fixture
def at(monkeypatch):
    def sit(sandbox):
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)

    return sit


def asked(capsys, *arguments):
    code = main(["mfa", "list", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def sections(text):
    return [line.partition(" ─")[0] for line in text.splitlines() if "──" in line]


def test_everybody(startup, capsys):
    code, out, err = asked(capsys, "--from", startup)

    assert (code, err) == (0, "rootward: root: not enough; 12 users: 4 not enough, 4 enough, 4 need none\n")
    assert sections(out) == [
        "Root",
        "Not enough: 4 users",
        "Can be phished: 4 administrators",
        "Need none: 4 users",
        "Nobody's: 1 virtual device",
    ]


def test_a_live_account_s_user(capsys, at):
    with serve("startup") as sandbox:
        at(sandbox)
        code, out, err = asked(capsys, "--user", "maya.chen")

    said = out.split("\n\n", 1)[1]
    assert code == 0
    assert re.sub(r"since \d{4}-\d\d-\d\d ", "since 2024-02-21 ", said) == MAYA
    assert "rootward: account 123456789012 as arn:aws:iam::123456789012:user/maya.chen\n" in err


def test_json_and_csv(startup, capsys):
    _, as_json, _ = asked(capsys, "--from", startup, "--format", "json")
    _, as_csv, _ = asked(capsys, "--from", startup, "--format", "csv")

    listing = json.loads(as_json)
    assert len(listing["users"]) == 12
    assert {row["user"] for row in csv.DictReader(io.StringIO(as_csv))} == {
        "", "<root_account>", *(one["user"] for one in listing["users"]),
    }  # fmt: skip


def test_quiet_leaves_the_list_alone(startup, capsys):
    _, out, err = asked(capsys, "--from", startup, "-q")

    assert out
    assert err == ""


def test_the_list_can_go_to_a_file(startup, tmp_path, capsys):
    path = tmp_path / "devices.txt"

    code, out, _ = asked(capsys, "--from", startup, "-o", str(path))

    assert (code, out) == (0, "")
    assert sections(path.read_text("utf-8"))[0] == "Root"


def test_a_read_that_was_denied_is_exit_3_and_the_rest_is_listed(capsys, at):
    with serve("startup") as sandbox:
        at(sandbox)
        sandbox.deny("iam:ListMFADevices", "iam:GetAccountSummary")
        code, out, err = asked(capsys, "--quiet")

    assert code == 3
    assert "Not enough: 4 users" in out
    assert err.splitlines()[1:] == [
        "rootward: incomplete: summary: iam:GetAccountSummary was denied",
        "rootward: incomplete: MFA devices: iam:ListMFADevices was denied",
    ]


def test_where_nobody_can_be_listed_it_says_what_to_allow(capsys, at):
    with serve("startup") as sandbox:
        at(sandbox)
        sandbox.deny_all()
        code, out, err = asked(capsys, "--quiet")

    assert (code, out) == (3, "")
    assert "rootward: error: users could not be listed: " in err
    assert "allow iam:GetAccountAuthorizationDetails" in err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--user", "maya"], "error: the account has no user 'maya'"),
        (["--user", "maya.chan"], "near it: maya.chen"),
        (["--user", ""], "error: the account has no user ''"),
        (["maya.chen"], "unexpected extra argument"),
        (["--format", "yaml"], "'yaml' is not one of 'text', 'json', 'csv'"),
        (["--sandbox"], "--from and --sandbox name two different sources"),
    ],
)
def test_a_command_line_that_cannot_be_used_is_one_clear_line(startup, capsys, arguments, line):
    code, out, err = asked(capsys, *arguments, "--from", startup)

    assert (code, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) <= 2


def test_its_permissions_are_printed(capsys):
    assert main(["permissions", "--command", "mfa-list"]) == 0

    (statement,) = json.loads(capsys.readouterr().out)["Statement"]
    assert {"iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:GetAccountSummary"} < set(statement["Action"])
    known = [find(action) for action in statement["Action"]]
    assert {action and action.access_level for action in known} <= {"Read", "List"}
