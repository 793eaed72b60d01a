"""`rootward password generate`: the password alone, and what is said of it beside."""

from __future__ import annotations

import stat
import sys

import pytest

from rootward.cli.main import main
from rootward.engine.password.rules import broken, broken_for_root
from rootward.model.secret import Secret
from rootward.workflows.password_generate import generate_password


@pytest.fixture
def generate(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(["password", "generate", *words])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("words", "length"), [((), 24), (("--root",), 32), (("--length", "128"), 128), (("--root", "--length", "16"), 16)]
)
def test_the_password_alone_goes_to_standard_output(generate, words, length):
    code, out, err = generate(*words)
    password = Secret(out.removesuffix("\n"))

    assert code == 0
    assert len(password.reveal()) == length
    assert broken(password, None) == broken_for_root(password) == ()
    assert f"{length} characters" in err
    assert password.reveal() not in err


def test_its_chance_is_told_beside(generate):
    assert generate()[2] == "rootward: 24 characters, 145 bits of chance: 2^144 guesses on average\n"


def test_quiet_says_nothing(generate):
    assert generate("-q")[2] == ""


def test_one_that_is_shorter_than_the_baseline_asks_for_is_said_to_be(generate):
    code, out, err = generate("--length", "8", "-q")

    assert code == 0
    assert len(out) == 9
    assert err == "rootward: warning: the baseline asks for 14 characters, and this has 8\n"
    assert generate("--length", "8", "--root", "-q")[2] == ""


def test_it_is_as_long_as_the_baseline_asks_for(generate, tmp_path):
    (tmp_path / "rootward.toml").write_text("[thresholds]\nmin_length = 40\n")

    assert len(generate("-q")[1]) == 41


@pytest.mark.parametrize("length", ["7", "129", "0", "-1", "many"])
def test_aws_takes_no_other_length(generate, length):
    code, out, _ = generate("--length", length)

    assert (code, out) == (2, "")


def test_no_two_are_the_same(generate):
    assert generate()[1] != generate()[1]


@pytest.mark.skipif(sys.platform == "win32", reason="ACLs in place of modes")
def test_a_file_with_it_is_its_owners_only(generate, tmp_path):
    code, out, err = generate("-o", "new.txt")
    path = tmp_path / "new.txt"

    assert (code, out) == (0, "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert broken(Secret(path.read_text()), None) == ()
    assert path.read_text() not in err
    assert "it is in new.txt" in err


def test_a_file_that_is_there_is_not_replaced(generate, tmp_path):
    (tmp_path / "old.txt").write_text("the only copy")

    code, out, err = generate("-o", "old.txt")

    assert (code, out) == (2, "")
    assert "old.txt is there already" in err
    assert (tmp_path / "old.txt").read_text() == "the only copy"


def test_a_file_that_comes_at_the_last_moment_is_not_replaced(generate, tmp_path, monkeypatch):
    def slowly(baseline, **wished):
        (tmp_path / "new.txt").write_text("somebody else's")
        return generate_password(baseline, **wished)

    monkeypatch.setattr("rootward.cli.password.generate.generate_password", slowly)

    code, out, err = generate("-o", "new.txt")

    assert (code, out) == (2, "")
    assert "new.txt is there already" in err
    assert (tmp_path / "new.txt").read_text() == "somebody else's"


def test_a_dash_is_standard_output(generate):
    assert len(generate("-o", "-")[1]) == 25
