"""`rootward mfa enforce` at a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.acceptance.house import applier
from tests.aws.practice import session_of

SIGNS_IN = "Correct-Horse-1-Battery"


@pytest.fixture
def dora(office):
    """One more user: she signs in, has no device and may register none."""
    office.iam.create_user(UserName="dora")
    office.iam.attach_user_policy(UserName="dora", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    office.iam.create_login_profile(UserName="dora", Password=SIGNS_IN)
    office.sandbox.advance_clock(5 * 3600)  # until the credential report shows her
    return office


@pytest.fixture
def by_key(office):
    """Kim works with an access key, and AWS's report shows it."""
    key = office.iam.create_access_key(UserName="kim")["AccessKey"]
    office.sandbox.advance_clock(60)
    session = session_of(office.sandbox, (key["AccessKeyId"], key["SecretAccessKey"]))
    sts: Any = session.client("sts")
    sts.get_session_token()
    office.sandbox.advance_clock(5 * 3600)
    return office


def members(office, group):
    return sorted(one["UserName"] for one in office.iam.get_group(GroupName=group)["Users"])


def test_it_tells_whom_it_would_cut_off_then_the_plan_and_asks(dora):
    dora.type("yes")

    shown = dora.run("mfa", "enforce", "-q")

    cut_off, plan = shown.out.index("Whom MFA would cut off today"), shown.out.index("Plan ")
    assert cut_off < plan
    assert "dora: may not register one: this plan lets them" in shown.out
    assert members(dora, "mfa-enrolment") == ["dora"]
    assert "kim" in members(dora, "mfa-enforced")
    assert (shown.code, "run it again once they have registered a device" in shown.err) == (1, True)


def test_undo_takes_it_back(dora):
    dora.run("mfa", "enforce", "-q", "--auto-approve")
    assert dora.run("undo", "-q", "--auto-approve").code == 0

    groups = {one["GroupName"] for one in dora.iam.list_groups()["Groups"]}
    assert not {"mfa-enrolment", "mfa-enforced"} & groups


def test_a_no_changes_nothing(dora):
    dora.type("no")

    shown = dora.run("mfa", "enforce", "-q")

    assert (shown.code, "interrupted" in shown.err) == (130, False)
    assert "not approved: this run changed nothing" in shown.err
    assert "mfa-enrolment" not in {one["GroupName"] for one in dora.iam.list_groups()["Groups"]}


@pytest.mark.parametrize("more", [(), ("--session-user", "kim")], ids=["unnamed", "named"])
def test_whose_keys_serve_sessions_alone_is_said_on_the_command_line(by_key, more):
    shown = by_key.run("mfa", "enforce", "--auto-approve", *more)

    named, said = bool(more), " ".join(shown.out.split())
    assert ("rootward mfa enforce --session-user kim" in said) is not named
    assert ("work through `rootward mfa session`, with a code" in said) is named
    groups = {one["GroupName"] for one in by_key.iam.list_groups()["Groups"]}
    assert ("mfa-enforced" in groups and "kim" in members(by_key, "mfa-enforced")) is named


def test_a_plan_that_names_them_binds_them_when_it_is_applied(by_key):
    by_key.run("mfa", "enforce", "-q", "-o", str(by_key.plan_file), "--session-user", "kim")

    assert by_key.run("apply", "-q", "--auto-approve", str(by_key.plan_file)).code == 0
    assert "kim" in members(by_key, "mfa-enforced")


def test_a_name_that_nobody_has_is_a_mistake_of_the_command_line(office):
    shown = office.run("mfa", "enforce", "-q", "--auto-approve", "--session-user", "kimm")

    assert (shown.code, shown.out) == (2, "")
    assert "rootward: error: the account has no user 'kimm'\nrootward: near it: kim" in shown.err


def test_where_nobody_can_say_yes_nothing_is_read(dora):
    dora.sandbox.calls.clear()

    assert dora.run("mfa", "enforce").code == 2
    assert dora.sandbox.calls == []


def test_the_plan_may_be_written_and_applied_later(dora):
    written = dora.run("mfa", "enforce", "-q", "-o", str(dora.plan_file))
    before = {one["GroupName"] for one in dora.iam.list_groups()["Groups"]}
    applied = dora.run("apply", "-q", "--auto-approve", str(dora.plan_file))

    assert (written.code, applied.code) == (1, 0)
    assert "mfa-enrolment" not in before
    assert members(dora, "mfa-enrolment") == ["dora"]
    assert f"rootward apply {dora.plan_file}" in written.err


def test_once_everybody_is_bound_it_ends_well(office):
    first = office.run("mfa", "enforce", "-q", "--auto-approve")
    again = office.run("mfa", "enforce", "-q", "--auto-approve")

    assert (first.code, again.code) == (0, 0)
    assert "Everybody with a console password who can be judged is bound already." in again.out


def test_what_cannot_be_read_is_not_taken_for_an_answer(office):
    office.sandbox.deny("iam:GetCredentialReport", "iam:GenerateCredentialReport")

    shown = office.run("mfa", "enforce", "-q", "--auto-approve")

    assert shown.code == 3
    assert "of whom it is not known" in shown.out


def test_whoever_may_do_nothing_is_bound_and_let_register_one_all_the_same(dora):
    dora.iam.detach_user_policy(UserName="dora", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")

    shown = dora.run("mfa", "enforce", "-q", "--auto-approve")

    assert shown.code == 0
    assert "1 user without a device, and bound already or allowed nothing:" in shown.out
    assert members(dora, "mfa-enrolment") == ["dora"]


def test_it_runs_under_the_policy_that_is_printed_for_it(dora, monkeypatch):
    policy = dora.run("permissions", "--command", "mfa-enforce").out
    for name, value in applier(dora.sandbox, policy).items():
        monkeypatch.setenv(name, value)

    shown = dora.run("mfa", "enforce", "-q", "--auto-approve")

    assert (shown.code, "AccessDenied" in f"{shown.out} {shown.err}") == (1, False)
    assert members(dora, "mfa-enrolment") == ["dora"]
    assert "kim" in members(dora, "mfa-enforced")


@pytest.mark.parametrize("action", ["iam:AddUserToGroup", "iam:PutGroupPolicy", "iam:ListMFADevices"])
def test_without_any_of_it_nothing_is_changed(dora, monkeypatch, action):
    policy = json.loads(dora.run("permissions", "--command", "mfa-enforce").out)
    for statement in policy["Statement"]:
        statement["Action"] = [one for one in statement["Action"] if one != action]
    for name, value in applier(dora.sandbox, json.dumps(policy)).items():
        monkeypatch.setenv(name, value)

    shown = dora.run("mfa", "enforce", "-q", "--auto-approve")

    groups = {one["GroupName"] for one in dora.iam.list_groups()["Groups"]}
    assert shown.code in {3, 5}
    assert action in shown.err or action in shown.out
    assert "mfa-enforced" not in groups or "kim" not in members(dora, "mfa-enforced")


def test_what_a_file_that_merely_lies_there_may_not_say_is_told(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rootward.toml").write_text('break_glass = ["arn:aws:iam::123456789012:user/kim"]\n')

    assert "rootward: warning: rootward.toml" in office.run("mfa", "enforce", "-q", "--auto-approve").err
