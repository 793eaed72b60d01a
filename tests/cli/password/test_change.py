"""`rootward password change` at a terminal and in a pipe."""

from __future__ import annotations

import getpass
import io
import sys

import pytest

from rootward.cli.main import main
from tests.sandbox.people import as_user, iam_of

OLD, NEW = "Correct-Horse-1", "Battery-Staple-2"
USER = "kim"


@pytest.fixture
def kim(office, monkeypatch):
    """A user with a key and the password OLD, at work on the practice account."""
    key = office.iam.create_access_key(UserName=USER)["AccessKey"]
    office.sandbox.advance_clock(60)
    office.sandbox.enforce = False
    with iam_of(office.sandbox) as iam:
        iam.set_password(iam.users[USER], OLD)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    assert as_user(office.sandbox, USER)
    return office


def password_of(office):
    with iam_of(office.sandbox) as iam:
        return iam.users[USER].password


@pytest.fixture
def types(kim, monkeypatch):
    """Somebody who types these where nobody sees it."""
    asked = []

    def type_(*words):
        left = list(words)

        def hidden(prompt, **_):
            asked.append(prompt)
            if not left:
                raise EOFError
            return left.pop(0)

        kim.type()
        monkeypatch.setattr(getpass, "getpass", hidden)
        return asked

    return type_


def piped(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def unseen(shown, *passwords):
    return not [one for one in passwords if one in f"{shown.out} {shown.err}"]


def test_it_asks_for_the_present_one_and_twice_for_the_new_one(kim, types):
    asked = types(OLD, NEW, NEW)

    shown = kim.run("password", "change", "-q")

    assert (shown.code, shown.out) == (0, "")
    assert shown.err.splitlines()[1:] == [
        "rootward: the password of kim in account 123456789012 is changed: keep it in a password manager"
    ]
    assert [prompt.rstrip(": ") for prompt in asked] == ["Present password", "New password", "New password again"]
    assert password_of(kim) == NEW


def test_a_slip_of_the_hand_is_typed_again(kim, types):
    types(OLD, NEW, "Battery-Stable-2", NEW, NEW)

    shown = kim.run("password", "change", "-q")

    assert shown.code == 0
    assert "the new password will not do: what was typed the second time is not the same" in shown.err
    assert unseen(shown, NEW, "Stable")


def test_what_will_not_do_is_said_by_its_rule_and_not_for_ever(kim, types):
    types(OLD, *["short", "short"] * 9)

    shown = kim.run("password", "change", "-q")

    assert shown.code == 2
    assert shown.err.count("the new password will not do: it has 5 characters, and at least 8 are asked for") == 5
    assert "5 new passwords would not do; the password is what it was" in shown.err
    assert unseen(shown, "short", OLD)
    assert password_of(kim) == OLD


@pytest.mark.parametrize("words", [(), (OLD,), (OLD, NEW)])
def test_whoever_leaves_changes_nothing(kim, types, words):
    types(*words)

    assert kim.run("password", "change", "-q").code == 130
    assert password_of(kim) == OLD


def test_two_lines_may_be_piped(kim, monkeypatch):
    piped(monkeypatch, f"{OLD}\n{NEW}\n".encode())

    shown = kim.run("password", "change", "-q")

    assert shown.code == 0
    assert unseen(shown, OLD, NEW)
    assert password_of(kim) == NEW


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f"{OLD}\n".encode(), "2 are asked for"),
        (f"{OLD}\nshort\n".encode(), "the new password will not do: it has 5 characters, and at least 8 are asked for"),
        (f"{OLD}\n{OLD}\n".encode(), "the new password will not do: it is the present one"),
        (f"Wrong-Horse-1\n{NEW}\n".encode(), "that is not the present password of kim"),
        (b"\xff\xfe\n", "not UTF-8"),
    ],
)
def test_what_is_piped_and_will_not_do_changes_nothing(kim, monkeypatch, data, said):
    piped(monkeypatch, data)

    shown = kim.run("password", "change", "-q")

    assert shown.code == 2
    assert said in shown.err
    assert unseen(shown, OLD, NEW, "Wrong-Horse", "short")
    assert password_of(kim) == OLD


def test_a_missing_permission_is_no_mistake_of_the_one_who_types(kim, types):
    kim.sandbox.deny("iam:ChangePassword")
    types(OLD, NEW, NEW)

    shown = kim.run("password", "change", "-q")

    assert shown.code == 3
    assert "kim is not allowed to change the own password (AccessDenied: because no " in shown.err


def test_a_weak_one_that_aws_takes_is_warned_of_by_the_baseline_of_the_configuration(kim, types, tmp_path):
    kim.sandbox.deny("iam:GetAccountPasswordPolicy")
    asked = tmp_path / "asked.toml"
    asked.write_text("[thresholds]\nmin_length = 31\n")
    types(OLD, "Password1", "Password1")

    shown = kim.run("password", "change", "-q", "--config", str(asked))

    assert shown.code == 0
    assert (
        "about the new one: the baseline asks for more: it has 9 characters, and at least 31 are asked for" in shown.err
    )
    assert "about the new one: its strength is 0 of 4, and 4 is asked for" in shown.err
    assert unseen(shown, OLD, "Password1")
    assert password_of(kim) == "Password1"


def test_nothing_is_kept_of_it(kim, types):
    types(OLD, NEW, NEW)

    kim.run("password", "change")

    written = "".join(path.read_text() for path in kim.folder.rglob("*") if path.is_file())
    assert OLD not in written
    assert NEW not in written


def test_it_runs_under_the_policy_that_is_printed_for_it(kim, types):
    policy = kim.run("permissions", "--command", "password-change").out
    with iam_of(kim.sandbox) as iam:
        iam.users[USER].policies = {"own": policy}
        iam.remove_user_from_group("developers", USER)
    kim.sandbox.enforce = True
    types(OLD, NEW, NEW)

    shown = kim.run("password", "change")

    assert shown.code == 0
    assert "could not be read" not in shown.err
    assert password_of(kim) == NEW


def test_what_is_said_about_the_new_one_is_readable(kim, types):
    types(OLD, f"{NEW} ", f"{NEW} ")

    shown = kim.run("password", "change", "-q")

    assert "rootward: note, about the new one: it begins or ends with a space" in shown.err
    assert "[masked]" not in shown.err


def test_not_even_the_traceback_of_a_defect_holds_one(kim, types, monkeypatch, capsys):
    def broken(_self, call):
        raise RuntimeError(f"a defect, with {call!r}")

    monkeypatch.setattr("rootward.aws.executor.Executor.run", broken)
    types(OLD, NEW, NEW)

    code = main(["password", "change"])

    shown = capsys.readouterr()
    written = "".join(path.read_text() for path in kim.folder.rglob("*.txt"))
    assert code == 70
    assert "RuntimeError" in written
    assert not [one for one in (OLD, NEW) if one in f"{shown.out} {shown.err} {written}"]
