"""`rootward password check`: what it says, what it asks, and how it ends."""

from __future__ import annotations

import hashlib
import json

import pytest

from rootward.cli.main import main
from tests.cli.piping import pipe

STRONG = b"Plum-orbit-7-Gravel-nine"
NOBODY = "http://127.0.0.1:9/range/"


@pytest.fixture
def check(monkeypatch, capsys, tmp_path):
    """Runs the command with the bytes on its standard input, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(data, *words):
        pipe(monkeypatch, data)
        code = main(["password", "check", *words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "internal error" not in err
        return code, out, err

    return run


def test_a_strong_one_holds(check):
    code, out, err = check(STRONG)

    assert code == 0
    assert out.startswith("HOLDS  This password, held to the password policy that the baseline asks")
    assert err == ""


@pytest.mark.parametrize(
    ("data", "words", "line"),
    [
        (b"Plum-orb", (), "it has 8 characters, and at least 14 are asked for"),
        (b"password-Password1", (), "Strength    3 of 4, and 4 is asked for"),
        (b"plum orbit gravel nine mongoose", ("--root",), "it has 1 of the four kinds of character"),
        (
            b"root-9-Zeppelin@acme.example",
            ("--root", "--email", "ROOT-9-zeppelin@acme.example"),
            "it is the account's name or e-mail address",
        ),
        (
            b"Acme-zeppelin-9-orbit",
            ("--root", "--account-name", "acme-zeppelin-9-orbit"),
            "it is the account's name or e-mail address",
        ),
        (b"Zanzibarium-2026!", ("--user", "zanzibarium"), "Strength    3 of 4, and 4 is asked for"),
    ],
)
def test_one_that_does_not_hold_is_a_finding(check, data, words, line):
    code, out, _ = check(data, *words)

    assert code == 1
    assert out.startswith("DOES NOT HOLD")
    assert line in " ".join(out.split()) or line in out
    assert data.decode() not in out


def test_root_is_held_to_awss_own_rules(check):
    code, out, _ = check(b"plum Orbit 7 gravel Nine", "--root")

    assert code == 0
    assert out.startswith("HOLDS  This password, held to AWS's rules for root's password.")


def test_the_baseline_of_the_working_directory_sets_the_length(check, tmp_path):
    (tmp_path / "rootward.toml").write_text("[thresholds]\nmin_length = 40\n")

    code, out, _ = check(STRONG)

    assert code == 1
    assert "it has 24 characters, and at least 40 are asked for" in out


@pytest.mark.parametrize(
    ("scenario", "held"),
    [("startup", "the account's password policy"), ("fresh-account", "AWS's default rules: the account has no")],
)
def test_with_an_account_its_own_policy_is_the_rule(check, scenario, held):
    code, out, err = check(STRONG, "--sandbox", scenario, "-q")

    assert code == 0
    assert out.startswith(f"HOLDS  This password, held to {held}")
    assert STRONG.decode() not in err


def test_the_policy_can_come_from_a_file_of_facts(check, tmp_path):
    path = str(tmp_path / "account.json")
    assert main(["collect", "--sandbox", "startup", "--only", "passwords", "-q", "-o", path]) == 0

    code, out, _ = check(STRONG, "--from", path)

    assert code == 0
    assert "the account's password policy" in out


def test_facts_without_a_policy_are_refused_before_anything_is_asked(check, tmp_path):
    path = str(tmp_path / "account.json")
    assert main(["collect", "--sandbox", "startup", "--only", "root-mfa-missing", "-q", "-o", path]) == 0

    code, out, err = check(b"", "--from", path)

    assert (code, out) == (2, "")
    assert "the facts hold no password policy" in err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--profile", "prod"), "--profile"),
        (("--sandbox",), "--sandbox"),
        (("--from", "account.json"), "--from"),
        (("--account-policy",), "--account-policy"),
    ],
)
def test_root_and_an_accounts_policy_do_not_go_together(check, words, named):
    code, out, err = check(STRONG, "--root", *words)

    assert (code, out) == (2, "")
    assert f"--root and {named} do not go together: no policy of an account binds root" in err


def test_a_profile_in_the_environment_is_no_wish_to_read_an_account(check, monkeypatch):
    monkeypatch.setenv("ROOTWARD_PROFILE", "prod")

    assert check(STRONG)[0] == check(STRONG, "--root")[0] == 0


def test_asking_for_the_accounts_policy_takes_the_credentials_at_hand(check):
    code, out, err = check(STRONG, "--account-policy")

    assert (code, out) == (4, "")
    assert "credentials" in err


def test_a_mistyped_option_is_named_still(check):
    code, _, err = check(STRONG, "--fromat", "json")

    assert code == 2
    assert "--fromat" in err


@pytest.mark.parametrize("data", [b"", b"one\ntwo\n", b"se\xffcret", b"sec\0ret", b"\n"])
def test_what_is_no_password_is_a_mistake_and_shown_to_nobody(check, data):
    code, out, err = check(data)

    assert (code, out) == (2, "")
    assert "standard input" in err
    assert not any(part in err for part in ("two", "cret", "sec", "ret"))


def test_a_line_ending_is_taken_off_and_said(check):
    code, _, err = check(STRONG + b"\n")

    assert code == 0
    assert err == "rootward: one line ending was taken off the end of standard input\n"


def test_a_list_that_has_it_is_a_finding(check, tmp_path):
    digits = hashlib.sha1(STRONG, usedforsecurity=False).hexdigest()
    (tmp_path / "list.txt").write_text(f"{digits}:1234\n")

    code, out, _ = check(STRONG, "--breached", "list.txt")

    assert code == 1
    assert "FOUND in list.txt, seen 1,234 times" in out
    assert digits[:8] not in out
    assert check(b"Gravel-orbit-7-Plum-nine", "--breached", "list.txt")[0] == 0


@pytest.mark.parametrize(
    ("data", "says"), [(b"", "is empty"), (b"password\n", "is no SHA-1 hash"), (None, "cannot be read")]
)
def test_a_list_that_cannot_be_searched_is_a_mistake(check, tmp_path, data, says):
    if data is not None:
        (tmp_path / "list.txt").write_bytes(data)

    code, out, err = check(b"", "--breached", "list.txt")

    assert (code, out) == (2, "")
    assert says in err


def test_a_server_that_does_not_answer_is_not_a_no(check):
    code, out, err = check(STRONG, "--online", "--range-url", NOBODY)

    assert code == 3
    assert "NOT LOOKED UP in http://127.0.0.1:9/range/" in out
    assert f"the first five digits of the password's SHA-1 hash go to {NOBODY}, and nothing else" in err


def test_a_finding_outweighs_a_server_that_does_not_answer(check):
    assert check(b"password", "--online", "--range-url", NOBODY)[0] == 1


def test_nothing_is_asked_without_online(check, monkeypatch):
    monkeypatch.setenv("ROOTWARD_RANGE_URL", NOBODY)

    code, out, _ = check(STRONG)

    assert code == 0
    assert "Breaches    not looked into" in out


def test_the_server_may_come_from_the_environment(check, monkeypatch):
    monkeypatch.setenv("ROOTWARD_RANGE_URL", NOBODY)

    assert check(STRONG, "--online")[0] == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--range-url", NOBODY), "nothing is asked without --online"),
        (("--online", "--range-url", "http://mirror.example/"), "https"),
        (("--sandbox", "--from", "account.json"), "two different sources"),
    ],
)
def test_a_command_line_that_contradicts_itself_is_a_mistake(check, words, says):
    code, out, err = check(b"", *words)

    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize("data", [STRONG, b"password1", b"Gravel-\xc3\xa9-orbit-7-Plum"])
def test_json_holds_the_verdict_and_not_the_password(check, data):
    code, out, _ = check(data, "--format", "json")

    report = json.loads(out)
    assert report["schema"] == 1
    assert report["holds"] == (code == 0)
    assert data.decode() not in out


def test_the_answer_can_go_to_a_file(check, tmp_path):
    code, out, _ = check(STRONG, "-o", "answer.txt")

    assert (code, out) == (0, "")
    assert (tmp_path / "answer.txt").read_text().startswith("HOLDS")
